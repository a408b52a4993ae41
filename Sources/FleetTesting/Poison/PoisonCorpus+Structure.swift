extension PoisonCorpus {
    /// Brackets, commas and colons in wrong places; what other languages allow; what stands around a document.
    static var structure: [PoisonCase] {
        let broken = [
            "", " ", "\n", "\t\r\n", ",", ":", "*", "\"", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{:1}", "{\"a\" 1}", "{\"a\":1,}", "[1,]", "[,1]", "[1,,2]", "[,]",
            "{,}", "[1 2]", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\"::1}", "{\"a\"=1}", "{1:2}", "{null:1}", "{true:1}", "{[]:1}", "{{}:1}", "{a:1}", "{'a':1}",
            "{\"a\":1}}", "{{\"a\":1}", "[]]", "[[]", "{}{}", "{} {}", "{}[]", "{}x", "x{}", "{}1", "1 2", "/* */{}", "{}//", "{}#", "# {}", "{\"a\":/*c*/1}", "{\"a\":1}/*",
            "[1}", "{\"a\":[}", "{\"a\":[1}", "[{]", "{\"a\":{]}", "(1)", "<a>1</a>", "<!DOCTYPE html>", "---\nname: a", "name: a", "name=a&b=c", "\"a\": 1", "[1\n", "{\"a\": \"b",
            "{\"a\":1}\u{0}", "\u{0}{}", "\u{0}", "{\u{0}}", "\u{C}{}", "\u{B}{}", "\u{A0}{}", "{}\u{2028}", "\u{3000}{}", "\u{200B}{}", "\u{FEFF}{}", "{}\u{FEFF}", ")]}',\n{}",
            "callback({})", "{\"a\":undefined}", "{\"a\":function(){}}", "{...a}", "[1..2]", "{\"a\":1,...}", "{\"a\":@1}", "{\"a\":\\u0031}",
        ]
        return broken.map { PoisonCase("structure \($0.debugDescription.prefix(40))", $0, invalid) }
    }

    /// White space of the grammar around and inside of a good document.
    static var whitespace: [PoisonCase] {
        let spaces = [" ", "\t", "\n", "\r", "\r\n", " \t\n\r ", String(repeating: " ", count: 1000)]
        return spaces.enumerated().flatMap { index, space in
            [
                PoisonCase("before: \(space.debugDescription.prefix(12))", space + document("before-\(index)"), .accepted),
                PoisonCase("behind: \(space.debugDescription.prefix(12))", document("behind-\(index)") + space, .accepted),
                PoisonCase(
                    "inside: \(space.debugDescription.prefix(12))", document("inside-\(index)").replacing(": ", with: "\(space):\(space)"), .accepted),
            ]
        }
    }

    /// One key twice in one object: never one of the two in silence.
    static var duplicates: [PoisonCase] {
        [
            #"{"name": "a", "name": "b"}"#, #"{"name": "a", "name": "a"}"#, #"{"name": 1, "\u006eame": 2}"#, #"{"\u006eame": 1, "n\u0061me": 2}"#, #"{"": 1, "": 2}"#,
            #"{"labels": {"a": "b", "a": "c"}}"#, #"{"a": [{"b": 1, "c": 2, "b": 3}]}"#, #"{"\uD83D\uDE00": 1, "😀": 2}"#, #"{"schema": "modelops.job/v1", "schema": "x"}"#,
        ].map { PoisonCase("duplicate \($0)", $0, invalid) }
    }
}
