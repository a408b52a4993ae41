/// Recognises the fleet's own identifiers by their exact shape: whoever reads a log must be able to look up what it names.
enum FleetIdentifierText {
    private static let made = ["job_", "task_", "exec_", "worker_", "process_", "msg_", "dl_"]
    private static let hashed = ["ds_", "ev_"]
    private static let crockford = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let hexadecimal = Set("0123456789abcdef")

    /// The identifier with which a text begins; nil where it begins with something else.
    static func leading(_ text: Substring) -> Substring? {
        made.lazy.compactMap { match(text, $0, 26, crockford) }.first ?? hashed.lazy.compactMap { match(text, $0, 32, hexadecimal) }.first
    }

    private static func match(_ text: Substring, _ start: String, _ count: Int, _ alphabet: Set<Character>) -> Substring? {
        guard text.hasPrefix(start) else { return nil }
        let rest = text.dropFirst(start.count)
        let name = rest.prefix(count)
        guard name.count == count, name.allSatisfy(alphabet.contains) else { return nil }
        // Longer than one of ours: it is something else.
        if let next = rest.dropFirst(count).first, next.isLetter || next.isNumber { return nil }
        return text[text.startIndex..<name.endIndex]
    }
}
