import FleetCore
import Glibc

extension ObjectStore {
    /// Copies objects of lines one after the other into one local file, each line as `rewrite` gives it; verified, and in pieces.
    ///
    /// The file has its name only once it is whole. Empty lines are left out; the end of an object ends its last line.
    /// - Parameters:
    ///   - maximumLineBytes: a longer line ends the copy with `line_too_long` (permanent).
    ///   - rewrite: gets a line without its end and its number from 1, and gives the new line without its end.
    /// - Returns: the number of lines.
    public func download(
        _ references: [ArtifactReference], linesTo path: String, maximumLineBytes: Int = 8 * 1024 * 1024,
        rewrite: (ArraySlice<UInt8>, Int) throws -> [UInt8]
    ) async throws -> Int {
        let unfinished = path + ".partial"
        let file = try LocalFile(writing: unfinished)
        defer { file.close() }
        var count = 0
        do {
            for reference in references {
                try await copyLines(of: reference, to: file, maximumLineBytes: maximumLineBytes) { line in
                    count += 1
                    return try rewrite(line, count)
                }
            }
        } catch {
            unlink(unfinished)
            throw error
        }
        guard rename(unfinished, path) == 0 else { throw LocalFile.failure("renaming", unfinished) }
        return count
    }

    private func copyLines(
        of reference: ArtifactReference, to file: LocalFile, maximumLineBytes: Int, rewrite: (ArraySlice<UInt8>) throws -> [UInt8]
    ) async throws {
        let reader = try await reader(for: reference)
        var rest: [UInt8] = []
        func tooLong() -> FleetError {
            FleetError("line_too_long", .permanent, "a line of \(reference.key) has more than \(maximumLineBytes) bytes")
        }
        func emit(_ line: ArraySlice<UInt8>, _ output: inout [UInt8]) throws {
            guard line.count <= maximumLineBytes else { throw tooLong() }
            if !line.isEmpty { output += try rewrite(line) + [UInt8(ascii: "\n")] }
        }
        do {
            while let piece = try await reader.next() {
                var output: [UInt8] = []
                var start = piece.startIndex
                while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    rest += piece[start..<end]
                    try emit(rest[...], &output)
                    rest.removeAll(keepingCapacity: true)
                    start = end + 1
                }
                rest += piece[start...]
                guard rest.count <= maximumLineBytes else { throw tooLong() }
                if !output.isEmpty { try await file.write(output) }
            }
            var output: [UInt8] = []
            try emit(rest[...], &output)
            if !output.isEmpty { try await file.write(output) }
        } catch {
            await reader.close()
            throw error
        }
    }
}
