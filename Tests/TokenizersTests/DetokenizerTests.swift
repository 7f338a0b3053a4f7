import TestSupport
import Testing

@testable import Tokenizers

@Suite("Incremental detokenizer")
struct DetokenizerTests {
    private static func graph(_ pieces: [[UInt8]], special: Set<Int32> = []) -> DetokenizerGraph {
        DetokenizerGraph(vocabulary: Vocabulary(pieces: pieces, special: special))
    }

    private static func deltas(_ graph: DetokenizerGraph, _ tokens: [Int32], skip: Bool = true) -> [String] {
        var detokenizer = Detokenizer(graph, skipsSpecialTokens: skip)
        return tokens.map { detokenizer.push($0) } + [detokenizer.finish()]
    }

    @Test("A character split over tokens comes once, whole")
    func splitCharacter() {
        let graph = Self.graph("a😀é".utf8.map { [$0] })
        #expect(Self.deltas(graph, Array(0..<7)) == ["a", "", "", "", "😀", "", "é", ""])
    }

    @Test(
        "Bytes that can never become a character are U+FFFD as soon as that is certain",
        arguments: [
            ("stray continuation", [[0x80], [0x61]], ["\u{FFFD}", "a", ""]),
            ("lead cut short", [[0xE2, 0x82], [0x61]], ["", "\u{FFFD}a", ""]),
            ("lead at the end", [[0x61], [0xF0, 0x9F]], ["a", "", "\u{FFFD}"]),
            ("overlong form", [[0xE0], [0x80]], ["", "\u{FFFD}\u{FFFD}", ""]),
            ("surrogate", [[0xED], [0xA0], [0x80]], ["", "\u{FFFD}\u{FFFD}", "\u{FFFD}", ""]),
        ] as [(String, [[UInt8]], [String])])
    func invalid(label: String, pieces: [[UInt8]], expected: [String]) {
        #expect(Self.deltas(Self.graph(pieces), pieces.indices.map(Int32.init)) == expected)
    }

    @Test("Special tokens are left out or written, as asked")
    func special() {
        let graph = Self.graph([Array("<s>".utf8), Array("a".utf8)], special: [0])
        #expect(Self.deltas(graph, [0, 1], skip: true).joined() == "a")
        #expect(Self.deltas(graph, [0, 1], skip: false).joined() == "<s>a")
    }

    @Test("Ids outside the vocabulary write nothing", arguments: [-1, 2, Int32.max, Int32.min])
    func unknown(token: Int32) {
        #expect(Self.deltas(Self.graph([[0x61], [0x62]]), [0, token, 1]).joined() == "ab")
    }

    @Test("The first space of a SentencePiece text is not part of it, the second is")
    func leadingSpace() {
        let pieces = [" a", " "].map { Array($0.utf8) }
        let graph = DetokenizerGraph(vocabulary: Vocabulary(pieces: pieces, special: []), dropsLeadingSpace: true)
        #expect(Self.deltas(graph, [0, 0]).joined() == "a a")
        #expect(Self.deltas(graph, [1, 0]).joined() == " a")
    }

    @Test(
        "Joined deltas equal the decoding of all bytes at once, whatever the bytes", arguments: 0..<200 as Range<UInt64>
    )
    func joinedDeltas(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Half of the bytes from the interesting corners of UTF-8.
        let corners: [UInt8] = [0x61, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xE2, 0xF0, 0xF4, 0xFF, 0x20]
        let pieces = (0..<64).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? corners.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
            }
        }
        let tokens = (0..<200).map { _ in Int32.random(in: 0..<64, using: &random) }
        let deltas = Self.deltas(Self.graph(pieces), tokens)
        let whole = String(decoding: tokens.flatMap { pieces[Int($0)] }, as: UTF8.self)
        #expect(Array(deltas.joined().utf8) == Array(whole.utf8))
    }

    @Test(
        "Clean-up takes spaces out as the exporter's expression does",
        arguments: [
            ("Hello , world . How ? Yes !", "Hello, world. How? Yes!"),
            ("I 'm it 's we 've they 're do n't", "I'm it's we've they're don't"),
            ("a ' b", "a'b"),
            ("a 'x n'o  .", "a 'x n'o ."),
            ("ends with space ", "ends with space "),
            ("ends open 'r", "ends open 'r"),
            (" 'v 've", " 'v've"),
        ])
    func cleanup(text: String, expected: String) {
        var whole = SpaceCleanup()
        #expect(whole.push(text) + whole.finish() == expected)
        var byCharacter = SpaceCleanup()
        #expect(text.map { byCharacter.push(String($0)) }.joined() + byCharacter.finish() == expected)
    }
}
