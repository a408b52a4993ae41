import JSON

/// The line below a list that has a next page: a list that stops without a word looks whole.
enum ListEnd {
    static func tell(_ answer: JSONValue, _ console: any Console) {
        guard let cursor = answer["cursor"]?.string else { return }
        console.note("there may be more; next: the same command with --cursor \(cursor), or a larger --limit")
    }
}
