/// Gathers what the model thought of the prompt, which is computed in chunks.
struct PromptLogprobs {
    private let prompt: [Int32]
    private let topCount: Int
    /// Nothing comes before the first token, so it has none.
    private(set) var positions: [PositionLogprobs?] = [nil]

    init(prompt: [Int32], topCount: Int) {
        self.prompt = prompt
        self.topCount = topCount
    }

    var isComplete: Bool { positions.count >= prompt.count }

    /// The row of logits after the token at `position` says how likely the next one was.
    mutating func take(_ row: UnsafeMutableBufferPointer<Float>, after position: Int, _ workspace: Sampler.Workspace) {
        guard position + 1 == positions.count, position + 1 < prompt.count else { return }
        positions.append(
            PositionLogprobs(of: prompt[position + 1], in: row, topCount: topCount, workspace: workspace))
    }
}
