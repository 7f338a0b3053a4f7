internal import HTTPServer
internal import Support

/// Why a request is refused, in words that name the field, the limit and the remedy. A dialect makes a response of it.
package struct APIError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The body is no JSON, or nested too deeply.
        case malformedJSON
        /// The body is JSON, but not an object, or a field has the wrong type or is missing.
        case malformedBody
        /// A value is out of range, or fields contradict each other, or the model refuses them.
        case invalidValue
        /// Well-formed, but something this server cannot do.
        case unsupported
        case unauthorized
        case unknownModel
        case unknownPath
        case wrongMethod
        case bodyTooLarge
        case wrongContentType
        /// The queue is full.
        case overloaded
        /// Loading, draining or shut down.
        case unavailable
        /// Our fault.
        case internalFailure
    }

    package var kind: Kind
    package var message: String
    /// The field at fault, as the client wrote it: "messages", "stop", "logit_bias".
    package var parameter: String?
    /// Seconds after which to try again.
    package var retryAfter: Int?
    /// The model that has to be loaded before the request can be answered.
    package var restingModel: String?

    package init(_ kind: Kind, _ message: String, parameter: String? = nil, retryAfter: Int? = nil) {
        self.kind = kind
        self.message = message
        self.parameter = parameter
        self.retryAfter = retryAfter
    }

    package var description: String { message }
}

extension APIError {
    /// Any error that a handler meets. What a client cannot mend is logged and told in general words only.
    package init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as DazzleError: self.init(error)
        default:
            Log.error("request failed: \(error)")
            self.init(.internalFailure, "the server failed on this request; its log says why")
        }
    }

    private init(_ error: DazzleError) {
        switch error.code {
        case .invalidRequest, .templateFailed:
            self.init(.invalidValue, error.message, parameter: error.parameter)
        case .overloaded:
            self.init(.overloaded, error.message, retryAfter: 1)
        case .shutDown:
            self.init(.unavailable, "the server is shutting down; try again later", retryAfter: 5)
        default:
            Log.error("request failed: \(error)")
            self.init(.internalFailure, error.message)
        }
    }
}
