extension PoisonCorpus {
    /// Words that are nearly `true`, `false` or `null`.
    static var literals: [PoisonCase] {
        let broken = ["nul", "nulll", "Null", "NULL", "tru", "truee", "True", "fals", "falsee", "FALSE", "undefined", "nil", "None", "truefalse", "yes", "on"]
        return broken.flatMap { word in
            [PoisonCase("in an object: \(word)", "{\"name\": \(word)}", invalid), PoisonCase("alone: \(word)", word, invalid)]
        }
    }

    /// Escapes, surrogates and control characters in texts.
    static var strings: [PoisonCase] {
        var cases: [PoisonCase] = []
        let broken = [
            #""\x41""#, #""\a""#, #""\'""#, #""\0""#, #""\v""#, #""\e""#, #""\u""#, #""\u1""#, #""\u12""#, #""\u123""#, #""\uZZZZ""#, #""\u 041""#, #""\U0041""#,
            #""\u{41}""#, #""\""#, #""abc"#, #"abc""#, #"'abc'"#, "`abc`", #""a"b""#, #""\u00""#, #""\"#, #"\"a""#,
            // Half surrogate pairs: RFC 8259 leaves them to the reader; they cannot be stored as UTF-8, so they are refused.
            #""\uD800""#, #""\uDC00""#, #""\uDFFF""#, #""\uD800\u0041""#, #""\uDBFF\uDBFF""#, #""\uD83Dx""#, #""\uDE00\uD83D""#, #""x\uD83D""#,
        ]
        cases += broken.map { PoisonCase("text \($0)", "{\"name\": \($0)}", invalid) }
        for code in UInt8(0)..<32 {
            cases.append(PoisonCase("raw control character \(code)", Array("{\"name\": \"a".utf8) + [code] + Array("b\"}".utf8), invalid))
        }
        let good = [
            #"\""#, #"\\"#, #"\/"#, #"\n"#, #"\t"#, #"\u0041"#, #"\u00e9"#, #"\u20AC"#, #"\uD83D\uDE00"#, #"\ud83d\ude00"#, #"\uDBFF\uDFFF"#,
            #"\uFFFE"#, #"\uFFFF"#, #"\u2028"#, #"\u202E"#, #"\u007F"#, "\u{7F}", "\u{E9}", "\u{20AC}", "\u{1F600}", "\u{10FFFF}", "\u{FFFF}", "\u{2028}",
            "\u{202E}", "e\u{301}", "\u{FEFF}", "\u{200D}", "' OR 1=1 --", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd", "%00", "=1+1",
        ]
        cases += good.enumerated().map { PoisonCase("label \($1)", labelled("label-\($0)", "\"\($1)\""), .accepted) }
        // Escapes of the grammar, and characters that a label does not carry.
        cases += [#"\b"#, #"\f"#, #"\r"#, #"\u0001"#, #"\u001F"#].map {
            PoisonCase("label \($0)", labelled("label", "\"\($0)\""), .refused("out_of_range"))
        }
        cases.append(PoisonCase("a NUL in a label", labelled("label", #""a\u0000b""#), .refused("out_of_range")))
        cases.append(PoisonCase("a NUL in a key", document("label", #""labels": {"a\u0000": "b"}"#), .refused("out_of_range")))
        cases.append(PoisonCase("a key in escapes", document("key", "").replacing("\"name\"", with: #""\u006eame""#), .accepted))
        return cases
    }
}
