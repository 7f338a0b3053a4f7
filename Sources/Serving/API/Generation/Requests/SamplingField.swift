internal import Dazzle
internal import Support

/// A field that changes one thing about how tokens are chosen.
struct SamplingField: Sendable {
    let name: String
    private let read: @Sendable (Fields, String, inout SamplingParameters) throws(APIError) -> Void

    /// Every field of this kind; what a request leaves out stays as it is.
    static let all: [SamplingField] = [
        number("temperature", \.temperature) { $0 < smallestTemperature && $0 >= 0 ? 0 : $0 },
        number("top_p", \.topP),
        number("min_p", \.minP),
        number("repetition_penalty", \.repetitionPenalty),
        number("presence_penalty", \.presencePenalty),
        number("frequency_penalty", \.frequencyPenalty),
        // Both -1 and 0 keep all tokens.
        integer("top_k", \.topK) { $0 == -1 ? 0 : $0 },
        integer("min_tokens", \.minTokens),
        integer("n", \.n),
        flag("ignore_eos", \.ignoreEOS),
        flag("skip_special_tokens", \.skipSpecialTokens),
        flag("include_stop_str_in_output", \.includeStopStringInOutput),
        SamplingField("seed", seed),
        SamplingField("stop", stop),
        SamplingField("logit_bias", logitBias),
        SamplingField("stop_token_ids") { fields, name, parameters throws(APIError) in
            if let ids = try tokens(fields, name) { parameters.stopTokenIDs = Set(ids) }
        },
        SamplingField("allowed_token_ids") { fields, name, parameters throws(APIError) in
            if let ids = try tokens(fields, name) { parameters.allowedTokenIDs = Set(ids) }
        },
        SamplingField("prompt_logprobs") { fields, name, parameters throws(APIError) in
            if let count = try fields.int(name) { parameters.promptLogprobs = count }
        },
    ]

    static func read(_ fields: Fields, into parameters: inout SamplingParameters) throws(APIError) {
        for field in all { try field.read(fields, field.name, &parameters) }
        try readDoSample(fields, &parameters)
    }

    // MARK: Kinds of fields

    private init(
        _ name: String, _ read: @escaping @Sendable (Fields, String, inout SamplingParameters) throws(APIError) -> Void
    ) {
        self.name = name
        self.read = read
    }

    private static func number(
        _ name: String, _ property: any WritableKeyPath<SamplingParameters, Float> & Sendable,
        _ map: @escaping @Sendable (Float) -> Float = { $0 }
    ) -> SamplingField {
        SamplingField(name) { fields, name, parameters throws(APIError) in
            if let value = try fields.double(name) { parameters[keyPath: property] = map(Float(value)) }
        }
    }

    private static func integer(
        _ name: String, _ property: any WritableKeyPath<SamplingParameters, Int> & Sendable,
        _ map: @escaping @Sendable (Int) -> Int = { $0 }
    ) -> SamplingField {
        SamplingField(name) { fields, name, parameters throws(APIError) in
            if let value = try fields.int(name) { parameters[keyPath: property] = map(value) }
        }
    }

    private static func flag(
        _ name: String, _ property: any WritableKeyPath<SamplingParameters, Bool> & Sendable
    ) -> SamplingField {
        SamplingField(name) { fields, name, parameters throws(APIError) in
            if let value = try fields.bool(name) { parameters[keyPath: property] = value }
        }
    }
}

// MARK: Fields of their own kind

extension SamplingField {
    /// Below this vLLM takes the likeliest token, and dividing by less would leave nothing else anyway.
    private static let smallestTemperature: Float = 1e-5
    /// Looked for after every token, so their number and length are bounded.
    private static let stopCount = 64
    private static let stopBytes = 1024
    private static let largestBias: Float = 100

    private static func seed(
        _ fields: Fields, _ name: String, _ parameters: inout SamplingParameters
    ) throws(APIError) {
        guard let seed = try fields.int(name) else { return }
        parameters.seed = seed == -1 ? nil : UInt64(bitPattern: Int64(seed))
    }

    private static func stop(
        _ fields: Fields, _ name: String, _ parameters: inout SamplingParameters
    ) throws(APIError) {
        if let text = fields[name]?.stringValue {
            parameters.stopStrings = [text]
        } else if let value = fields[name], value.arrayValue == nil {
            throw fields.wrongType(name, "a string or an array of strings", value)
        } else {
            parameters.stopStrings = try fields.list(name, of: "a string", \.stringValue) ?? []
        }
        guard parameters.stopStrings.count <= stopCount else {
            throw APIError(
                .invalidValue, "stop must have at most \(stopCount) strings, got \(parameters.stopStrings.count)",
                parameter: name)
        }
        if let long = parameters.stopStrings.first(where: { $0.utf8.count > stopBytes }) {
            throw APIError(
                .invalidValue, "stop must have strings of at most \(stopBytes) bytes, got \(long.utf8.count)",
                parameter: name)
        }
    }

    private static func logitBias(
        _ fields: Fields, _ name: String, _ parameters: inout SamplingParameters
    ) throws(APIError) {
        guard let biases = try fields.object(name) else { return }
        for key in biases.object.keys {
            guard let id = Int32(key) else {
                throw APIError(
                    .invalidValue, "logit_bias has the key \"\(key.prefix(40))\"; its keys must be token ids",
                    parameter: name)
            }
            guard let bias = try biases.double(key) else { continue }
            // What is no number is left for the check of all parameters.
            parameters.logitBias[id] = bias.isNaN ? .nan : max(-largestBias, min(largestBias, Float(bias)))
        }
    }

    private static func tokens(_ fields: Fields, _ name: String) throws(APIError) -> [Int32]? {
        try fields.list(name, of: "a token id") { $0.intValue.flatMap { Int32(exactly: $0) } }
    }

    /// transformers' switch: false takes the likeliest token whatever the temperature.
    private static func readDoSample(_ fields: Fields, _ parameters: inout SamplingParameters) throws(APIError) {
        guard let samples = try fields.bool("do_sample") else { return }
        if !samples {
            parameters.temperature = 0
        } else if fields["temperature"] == nil, parameters.temperature == 0 {
            parameters.temperature = 1
        }
    }
}
