internal import Metrics

/// Under whose names figures are shown.
package enum MetricsStyle: String, Sendable, CaseIterable {
    case dazzle
    /// vLLM's, for dashboards and autoscalers that know them. What vLLM has no name for keeps its own.
    case vllm
}

/// A figure that is kept for each model, with its names and, for a histogram, its bounds in both styles.
package struct Quantity: Sendable {
    let kind: MetricKind
    /// nil where only vLLM's style has it.
    let name: String?
    /// The present name and older ones that dashboards still ask for.
    let vllmNames: [String]
    let help: String
    let bounds: [Double]
    let vllmBounds: [Double]

    init(
        _ kind: MetricKind, _ name: String?, vllm: [String] = [], _ help: String, bounds: [Double] = [],
        vllmBounds: [Double]? = nil
    ) {
        self.kind = kind
        self.name = name
        vllmNames = vllm
        self.help = help
        self.bounds = bounds
        self.vllmBounds = vllmBounds ?? bounds
    }

    /// What it is registered as.
    struct Name: Sendable {
        let text: String
        let isVLLM: Bool

        var labels: [String] { isVLLM ? ["model_name", "engine"] : ["model"] }
        func values(_ model: String) -> [String] { isVLLM ? [model, "0"] : [model] }
    }

    func names(_ style: MetricsStyle) -> [Name] {
        if style == .vllm, !vllmNames.isEmpty { return vllmNames.map { Name(text: $0, isVLLM: true) } }
        return name.map { [Name(text: $0, isVLLM: false)] } ?? []
    }

    func bounds(_ style: MetricsStyle) -> [Double] { style == .vllm ? vllmBounds : bounds }
}
