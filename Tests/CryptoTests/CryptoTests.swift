import Crypto
import FleetCore
import Foundation
import Testing

@Suite struct CryptoTests {
    @Test func digestsMatchTheStandardsExamples() {
        #expect(SHA256.digest(of: "").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(SHA256.digest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)).hex
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func aStreamDigestsLikeTheWholeAndGoesOn() {
        let hash = SHA256()
        hash.update(Array("a".utf8))
        #expect(hash.digest() == SHA256.digest(of: "a"))
        hash.update(Array("bc".utf8)[0...])
        hash.update([])
        #expect(hash.digest() == SHA256.digest(of: "abc"))
    }

    @Test func aFileDigestsLikeItsBytes() throws {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("abc".utf8))
        try pipe.fileHandleForWriting.close()
        let (digest, bytes) = try SHA256.digest(ofFile: pipe.fileHandleForReading.fileDescriptor)
        #expect(digest == SHA256.digest(of: "abc"))
        #expect(bytes == 3)
        #expect(throws: FleetError.self) { try SHA256.digest(ofFile: -1) }
    }

    /// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
    @Test func authenticationCodesMatchRFC4231() {
        #expect(
            MessageAuthentication.code(for: Array("Hi There".utf8), key: [UInt8](repeating: 0x0B, count: 20)).hex
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            MessageAuthentication.code(for: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)).hex
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            MessageAuthentication.code(
                for: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8), key: [UInt8](repeating: 0xAA, count: 131)
            ).hex
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
        #expect(MessageAuthentication.code(for: [], key: []).hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func comparisonSeesEveryDifference() {
        #expect(MessageAuthentication.constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!MessageAuthentication.constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!MessageAuthentication.constantTimeEqual([1, 2, 3], [1, 2]))
        #expect(MessageAuthentication.constantTimeEqual([], []))
        #expect(!MessageAuthentication.isValid([], for: [1], key: [2]))
    }

    @Test func digestsAreReadStrictly() throws {
        let hex = SHA256.digest(of: "abc").hex
        #expect(Digest(hex: hex.uppercased()) == SHA256.digest(of: "abc"))
        for bad in ["", "zz", String(hex.dropLast()), hex + "00", hex.replacingOccurrences(of: "ba", with: "é"), "0x" + hex] {
            #expect(Digest(hex: bad) == nil)
        }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Digest].self, from: Data("[\"ab\"]".utf8)) }
    }

    @Test func tokensDiffer() {
        let source = SystemSecretSource()
        let tokens = Set((0..<100).map { _ in source.token(prefix: "t_") })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.count == 66 && $0.hasPrefix("t_") })
    }
}
