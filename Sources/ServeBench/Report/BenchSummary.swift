internal import Support

/// What a run was, for its report.
package struct BenchSummary: Sendable {
    package var backend: BenchBackend
    package var label: String?
    /// What the served model was made from.
    package var modelID: String
    /// Who counted the tokens of prompts; nil if nobody did.
    package var tokenizerID: String?
    package var promptCount: Int
    package var metadata: [(key: String, value: String)]
    package var arrivals: Arrivals
    package var maxConcurrency: Int?
    package var rateChanges: [RateChange]
    /// Times are only listed by request if this is on.
    package var isDetailed: Bool

    /// When a ramp-up reached the next whole rate.
    package struct RateChange: Hashable, Sendable {
        package var rate: Int
        package var time: LocalTime

        package init(rate: Int, time: LocalTime) { (self.rate, self.time) = (rate, time) }
    }

    package init(
        backend: BenchBackend, label: String? = nil, modelID: String, promptCount: Int,
        metadata: [(key: String, value: String)] = [], arrivals: Arrivals = Arrivals(), maxConcurrency: Int? = nil,
        rateChanges: [RateChange] = [], isDetailed: Bool = false
    ) {
        (self.backend, self.label, self.modelID, self.promptCount) = (backend, label, modelID, promptCount)
        tokenizerID = modelID
        (self.metadata, self.arrivals, self.maxConcurrency) = (metadata, arrivals, maxConcurrency)
        (self.rateChanges, self.isDetailed) = (rateChanges, isDetailed)
    }

    /// How the file with the result is called unless somebody says otherwise.
    package func fileName(at time: LocalTime) -> String {
        let load =
            if let ramp = arrivals.rampUp {
                "ramp-up-\(ramp.strategy.rawValue)-\(ramp.start)qps-\(ramp.end)qps"
            } else {
                "\(arrivals.rate.pythonDescription)qps"
            }
        let concurrency = maxConcurrency.map { "-concurrency\($0)" } ?? ""
        let model = modelID.split(separator: "/").last ?? "model"
        return "\(label ?? backend.rawValue)-\(load)\(concurrency)-\(model)-\(time.compact).json"
    }
}
