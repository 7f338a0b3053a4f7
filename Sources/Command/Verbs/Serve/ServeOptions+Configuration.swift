internal import API
internal import Dazzle
internal import HTTPServer

extension ServeOptions.ListenOptions {
    var configuration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.port = port
        if let certificate, let key { configuration.tls = TLSFiles(certificate: certificate, key: key) }
        configuration.limits.connections = maxConnections
        configuration.limits.bodyBytes = maxBodyMiB << 20
        configuration.limits.bufferedBytes = max(configuration.limits.bufferedBytes, 4 * maxBodyMiB << 20)
        return configuration
    }
}

extension ServeOptions {
    /// - Parameter environment: may hold a key too, so that it need not stand in the list of processes.
    func apiOptions(_ environment: [String: String]) throws(Failure) -> APIOptions {
        var result = APIOptions()
        result.apiKeys = try access.keys(environment)
        if !access.allowedOrigins.isEmpty { result.allowedOrigins = access.allowedOrigins }
        result.allowsCredentials = access.allowsCredentials
        result.hasPlayground = access.hasPlayground
        result.trustsRequestTemplates = access.trustsRequestTemplates
        result.logsPrompts = telling.logsPrompts
        result.maxLogprobs = maxLogprobs
        result.mediaLimits = media.limits
        return result
    }
}

extension ServeOptions {
    func loadOptions() throws(Failure) -> LoadOptions {
        var result = loading.loadOptions
        media.apply(to: &result)
        result.maxQueuedRequests = listening.maxQueued
        result.maxLogprobs = maxLogprobs
        result.seed = seed.flatMap { UInt64(exactly: $0) }
        result.chatTemplate = try template.map { path throws(Failure) in try TextFile.read(path) }
        return result
    }
}

extension ServeOptions.FleetOptions {
    var rules: ModelFleet.Rules {
        var rules = ModelFleet.Rules()
        rules.idle = idleSeconds.map { .seconds($0) }
        rules.budget = budget
        rules.loadsOnDemand = loadsOnDemand
        return rules
    }
}

extension ServeOptions.TellingOptions {
    var style: MetricsStyle { metricsStyle == .vllm ? .vllm : .dazzle }
}

extension ServeOptions.AccessOptions {
    fileprivate func keys(_ environment: [String: String]) throws(Failure) -> [String] {
        var keys = apiKeys
        if let apiKeyFile {
            let line = try TextFile.read(apiKeyFile).split(whereSeparator: \.isNewline).first
            guard let line, !line.allSatisfy(\.isWhitespace) else {
                throw Failure("'\(apiKeyFile)' holds no key on its first line; write one there")
            }
            keys.append(line.trimmingBlanks)
        }
        if keys.isEmpty, let key = environment["DAZZLE_API_KEY"], !key.isEmpty { keys.append(key) }
        return keys
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[...last])
    }
}
