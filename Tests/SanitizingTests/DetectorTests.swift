import FleetCore
import Sanitizing
import Testing

let sharedRecognizer: Result<PIIRecognizer, any Error> = Result { try PIIRecognizer(BuiltinDetectors.all) }

func redacted(_ text: String) throws -> String {
    let redaction = Redaction(scanner: try sharedRecognizer.get().scanner())
    return try redaction.redact(text) ?? text
}

@Suite struct DetectorTests {
    @Test(arguments: [
        ("Write to jane.doe+news@mail.example.co.uk.", "Write to [EMAIL]."),
        ("(jane@example.org)", "([EMAIL])"),
        ("müller@exämple.de ok", "[EMAIL] ok"),
        ("联系foo@bar.com", "联系[EMAIL]"),
        ("Call +49 30 1234567 now", "Call [PHONE] now"),
        ("+44 (0)20 7123 4567", "[PHONE]"),
        ("Tel: 0151/23456789.", "Tel: [PHONE]."),
        ("06 12 34 56 78", "[PHONE]"),
        ("(415) 555-2671 or 415-555-2671", "[PHONE] or [PHONE]"),
        ("+1-415-555-2671, 0033 6 12 34 56 78", "[PHONE], [PHONE]"),
        ("phone 5552671", "phone [PHONE]"),
        ("card=4111 1111 1111 1111 12/27", "card=[CARD] 12/27"),
        ("378282246310005; 5555-5555-5555-4444", "[CARD]; [CARD]"),
        ("IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN [IBAN], thanks"),
        ("gb82west12345698765432", "[IBAN]"),
        ("ssn 078-05-1120!", "ssn [NATIONAL_ID]!"),
        ("SSN: 078051120", "SSN: [NATIONAL_ID]"),
        ("AB 12 34 56 C", "[NATIONAL_ID]"),
        ("DNI 12345678Z", "DNI [NATIONAL_ID]"),
        ("CPF 529.982.247-25", "CPF [NATIONAL_ID]"),
        ("PESEL 44051401359", "PESEL [NATIONAL_ID]"),
        ("RSSMRA85T10A562S", "[NATIONAL_ID]"),
        ("NIR 2 55 08 14 168 025 38", "NIR [NATIONAL_ID]"),
        ("from 93.184.216.34.", "from [IP]."),
        ("via 2001:db8::8a2e:370:7334 ok", "via [IP] ok"),
        ("2001:db8:0:0:1:0:0:1", "[IP]"),
        ("::ffff:192.0.2.128", "[IP]"),
        ("key AKIAIOSFODNN7EXAMPLE end", "key [SECRET] end"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[SECRET]"),
        ("use sk-proj-abcdefghijklmnopqrstuvwx", "use [SECRET]"),
        ("Authorization: Bearer abcdef0123456789abcdef", "Authorization: Bearer [SECRET]"),
        ("password = \"hunter2hunter2\"", "password = \"[SECRET]\""),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "[SECRET]"),
        ("postgres://admin:s3cretpw@db.example.net:5432/x", "postgres://[EMAIL]:5432/x"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAKj\n-----END RSA PRIVATE KEY-----\nnext.", "[SECRET]."),
    ])
    func replacesWhatIsPersonal(text: String, expected: String) throws { #expect(try redacted(text) == expected) }

    @Test(arguments: [
        "a @ b", "user@localhost", "@handle and #tag", "v1.2.3.4", "version 10.0.0.1", "10:20:30", "std::vector<int>", "1.2.3",
        "4111 1111 1111 1112", "0.4111111111111111", "DE00370400440532013000", "666-05-1120", "078-00-1120", "12345678A",
        "order 123456789", "2024-05-06 10:11:12", "call 2024-05-06", "isbn 978-3-16-148410-0", "AKIA is a prefix", "the token is given",
        "password: unchanged", "https://example.org/path:8080", "550e8400-e29b-41d4-a716-446655440000", "1234567890123456789012345678901234567890",
        "00:1a:2b:3c:4d:5e", "256.1.1.1", "x < y and z > 3",
    ])
    func leavesAloneWhatIsNot(text: String) throws { #expect(try redacted(text) == text) }

    @Test(arguments: [
        ("A game (gregor herrmann <gregoa@debian.org>)", "A game ([PERSON] <[EMAIL]>)"),
        ("x (Adam C. Powell, IV <hazelsct@debian.org>)", "x ([PERSON] <[EMAIL]>)"),
        ("x (IOhannes m zmölnig (Debian/GNU) <umlaeute@debian.org>)", "x ([PERSON] <[EMAIL]>)"),
        ("x (Debian Perl Group <pkg-perl@lists.example.org>)", "x ([PERSON] <[EMAIL]>)"),
        ("x (Piotr Ożarowski <piotr@debian.org>)", "x ([PERSON] <[EMAIL]>)"),
        ("\"Doe, Jane\" <jane@example.org>", "[PERSON] <[EMAIL]>"),
        ("please write to John van der Berg <j@example.org>", "please write to [PERSON] <[EMAIL]>"),
        ("<j@example.org>", "<[EMAIL]>"),
        ("To: A B <a@example.org>, C D <c@example.org>", "To: [PERSON] <[EMAIL]>, [PERSON] <[EMAIL]>"),
    ])
    func removesTheNameBesideAnAddress(text: String, expected: String) throws { #expect(try redacted(text) == expected) }

    @Test func placesNeverOverlapAndLieOnCharacters() throws {
        let scanner = try sharedRecognizer.get().scanner()
        let random = SeededRandom(seed: 11)
        let pieces = [
            "@", "a@b.de", "+49 30 1234567", "4111111111111111", "é", "日本", "<", ">", " ", "\n", "::", "1.2.3.4", "DE89370400440532013000", "-", ".",
            "7", "Jo",
            "sk-", "AKIAIOSFODNN7EXAMPLE", "password=", "eyJ", "078-05-1120", "://u:p@h", "\"", "(", ")", "🙂", "x9", "00", "tel ",
        ]
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<(1 + Int(random.next() % 12)) { text += pieces[Int(random.next() % UInt64(pieces.count))] }
            let spans = try scanner.detect(text)
            #expect(try spans == scanner.detect(text))
            var end = 0
            let bytes = Array(text.utf8)
            for span in spans {
                #expect(span.range.lowerBound >= end && span.range.upperBound <= bytes.count && !span.range.isEmpty)
                end = span.range.upperBound
                #expect(String(validating: bytes[span.range], as: UTF8.self) != nil, "\(text.debugDescription) \(span)")
            }
        }
    }

    @Test(arguments: [
        "@", "a@", "a@a", "1", "1 ", "1-", "1.", "1:", ":", "+1", "00", "DE8", "<", "<a@b", "A ", "sk-", "://a:", "eyJ", "password=", "tel 1", "(",
        "é@é", "-----BEGIN PRIVATE KEY-----",
    ])
    func readsHostileTextInLinearTime(piece: String) throws {
        let scanner = try sharedRecognizer.get().scanner()
        var steps: [Int] = []
        for size in [4_000, 8_000] {
            let text = String(repeating: piece, count: size / piece.utf8.count)
            _ = try scanner.detect(text)
            steps.append(scanner.bytesRead)
        }
        #expect(steps[1] <= steps[0] * 21 / 10 + 4096, "\(piece): \(steps)")
        #expect(steps[1] <= 8_000 * 700, "\(piece): \(steps)")
    }
}
