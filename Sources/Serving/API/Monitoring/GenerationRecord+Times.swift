internal import Metrics

extension GenerationRecord {
    var duration: Duration { end - arrival }
    var queueTime: Duration? { scheduled.map { $0 - arrival } }
    var timeToFirstToken: Duration? { firstToken.map { $0 - arrival } }
    var prefillTime: Duration? { Self.span(scheduled, firstToken) }
    var decodeTime: Duration? { Self.span(firstToken, lastToken) }
    var inferenceTime: Duration? { Self.span(scheduled, lastToken) }

    /// The mean of the tokens after the first.
    var timePerToken: Duration? {
        guard completionTokens > 1, let decodeTime else { return nil }
        return decodeTime / (completionTokens - 1)
    }

    /// After the first token.
    var tokensPerSecond: Double? {
        guard let seconds = timePerToken?.seconds, seconds > 0 else { return nil }
        return 1 / seconds
    }

    private static func span(_ start: ContinuousClock.Instant?, _ end: ContinuousClock.Instant?) -> Duration? {
        guard let start, let end, start <= end else { return nil }
        return end - start
    }
}

extension GenerationRecord.Outcome {
    var name: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .cancelled: "cancelled"
        case .failed: "failed"
        }
    }

    var vllmName: String {
        switch self {
        case .stop: "stop"
        case .length: "length"
        case .cancelled: "abort"
        case .failed: "error"
        }
    }
}

extension APIError.Kind {
    /// For figures and logs.
    var name: String {
        switch self {
        case .malformedJSON: "malformed_json"
        case .malformedBody: "malformed_body"
        case .invalidValue: "invalid_value"
        case .unsupported: "unsupported"
        case .unauthorized: "unauthorized"
        case .unknownModel: "unknown_model"
        case .unknownPath: "unknown_path"
        case .wrongMethod: "wrong_method"
        case .bodyTooLarge: "body_too_large"
        case .wrongContentType: "wrong_content_type"
        case .overloaded: "overloaded"
        case .unavailable: "unavailable"
        case .internalFailure: "internal_failure"
        }
    }
}
