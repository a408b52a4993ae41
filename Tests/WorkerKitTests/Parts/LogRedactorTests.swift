import Testing

@testable import WorkerKit

@Suite("Log lines lose what must not stand in a log")
struct LogRedactorTests {
    @Test(arguments: [
        ("mail from jane.doe+x@example.org arrived", "mail from [email] arrived"),
        ("Jane <jane@example.org>, Bob <bob@example.org>", "Jane <[email]>, Bob <[email]>"),
        ("Authorization: Bearer abc.def.ghi sent", "Authorization: Bearer [secret] sent"),
        ("api_key=abcd1234 model=m", "api_key=[secret] model=m"),
        (#"{"password":"hunter2"}"#, #"{"password":[secret]"#),
        ("password: hunter2 ok", "password: [secret] ok"),
        ("key sk-abcdefgh12345678 used", "key [secret] used"),
        ("token=hf_abcdefghijkl", "token=[secret]"),
        ("https://user:pass@host/path?x=1", "https://[secret]@host/path?x=1"),
        ("card 4111 1111 1111 1111 seen", "card [number] seen"),
        ("call 030-1234567-89 now", "call [number] now"),
        ("step 120 loss 0.5312 tokens 51200", "step 120 loss 0.5312 tokens 51200"),
        ("two\nlines", "two lines"),
        ("dataset ds_6a9a01234567890123456789012345ab made", "dataset ds_6a9a01234567890123456789012345ab made"),
        ("job_01234567890123456789ABCDEF, 7 rows", "job_01234567890123456789ABCDEF, 7 rows"),
        ("ds_4111111111111111 of job_4111111111111111", "ds_[number] of job_[number]"),
    ])
    func takesItOut(_ line: String, _ expected: String) { #expect(LogRedactor.redact(line) == expected) }

    @Test func linesAreCutInWholeCharacters() {
        let line = LogRedactor.redact(String(repeating: "é", count: 1000), maximumBytes: 501)
        #expect(line.utf8.count == 500)
    }

    @Test func anyBytesAreTaken() {
        for text in ["", "@", "@@@@", "://@", "=", "a=", "=a", ":", "Bearer", "a@b", "\u{0}\u{1}", String(repeating: "9", count: 5000)] {
            #expect(LogRedactor.redact(text).utf8.count <= 500)
        }
    }
}
