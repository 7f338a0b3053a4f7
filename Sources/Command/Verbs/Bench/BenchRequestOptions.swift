internal import ServeBench
internal import Support

/// What each request holds beside its prompt.
struct BenchRequestOptions: Equatable {
    var temperature: Double?
    var topP: Double?
    var topK: Int?
    var minP: Double?
    var frequencyPenalty: Double?
    var presencePenalty: Double?
    var repetitionPenalty: Double?
    var logprobs: Int?
    var ignoresEnd = false
    var extraBody: JSONObject?
    var idPrefix: String?

    /// Members of the body; what --extra-body says wins.
    var body: JSONObject {
        let numbers: [(String, Double?)] = [
            ("top_p", topP), ("min_p", minP), ("temperature", temperature), ("frequency_penalty", frequencyPenalty),
            ("presence_penalty", presencePenalty), ("repetition_penalty", repetitionPenalty),
        ]
        var body: JSONObject = [:]
        for (key, value) in numbers { body[key] = value.map { .double($0) } }
        body["top_k"] = topK.map { .int($0) }
        return body.merging(extraBody ?? [:])
    }

    static var group: OptionGroup<BenchRequestOptions> {
        let unset = "the server's"
        return OptionGroup(
            title: "Requests",
            options: [
                .option("temperature", \.temperature, .number(atLeast: 0), unset: unset, "0 is greedy."),
                .option("top-p", \.topP, .number(), unset: unset, "Sampling parameter top_p."),
                .option("top-k", \.topK, .integer(atLeast: -1), unset: unset, "Sampling parameter top_k."),
                .option("min-p", \.minP, .number(), unset: unset, "Sampling parameter min_p."),
                .option(
                    "frequency-penalty", \.frequencyPenalty, .number(), unset: unset,
                    "Sampling parameter frequency_penalty."),
                .option(
                    "presence-penalty", \.presencePenalty, .number(), unset: unset,
                    "Sampling parameter presence_penalty."),
                .option(
                    "repetition-penalty", \.repetitionPenalty, .number(), unset: unset + ", for completions 1",
                    "Sampling parameter repetition_penalty."),
                .option("logprobs", \.logprobs, .integer(), unset: "none", "Ask for so many log-probabilities."),
                .flag("ignore-eos", \.ignoresEnd, "Go on after end-of-text tokens; always so for random prompts."),
                .option("extra-body", \.extraBody, .jsonObject, "More members for each request's JSON."),
                .option(
                    "request-id-prefix", \.idPrefix, .text(), unset: "bench- and something random",
                    "Begins the x-request-id of each request; its number follows."),
            ])
    }
}
