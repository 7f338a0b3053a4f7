package import HTTPServer
package import Support

/// Whose words the server speaks on a path. Everything but the words is shared.
package enum Dialect: Sendable, Hashable {
    /// `/v1` and the paths without a version, as OpenAI and vLLM answer them.
    case openAI
    /// `/v3` and `/v3/v1`, as OpenVINO Model Server answers them.
    case modelServer

    package init(path: String) {
        self = path == "/v3" || path.hasPrefix("/v3/") ? .modelServer : .openAI
    }

    /// The status, body and headers that tell a client of an error.
    package func response(to error: APIError) -> Response {
        var response = Response(status(of: error), json: body(of: error).written())
        if let seconds = error.retryAfter { response.headers["Retry-After"] = String(seconds) }
        if error.kind == .unauthorized { response.headers["WWW-Authenticate"] = "Bearer" }
        return response
    }

    /// What stands in a stream that fails after its head was sent.
    /// - Parameter status: where it is not what the error itself would have.
    package func body(of error: APIError, status: Status? = nil) -> JSONValue {
        switch self {
        case .modelServer: ["error": .string(error.message)]
        case .openAI:
            [
                "error": [
                    "message": .string(error.message), "type": .string(error.kind.openAIType),
                    "param": error.parameter.map(JSONValue.string) ?? .null,
                    "code": .int((status ?? self.status(of: error)).rawValue),
                ]
            ]
        }
    }

    package func status(of error: APIError) -> Status {
        // OVMS looks at these two before it looks for the model; all other fields are the model's own matter.
        let isEarly = error.parameter == nil || error.parameter == "model" || error.parameter == "stream"
        return error.kind == .malformedBody && !isEarly ? .badRequest : status(of: error.kind)
    }

    package func status(of kind: APIError.Kind) -> Status {
        switch (kind, self) {
        case (.malformedJSON, .modelServer), (.malformedBody, .modelServer): .preconditionFailed
        case (.wrongMethod, .modelServer): .notAcceptable
        case (.malformedJSON, _), (.malformedBody, _), (.invalidValue, _), (.unsupported, _): .badRequest
        case (.unauthorized, _): .unauthorized
        case (.unknownModel, _), (.unknownPath, _): .notFound
        case (.wrongMethod, _): .methodNotAllowed
        case (.bodyTooLarge, _): .contentTooLarge
        case (.wrongContentType, .openAI): .badRequest
        case (.wrongContentType, .modelServer): .unsupportedMediaType
        case (.overloaded, _): .tooManyRequests
        case (.unavailable, _): .serviceUnavailable
        case (.internalFailure, _): .internalServerError
        }
    }
}

extension APIError.Kind {
    /// vLLM's names, which clients match on.
    var openAIType: String {
        switch self {
        case .malformedJSON, .malformedBody, .invalidValue, .unsupported, .wrongContentType, .bodyTooLarge:
            "BadRequestError"
        case .unauthorized: "AuthenticationError"
        case .unknownModel, .unknownPath: "NotFoundError"
        case .wrongMethod: "MethodNotAllowedError"
        case .overloaded: "RateLimitError"
        case .unavailable: "ServiceUnavailableError"
        case .internalFailure: "InternalServerError"
        }
    }
}
