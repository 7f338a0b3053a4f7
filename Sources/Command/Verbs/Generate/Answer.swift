internal import Dazzle

/// What came of one prompt.
struct Answer: Sendable {
    /// Its place among the prompts.
    var index: Int
    /// The text the model saw, or nil where only tokens were given.
    var promptText: String?
    var completion: Completion
}

extension PromptJob {
    /// The text the model sees.
    func text(for model: some TextModel) throws -> String? {
        switch prompt {
        case .text(let text): text
        case .tokens: nil
        case .chat(let chat): try model.render(chat)
        }
    }
}
