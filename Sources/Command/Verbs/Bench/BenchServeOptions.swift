internal import ServeBench
internal import Support

/// What `dazzle bench serve` is asked for. Names and defaults are those of `vllm bench serve`.
struct BenchServeOptions: Equatable {
    // Server
    var backend = BenchBackend.openai
    var baseURL: String?
    var host = "127.0.0.1"
    var port = 8000
    var endpoint: String?
    var headers: [KeyValue] = []
    var isInsecure = false
    var model: String?
    var servedModelName: String?
    var readyTimeout = 0
    var profiles = false

    // Load
    var promptCount = 1000
    var rate = Rate.infinite
    var burstiness = 1.0
    var rampUp: RampUp.Strategy?
    var rampUpStart: Int?
    var rampUpEnd: Int?
    var maxConcurrency: Int?
    var warmups = 0
    var seed = 0

    var dataset = BenchDatasetOptions()
    var request = BenchRequestOptions()
    var report = BenchReportOptions()

    struct KeyValue: Hashable {
        var key: String
        var value: String
    }

    /// Requests per second; printed as Python prints it.
    struct Rate: Hashable, CustomStringConvertible {
        static let infinite = Rate(value: .infinity)
        var value: Double
        var description: String { shortText(value) }
    }

    var base: String {
        // An address with colons needs brackets in a URL.
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return baseURL ?? "http://\(name):\(port)"
    }

    var path: String { endpoint ?? "/v1/" + backend.pathEnd }

    var arrivals: Arrivals {
        var arrivals = Arrivals(rate: rate.value, burstiness: burstiness)
        if let rampUp, let rampUpStart, let rampUpEnd {
            arrivals.rampUp = RampUp(rampUp, from: rampUpStart, to: rampUpEnd)
        }
        return arrivals
    }

    var complaint: String? {
        if !path.hasSuffix(backend.pathEnd) {
            return "--endpoint has to end with '\(backend.pathEnd)' for --backend \(backend)."
        }
        if baseURL.map({ !$0.hasPrefix("http://") && !$0.hasPrefix("https://") }) ?? false {
            return "--base-url has to begin with http:// or https://."
        }
        if dataset.name.hasMedia, !backend.isChat {
            return "--dataset-name \(dataset.name) sends pictures, which only --backend openai-chat does."
        }
        return rampUpComplaint ?? dataset.complaint
    }

    private var rampUpComplaint: String? {
        guard rampUp != nil else {
            return rampUpStart == nil && rampUpEnd == nil
                ? nil : "--ramp-up-start-rps and --ramp-up-end-rps go with --ramp-up-strategy."
        }
        if rate.value.isFinite { return "--ramp-up-strategy sets the rate; leave out --request-rate." }
        guard let rampUpStart, let rampUpEnd else {
            return "--ramp-up-strategy needs --ramp-up-start-rps and --ramp-up-end-rps."
        }
        return rampUpStart <= rampUpEnd ? nil : "--ramp-up-start-rps is at most --ramp-up-end-rps."
    }
}
