/// What of a run is shown and saved.
package struct ReportOptions: Sendable, Hashable {
    package var metrics: Set<Metric> = [.ttft, .tpot, .itl]
    package var percentiles: [Double] = [99]
    package var goodput = Goodput()
    /// Whether each request's own figures are saved too.
    package var isDetailed = false

    package init() {}

    func shown(_ traffic: Traffic) -> [Metric] {
        Metric.allCases.filter { metrics.contains($0) && $0.applies(to: traffic) }
    }

    /// 99 rather than 99.0, but 99.9.
    static func word(_ percent: Double) -> String {
        Int(exactly: percent).map(String.init) ?? String(percent)
    }
}
