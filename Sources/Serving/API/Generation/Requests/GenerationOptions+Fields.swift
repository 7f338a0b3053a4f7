internal import Dazzle
internal import Support

/// What the two endpoints read differently.
struct FieldRules: Sendable {
    var dialect: Dialect
    /// The fields for the answer's length; the first that is given counts.
    var maxTokensFields: [String]
    /// The length of answers where no field gives one.
    var maxTokens: Int?
    var addSpecialTokens: Bool
    /// The most that `logprobs`, `top_logprobs` and `prompt_logprobs` may ask for.
    var maxLogprobs = 20
}

extension GenerationOptions {
    /// Fields of both endpoints, over what the model's makers recommend.
    init(_ fields: Fields, _ rules: FieldRules, defaults: SamplingParameters) throws(APIError) {
        try RefusedFields.check(fields)
        sampling = try Self.startingPoint(fields, rules.dialect, defaults)
        addSpecialTokens = rules.addSpecialTokens
        try SamplingField.read(fields, into: &sampling)
        try readBeams(fields, rules.dialect)
        try readMaxTokens(fields, rules)
        stream = try StreamOptions(fields, rules.dialect)
        try readRest(fields)
        try readTruncation(fields)
        try checkLogprobs("prompt_logprobs", sampling.promptLogprobs, rules.maxLogprobs)
        try checkStream()
    }

    func checkLogprobs(_ name: String, _ count: Int?, _ limit: Int) throws(APIError) {
        guard let count, count < 0 || count > limit else { return }
        let positive = count < -1 ? "`\(name)` must be a positive value or -1. " : ""
        throw APIError(
            .invalidValue, "\(positive)\(name) must be in [0, \(limit)], got \(count). Ask for fewer alternatives.",
            parameter: name)
    }

    // MARK: Several candidates

    /// Recommendations are for drawing tokens, so a search does without them.
    private static func startingPoint(
        _ fields: Fields, _ dialect: Dialect, _ defaults: SamplingParameters
    ) throws(APIError) -> SamplingParameters {
        guard try beamField(fields, dialect) != nil else { return defaults }
        var plain = SamplingParameters()
        plain.maxTokens = defaults.maxTokens
        return plain
    }

    /// The field that asks for beam search and says how wide. In OVMS `best_of` does.
    private static func beamField(_ fields: Fields, _ dialect: Dialect) throws(APIError) -> String? {
        if try fields.bool("use_beam_search") == true { return fields["best_of"] == nil ? "n" : "best_of" }
        guard dialect == .modelServer, let width = try fields.int("best_of"), width > 1 else { return nil }
        return "best_of"
    }

    private mutating func readBeams(_ fields: Fields, _ dialect: Dialect) throws(APIError) {
        let lengthPenalty = try fields.double("length_penalty")
        let earlyStopping = try Self.earlyStopping(fields)
        guard let field = try Self.beamField(fields, dialect) else {
            sampling.bestOf = try fields.int("best_of")
            return
        }
        let width = try fields.int(field) ?? 1
        guard sampling.n <= width else {
            throw APIError(
                .invalidValue, "n value cannot be greater than best_of: n is \(sampling.n), best_of \(width)",
                parameter: "n")
        }
        // One beam is greedy decoding.
        guard width > 1 else { return sampling.temperature = 0 }
        var search = BeamSearch(beams: width)
        if let lengthPenalty { search.lengthPenalty = Float(lengthPenalty) }
        if let earlyStopping { search.earlyStopping = earlyStopping }
        sampling.beamSearch = search
    }

    private static func earlyStopping(_ fields: Fields) throws(APIError) -> BeamSearch.EarlyStopping? {
        if fields["early_stopping"]?.stringValue == "never" { return .never }
        return try fields.bool("early_stopping").map { $0 ? .always : .heuristic }
    }

    // MARK: The rest

    private mutating func readMaxTokens(_ fields: Fields, _ rules: FieldRules) throws(APIError) {
        for name in rules.maxTokensFields {
            guard let count = try fields.int(name) else { continue }
            sampling.maxTokens = count
            maxTokensField = name
            return
        }
        let isLeftOut = rules.maxTokensFields.allSatisfy { fields.object[$0] == nil }
        if isLeftOut, let count = rules.maxTokens { sampling.maxTokens = count }
    }

    private mutating func readRest(_ fields: Fields) throws(APIError) {
        model = try fields.string("model")
        echo = try fields.bool("echo") ?? false
        addSpecialTokens = try fields.bool("add_special_tokens") ?? addSpecialTokens
        returnsTokenIDs = try fields.bool("return_token_ids") ?? false
        namesTokensByID = try fields.bool("return_tokens_as_token_ids") ?? false
        badWords = try fields.list("bad_words", of: "a string", \.stringValue) ?? []
        cacheSalt = try Self.name(fields, "cache_salt", maxLength: 1024)
        requestID = try Self.name(fields, "request_id", maxLength: 128)
    }

    private static func name(_ fields: Fields, _ name: String, maxLength: Int) throws(APIError) -> String? {
        guard let text = try fields.string(name) else { return nil }
        guard (1...maxLength).contains(text.utf8.count) else {
            throw APIError(
                .invalidValue,
                "\(name) must be a non-empty string of at most \(maxLength) bytes, got "
                    + "\(text.utf8.count)", parameter: name)
        }
        return text
    }

    private mutating func readTruncation(_ fields: Fields) throws(APIError) {
        guard let count = try fields.int("truncate_prompt_tokens") else { return }
        guard count >= -1, count != 0 else {
            throw APIError(
                .invalidValue, "truncate_prompt_tokens must be at least 1, or -1 for what fits, got \(count)",
                parameter: "truncate_prompt_tokens")
        }
        var truncation = PromptTruncation()
        if count > 0 { truncation.count = count }
        let side = try fields.string("truncation_side") ?? "left"
        guard side == "left" || side == "right" else {
            throw APIError(
                .invalidValue, "truncation_side must be left or right, got \(side.prefix(40))",
                parameter: "truncation_side")
        }
        truncation.keepsBeginning = side == "right"
        self.truncation = truncation
    }

    private func checkStream() throws(APIError) {
        guard stream != nil else { return }
        if sampling.promptLogprobs != nil {
            throw APIError(
                .invalidValue, "`prompt_logprobs` are not available when `stream=True`.", parameter: "prompt_logprobs")
        }
        let candidates = sampling.beamSearch?.beams ?? sampling.bestOf ?? sampling.n
        if candidates > sampling.n {
            throw APIError(
                .invalidValue,
                "best_of cannot be used in streaming mode: the best are only known at the end. "
                    + "Leave best_of or stream out.", parameter: "best_of")
        }
    }
}
