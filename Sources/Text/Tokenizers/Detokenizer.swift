/// Turns tokens into text as they come. Each call costs as much as the text it returns; a character is returned once
/// all its bytes are there, and bytes that can never become one are returned as U+FFFD.
package struct Detokenizer: Sendable {
    private let graph: DetokenizerGraph
    private let skipsSpecialTokens: Bool
    /// Bytes of a character that is not complete yet: at most three.
    private var pending: [UInt8] = []
    private var isAtStart = true
    private var cleanup: SpaceCleanup?

    init(_ graph: DetokenizerGraph, skipsSpecialTokens: Bool) {
        self.graph = graph
        cleanup = graph.cleansSpaces ? SpaceCleanup() : nil
        self.skipsSpecialTokens = skipsSpecialTokens
    }

    package mutating func push(_ token: Int32) -> String {
        if skipsSpecialTokens, graph.vocabulary.special.contains(token) { return "" }
        var bytes = graph.vocabulary.bytes(of: token)
        guard !bytes.isEmpty else { return "" }
        if isAtStart {
            isAtStart = false
            if graph.dropsLeadingSpace, bytes.first == UInt8(ascii: " ") { bytes = bytes.dropFirst() }
        }
        pending.append(contentsOf: bytes)
        let complete = pending.count - UTF8Tail.incompleteSuffix(of: pending)
        let text = String(decoding: pending[..<complete], as: UTF8.self)
        pending.removeFirst(complete)
        return cleanup?.push(text) ?? text
    }

    package mutating func push(_ tokens: some Sequence<Int32>) -> String {
        var text = ""
        for token in tokens { text += push(token) }
        return text
    }

    /// The end: what is left of an unfinished character.
    package mutating func finish() -> String {
        defer { pending.removeAll() }
        let rest = String(decoding: pending, as: UTF8.self)
        guard cleanup != nil else { return rest }
        return (cleanup?.push(rest) ?? "") + (cleanup?.finish() ?? "")
    }
}
