import TestSupport
import Testing

@testable import Tokenizers

@Suite("Stop strings")
struct StopStringFilterTests {
    private static func run(_ pieces: [String], _ stops: [String], include: Bool = false) -> (
        shown: [String], stop: String?
    ) {
        var filter = StopStringFilter(stops, includeStop: include)
        var shown: [String] = []
        for piece in pieces {
            let output = filter.push(piece)
            shown.append(output.text)
            if let stop = output.stop { return (shown, stop) }
        }
        return (shown + [filter.finish()], nil)
    }

    @Test("A stop string that straddles pieces never leaks a character")
    func straddling() {
        let (shown, stop) = Self.run(["Hello E", "N", "D more"], ["END"])
        #expect(shown == ["Hello ", "", ""])
        #expect(stop == "END")
    }

    @Test("What only looked like a stop string is shown once that is clear")
    func falseAlarm() {
        #expect(Self.run(["a E", "N", "Z"], ["END"]).shown == ["a ", "", "ENZ", ""])
        #expect(Self.run(["a EN"], ["END"]).shown == ["a ", "EN"])
    }

    @Test("The stop string itself is shown on request")
    func included() {
        #expect(Self.run(["one\n", "\ntwo"], ["\n\n"], include: true).shown.joined() == "one\n\n")
    }

    @Test("The one that is complete first wins; of those that end together, the one that began first")
    func priority() {
        #expect(Self.run(["abcd"], ["cd", "bc"]).stop == "bc")
        #expect(Self.run(["abcd"], ["d", "bcd"]).stop == "bcd")
    }

    @Test("Before minTokens stop strings pass")
    func minTokens() {
        var filter = StopStringFilter(["b"], includeStop: false)
        #expect(filter.push("abc", mayStop: false) == .init(text: "abc", stop: nil))
        #expect(filter.push("ab") == .init(text: "a", stop: "b"))
    }

    @Test("Equal to a search in the whole text, however it is cut", arguments: 0..<300 as Range<UInt64>)
    func anyCut(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = ["a", "b", "é", "😀"]
        func text(_ length: ClosedRange<Int>) -> String {
            (0..<Int.random(in: length, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
                .joined()
        }
        let stops = (0..<Int.random(in: 1...3, using: &random)).map { _ in text(1...4) }
        let pieces = (0..<30).map { _ in text(0...3) }
        let (shown, stop) = Self.run(pieces, stops)
        let (expected, expectedStop) = Self.search(Array(pieces.joined().utf8), stops)
        #expect(shown.joined() == expected)
        #expect(stop == expectedStop)
    }

    /// The definition, written plainly.
    private static func search(_ text: [UInt8], _ stops: [String]) -> (String, String?) {
        for end in 0...text.count {
            let found = stops.filter {
                text[..<end].count >= $0.utf8.count && text[..<end].suffix($0.utf8.count).elementsEqual($0.utf8)
            }
            if let stop = found.max(by: { $0.utf8.count < $1.utf8.count }) {
                return (String(decoding: text[..<(end - stop.utf8.count)], as: UTF8.self), stop)
            }
        }
        return (String(decoding: text, as: UTF8.self), nil)
    }
}
