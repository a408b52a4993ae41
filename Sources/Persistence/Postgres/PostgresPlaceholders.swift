/// Turns `?` into `$1`, `$2`, …, outside quotes.
enum PostgresPlaceholders {
    static func rewrite(_ sql: String) -> String {
        var text = ""
        text.reserveCapacity(sql.utf8.count + 32)
        var number = 0
        var isQuoted = false
        for character in sql.unicodeScalars {
            if character == "'" { isQuoted.toggle() }
            if character == "?", !isQuoted {
                number += 1
                text += "$\(number)"
            } else {
                text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
