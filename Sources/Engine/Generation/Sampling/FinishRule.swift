/// Decides on token ids alone whether an answer has ended. Stop strings are found where text is made.
package struct FinishRule: Sendable, Hashable {
    /// The model's own end-of-text ids; empty when the request ignores them.
    package let endOfText: Set<Int32>
    /// Ids the request added.
    package let stopTokens: Set<Int32>
    package let minTokens: Int
    /// The most tokens the answer may have: what the request asks for or what the context leaves, whichever is less.
    package let limit: Int

    /// Why an answer ended, and by which of the request's own stop tokens, if by one.
    package struct Ending: Sendable, Hashable {
        package let reason: FinishReason
        package let stopToken: Int32?
    }

    package init(
        parameters: SamplingParameters, endOfText: some Sequence<Int32>, promptLength: Int, contextLength: Int
    ) {
        self.endOfText = parameters.ignoreEOS ? [] : Set(endOfText)
        stopTokens = parameters.stopTokenIDs
        minTokens = parameters.minTokens
        let room = max(0, contextLength - promptLength)
        limit = min(parameters.maxTokens ?? room, room)
    }

    /// Looks at the newest token of an answer that now holds `count` tokens. A token that ends the answer goes before
    /// the limit.
    package func ending(after token: Int32, count: Int) -> Ending? {
        if count >= minTokens, ends(token) {
            return Ending(reason: .stop, stopToken: endOfText.contains(token) ? nil : token)
        }
        return count >= limit ? Ending(reason: .length, stopToken: nil) : nil
    }

    /// Whether the token ends an answer. Such a token is counted but never part of the text.
    package func ends(_ token: Int32) -> Bool { endOfText.contains(token) || stopTokens.contains(token) }

    /// Every id that ends an answer, ascending: what may not be chosen before `minTokens`.
    package var endingTokens: [Int32] { endOfText.union(stopTokens).sorted() }
}
