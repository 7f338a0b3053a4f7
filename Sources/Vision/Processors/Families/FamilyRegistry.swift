/// Finds a model's family by the `model_type` of its config.json.
package enum FamilyRegistry {
    /// A new family is one more entry.
    private static let families: [any VisionFamily.Type] = [
        QwenVL.self, LLaVA.self, LLaVANext.self, Gemma3.self, InternVL.self, Idefics3.self,
        MiniCPMV.self, Phi3V.self, Phi4MM.self,
    ]

    package static var modelTypes: [String] { families.flatMap { $0.modelTypes } }

    /// nil for models that only read text.
    package static func family(of modelType: String) -> (any VisionFamily.Type)? {
        families.first { $0.modelTypes.contains(modelType) }
    }
}
