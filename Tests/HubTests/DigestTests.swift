internal import TestSupport
import Testing

@testable import Hub

/// Against what `sha256sum` and `git hash-object` print.
struct DigestTests {
    @Test(arguments: [
        (
            "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
        ),
        (
            "hello\n", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
            "ce013625030ba8dba906f756967f9e9ca394464a"
        ),
    ])
    func knownValues(text: String, sha256: String, git: String) throws {
        let bytes = Array(text.utf8)
        for expected in [FileDigest(sha256: sha256), FileDigest(gitBlob: git)] {
            let expected = try #require(expected)
            let digest = try ContentDigest(like: expected, size: bytes.count)
            for byte in bytes { digest.update([byte].span.bytes) }
            #expect(digest.finish() == expected)
        }
    }

    @Test(arguments: ["", "5891", "xyz", String(repeating: "g", count: 64), String(repeating: "é", count: 32)])
    func noDigests(text: String) {
        #expect(FileDigest(digits: text) == nil)
    }

    @Test func readsFilesLargerThanItsBuffer() throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8](repeating: 0, count: 3_000_001)
        try folder.write(bytes: bytes, to: "f")
        let path = try #require(HubPath("f"))
        let digest = try #require(
            FileDigest(sha256: "8e8f57a6db1e33a1d4b1b8ee7ac2a5cae7a4b1c2f3e2fa1b4cbe16c79fb7bd54"))
        #expect(try !FileReader.holds(HubFile(path: path, size: bytes.count, digest: digest), at: "\(folder.path)/f"))
        let whole = try ContentDigest(like: digest, size: bytes.count)
        whole.update(bytes.span.bytes)
        let file = HubFile(path: path, size: bytes.count, digest: whole.finish())
        #expect(try FileReader.holds(file, at: "\(folder.path)/f"))
        #expect(throws: HubError.self) { try FileReader.holds(file, at: folder.path) }
    }
}
