internal import Hub
import Testing

/// What may be called what: everything here comes from people and from strangers' repositories.
struct NamesTests {
    @Test(arguments: ["OpenVINO/Qwen3-8B-int4-ov", "gpt2", "a/b.c_d-e", "Qwen/Qwen2.5-VL-7B-Instruct"])
    func repositoryNames(text: String) {
        #expect(RepositoryName(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a/b/c", "../a", "a/..", "a..b/c", "-a/b", "a/b-", ".a", "a b", "a/b?x", "ä/b", "a\0",
        String(repeating: "a", count: 97),
    ])
    func noRepositoryNames(text: String) {
        #expect(RepositoryName(text) == nil)
    }

    @Test(arguments: ["main", "refs/pr/1", "v1.0", "0123456789abcdef0123456789abcdef01234567"])
    func revisions(text: String) {
        #expect(Revision(text)?.description == text)
    }

    @Test(arguments: ["", "a..b", "-x", "/a", "a/", "a//b", ".git", "a/.b", "a b", "a?b", "a\nb", "a~1"])
    func noRevisions(text: String) {
        #expect(Revision(text) == nil)
    }

    @Test(arguments: ["config.json", "1/openvino_model.bin", ".gitattributes", "a b/äöü.txt", "a..b", "日本.gguf"])
    func paths(text: String) {
        #expect(HubPath(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "/a", "a/", "a//b", ".", "..", ".git/config", "a/.GIT/hooks/x", "../a", "a/../b", "a/.", "a\\b",
        "a\0b", "a\nb", "a\u{202E}b",
        "\u{1B}[2J",
        String(repeating: "a", count: 256), Array(repeating: "a", count: 33).joined(separator: "/"),
    ])
    func noPaths(text: String) {
        #expect(HubPath(text) == nil)
    }

    @Test func foldersOfAPath() throws {
        #expect(try #require(HubPath("a/b/c.txt")).folders == ["a", "a/b"])
        #expect(try #require(HubPath("c.txt")).folders == [])
    }

    @Test(arguments: [
        (PullTarget.folder("/m/x/"), "/m/x"), (.folder("x"), "x"), (.repository("/m"), "/m/a/b"),
        (.repository("/m//"), "/m/a/b"), (.repository("/"), "/a/b"),
    ])
    func targets(target: PullTarget, path: String) throws {
        #expect(target.path(of: try #require(RepositoryName("a/b"))) == path)
    }
}
