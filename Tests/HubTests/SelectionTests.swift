internal import Hub
import Testing

struct SelectionTests {
    struct Match: Sendable, CustomTestStringConvertible {
        let pattern: String
        let path: String
        let matches: Bool
        var testDescription: String { "\(pattern) \(matches ? "takes" : "leaves") \(path)" }

        init(_ pattern: String, _ path: String, _ matches: Bool) {
            (self.pattern, self.path, self.matches) = (pattern, path, matches)
        }
    }

    @Test(arguments: [
        Match("*.json", "config.json", true), Match("*.json", "1/config.json", true),
        Match("*.json", "config.jso", false),
        Match("config.json", "1/config.json", false), Match("*", "a/b", true), Match("a?c", "abc", true),
        Match("a?c", "ac", false), Match("1/", "1/a/b", true), Match("1/", "2/1/a", false),
        Match("[ab].x", "b.x", true), Match("[!ab].x", "b.x", false), Match("[!ab].x", "c.x", true),
        Match("[a-c]", "b", true), Match("[a-c]", "d", false), Match("[]]", "]", true), Match("[", "[", true),
        Match("**a**b", "xaxxb", true), Match("A*", "a", false), Match("ä?", "äö", true), Match("", "a", false),
    ])
    func patterns(match: Match) throws {
        #expect(FilePattern(match.pattern).matches(try #require(HubPath(match.path))) == match.matches)
    }

    /// A pattern that doubles the work of simple matchers with each star.
    @Test(.timeLimit(.minutes(1))) func manyStars() throws {
        let path = try #require(HubPath(String(repeating: "a", count: 250)))
        #expect(!FilePattern(String(repeating: "a*", count: 120) + "b").matches(path))
    }

    private static func files(_ paths: String...) -> [HubFile] {
        paths.compactMap { HubPath($0).map { HubFile(path: $0, size: 1, digest: nil) } }
    }

    @Test func includeAndExclude() throws {
        let selection = FileSelection(include: [FilePattern("*.a"), FilePattern("x")], exclude: [FilePattern("1/")])
        let selected = try selection.select(Self.files("p.a", "1/q.a", "x", "y"))
        #expect(selected.map(\.path.description) == ["p.a", "x"])
        #expect(throws: HubError.self) { try selection.select(Self.files("y")) }
        #expect(throws: HubError.self) { try FileSelection().select([]) }
    }

    @Test(arguments: [
        ("m.gguf", ["m.gguf"]), ("q-00001-of-00002.gguf", ["s/q-00001-of-00002.gguf", "s/q-00002-of-00002.gguf"]),
        ("s/q-00002-of-00002.gguf", ["s/q-00001-of-00002.gguf", "s/q-00002-of-00002.gguf"]), ("o.gguf", nil),
        ("twice.gguf", nil), ("r-00001-of-00002.gguf", nil),
    ])
    func gguf(name: String, expected: [String]?) {
        let files = Self.files(
            "m.gguf", "README.md", "s/q-00001-of-00002.gguf", "s/q-00002-of-00002.gguf", "a/twice.gguf", "b/twice.gguf",
            "r-00001-of-00002.gguf")
        #expect((try? FileSelection(gguf: name).select(files).map(\.path.description)) == expected)
    }

    @Test(arguments: [
        ("m.gguf", 1), ("m-00002-of-00003.gguf", 3), ("m-00004-of-00003.gguf", 1), ("m-0001-of-0003.gguf", 1),
        ("m-00000-of-00003.gguf", 1), ("m-00001-of-99999.gguf", 1), ("-00001-of-00002.gguf", 1),
        ("m-00001-of-00003", 1),
        ("m-+0001-of-00003.gguf", 1),
    ])
    func splitParts(path: String, count: Int) {
        #expect(SplitGGUF.parts(of: path).count == count)
        #expect(SplitGGUF.parts(of: path).contains(path))
    }
}
