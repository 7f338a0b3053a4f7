/// The two kinds of hub.
package enum HubSource: String, Sendable, CaseIterable {
    case huggingFace = "huggingface"
    case modelScope = "modelscope"

    package var title: String {
        switch self {
        case .huggingFace: "Hugging Face"
        case .modelScope: "ModelScope"
        }
    }

    /// The branch that a model without a named revision comes from.
    package var defaultRevision: String {
        switch self {
        case .huggingFace: "main"
        case .modelScope: "master"
        }
    }

    /// The variable of the environment that holds a token.
    package var tokenVariable: String {
        switch self {
        case .huggingFace: "HF_TOKEN"
        case .modelScope: "MODELSCOPE_API_TOKEN"
        }
    }
}
