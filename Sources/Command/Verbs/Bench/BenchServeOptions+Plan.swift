internal import HTTPClient
internal import ServeBench
internal import Support

extension BenchServeOptions {
    /// The server's address without a slash at the end.
    var serverURL: String {
        let address = baseURL ?? "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        return address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    var requestURL: String {
        let path = endpoint ?? "/v1/" + backend.endpoint
        return serverURL + (path.hasPrefix("/") ? path : "/" + path)
    }

    func requestHeaders(_ environment: [String: String]) -> [HTTPRequest.Header] {
        let key = environment["OPENAI_API_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        let named = headers.map { HTTPRequest.Header($0.key, $0.value) }
        guard let key, !named.contains(where: { $0.name.lowercased() == "authorization" }) else { return named }
        return [.init("Authorization", "Bearer \(key)")] + named
    }

    func requestSettings(model name: String, _ environment: [String: String]) -> RequestSettings {
        var settings = RequestSettings(url: requestURL, model: name)
        settings.backend = backend
        settings.headers = requestHeaders(environment)
        settings.isInsecure = isInsecure
        settings.ignoresEndOfText = ignoresEndOfText || dataset == .random
        settings.logprobs = logprobs
        let sampling: [(String, JSONValue?)] = [
            ("top_p", topP.map(JSONValue.double)), ("top_k", topK.map(JSONValue.int)),
            ("min_p", minP.map(JSONValue.double)), ("temperature", temperature.map(JSONValue.double)),
            ("frequency_penalty", frequencyPenalty.map(JSONValue.double)),
            ("presence_penalty", presencePenalty.map(JSONValue.double)),
            ("repetition_penalty", repetitionPenalty.map(JSONValue.double)),
        ]
        settings.extraBody = JSONObject(sampling.compactMap { name, value in value.map { (name, $0) } })
            .merging(extraBody ?? [:])
        return settings
    }

    var traffic: Traffic {
        var traffic = Traffic()
        traffic.rate = rate
        traffic.burstiness = burstiness
        traffic.maxConcurrency = maxConcurrency
        if let rampStrategy, let rampStart, let rampEnd {
            traffic.ramp = Traffic.Ramp(rampStrategy, from: rampStart, to: rampEnd)
        }
        return traffic
    }

    var report: ReportOptions {
        var report = ReportOptions()
        if let metrics { report.metrics = Set(metrics) }
        if let percentiles { report.percentiles = percentiles }
        for limit in goodput {
            switch limit.metric {
            case .ttft: report.goodput.ttft = limit.milliseconds / 1000
            case .tpot: report.goodput.tpot = limit.milliseconds / 1000
            default: report.goodput.e2el = limit.milliseconds / 1000
            }
        }
        report.isDetailed = savesDetails
        return report
    }

    /// Reads the file, if it takes one.
    func loadDataset() throws -> Dataset {
        switch dataset {
        case .random:
            var random = RandomDataset()
            random.inputLength = inputLength ?? randomInputLength
            random.outputLength = outputLength ?? randomOutputLength
            random.inputRatio = randomRatio.input
            random.outputRatio = randomRatio.output
            random.prefixLength = randomPrefixLength
            return .random(random)
        case .sharegpt:
            var conversations = try ShareGPTDataset(TextFile.readJSON(datasetPath ?? "-"))
            conversations.outputLength = outputLength ?? shareGPTOutputLength
            return .shareGPT(conversations)
        case .custom:
            var lines = try CustomDataset(TextFile.read(datasetPath ?? "-"))
            let length = outputLength ?? customOutputLength
            lines.outputLength = length < 0 ? nil : length
            // A server's chat route has a template of its own.
            lines.appliesTemplate = !skipsTemplate && backend != .openaiChat
            lines.templateVariables = templateVariables ?? [:]
            return .custom(lines)
        }
    }

    func samplingPlan(_ codec: TextCodec?) -> SamplingPlan {
        let prefix = requestIDPrefix ?? "bench-" + String(UInt32.random(in: .min ... .max) | 1 << 31, radix: 16) + "-"
        var plan = SamplingPlan(count: promptCount, seed: UInt64(seed), idPrefix: prefix, codec: codec)
        plan.shuffles = !keepsOrder
        plan.oversamples = !keepsCount
        return plan
    }

    /// Gives each request its adapter, where there are any.
    func assignAdapters(_ requests: [BenchmarkRequest]) -> [BenchmarkRequest] {
        guard !loraModules.isEmpty else { return requests }
        var random = SeededRandom(seed: UInt64(seed))
        return requests.enumerated().map { index, request in
            var request = request
            let isRandom = loraAssignment == .random
            request.model =
                isRandom ? loraModules.randomElement(using: &random) : loraModules[index % loraModules.count]
            return request
        }
    }
}
