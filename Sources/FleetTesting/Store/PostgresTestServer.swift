import FleetCore
import Foundation
import Persistence

/// A real PostgreSQL server for tests: the one that `MODELOPS_TEST_POSTGRES` names, or one of the installed release, started once per process
/// in a temporary folder, on loopback only, and stopped when the process ends, however it ends.
public enum PostgresTestServer {
    /// Where the server is; nil where PostgreSQL is not installed. Started at the first use. Blocks for a few seconds then.
    public static let shared: ConnectionSecret? = {
        if let given = ProcessInfo.processInfo.environment["MODELOPS_TEST_POSTGRES"], !given.isEmpty { return ConnectionSecret(given) }
        guard let programs = programs() else { return nil }
        return start(programs)
    }()

    /// Whether tests against PostgreSQL can run here; starts nothing.
    public static var isAvailable: Bool {
        ProcessInfo.processInfo.environment["MODELOPS_TEST_POSTGRES"].map { !$0.isEmpty } ?? false || programs() != nil
    }

    /// A new, empty database.
    public static func database(identifiers: IdentifierSource) throws -> ConnectionSecret {
        guard let server = shared else {
            throw FleetError(
                "postgres_missing", .permanent, "no PostgreSQL server could be started", hint: "install postgresql, or set MODELOPS_TEST_POSTGRES")
        }
        return try PostgresDatabases.create("test_\(identifiers.make("").lowercased())", on: server)
    }

    static func programs() -> String? {
        let root = "/usr/lib/postgresql"
        let releases = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let found = releases.compactMap(Int.init).sorted().last { FileManager.default.isExecutableFile(atPath: "\(root)/\($0)/bin/initdb") }
        return found.map { "\(root)/\($0)/bin" }
    }

    private static func start(_ programs: String) -> ConnectionSecret? {
        // seam: a test database, started outside the code under test.
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/bin/sh")
        server.arguments = ["-c", supervisor, "postgres-for-tests", programs]
        let lifeline = Pipe()
        let answer = Pipe()
        server.standardInput = lifeline
        server.standardOutput = answer
        server.standardError = FileHandle.nullDevice
        do { try server.run() } catch { return nil }
        // The supervisor writes one line when the server answers, or ends without one.
        var line: [UInt8] = []
        while let byte = answer.fileHandleForReading.readData(ofLength: 1).first, byte != UInt8(ascii: "\n") { line.append(byte) }
        guard !line.isEmpty else { return nil }
        held.append(lifeline)
        return ConnectionSecret(String(decoding: line, as: UTF8.self))
    }

    /// The writing end of the supervisor's standard input: it closes with this process, and the server ends.
    // Written once, inside the one-time making of `shared`.
    private nonisolated(unsafe) static var held: [Pipe] = []

    /// Makes a cluster, starts the server as an ordinary user (PostgreSQL refuses root), and waits for the end of its input.
    private static let supervisor = """
        programs=$1
        folder=$(mktemp -d) || exit 1
        as=""
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$folder" || exit 1
            as="setpriv --reuid=postgres --regid=postgres --clear-groups"
        fi
        cd "$folder" || exit 1
        $as "$programs/initdb" -D "$folder/data" -U fleet -A trust -E UTF8 --no-sync >"$folder/log" 2>&1 || { rm -rf "$folder"; exit 1; }
        tries=0
        while :; do
            tries=$((tries + 1))
            port=$(awk -v seed="$$$tries" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
            $as "$programs/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \\
                -c fsync=${MODELOPS_TEST_POSTGRES_FSYNC:-off} -c max_connections=300 -c shared_buffers=64MB </dev/null >>"$folder/log" 2>&1 &
            server=$!
            for wait in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
                "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" && break
                sleep 0.5
            done
            kill -0 $server 2>/dev/null && break
            [ "$tries" -gt 5 ] && { rm -rf "$folder"; exit 1; }
        done
        echo "host=127.0.0.1 port=$port user=fleet dbname=postgres"
        exec >/dev/null
        cat >/dev/null
        kill -INT $server
        wait $server
        rm -rf "$folder"
        """
}
