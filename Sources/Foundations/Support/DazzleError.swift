/// What went wrong, in a sentence that says what to do about it.
public struct DazzleError: Error, Sendable, CustomStringConvertible {
    /// For programs; new codes may be added.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The model's folder, or a file in it, is missing or cannot be read.
        public static let modelNotFound = Code(rawValue: "model_not_found")
        /// The model's files contradict each other or are damaged.
        public static let invalidModel = Code(rawValue: "invalid_model")
        /// The model is sound, but of a kind that Dazzle cannot run.
        public static let unsupportedModel = Code(rawValue: "unsupported_model")
        /// The device does not exist, or refuses the model.
        public static let deviceFailed = Code(rawValue: "device_failed")
        /// The options ask for something impossible.
        public static let invalidOption = Code(rawValue: "invalid_option")
        /// The request asks for something impossible; `parameter` names the field.
        public static let invalidRequest = Code(rawValue: "invalid_request")
        /// The chat template refused the messages.
        public static let templateFailed = Code(rawValue: "template_failed")
        /// A pass through the model failed.
        public static let engineFailed = Code(rawValue: "engine_failed")
        /// Too many requests wait already.
        public static let overloaded = Code(rawValue: "overloaded")
        /// The engine has been shut down.
        public static let shutDown = Code(rawValue: "shut_down")
    }

    public let code: Code
    /// For people: what is wrong, and the remedy.
    public let message: String
    /// The request's field or the option that is at fault.
    public let parameter: String?
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, parameter: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.parameter = parameter
        self.cause = cause
    }

    public var description: String { message }
}
