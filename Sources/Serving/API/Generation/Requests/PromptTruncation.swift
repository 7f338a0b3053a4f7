/// Which part of a long prompt is kept.
struct PromptTruncation: Sendable, Hashable {
    /// nil is what leaves room for the answer.
    var count: Int?
    var keepsBeginning = false

    init() {}

    func applied(to tokens: [Int32], contextLength: Int, maxTokens: Int?) -> [Int32] {
        let room = max(1, contextLength - max(1, min(maxTokens ?? 1, contextLength)))
        let count = count ?? room
        guard tokens.count > count else { return tokens }
        return Array(keepsBeginning ? tokens.prefix(count) : tokens.suffix(count))
    }
}
