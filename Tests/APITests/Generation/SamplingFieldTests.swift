@testable import API
import Dazzle
import Support
import Testing

@Suite("Fields that say how tokens are chosen")
struct SamplingFieldTests {
    private static func chat(_ fields: JSONObject, _ dialect: Dialect = .openAI) throws -> SamplingParameters {
        var body = fields
        body["messages"] = [["role": "user", "content": "a"]]
        return try ChatRequest(
            Fields(body, lax: true), dialect: dialect, limits: APIOptions(), defaults: recommended
        ).options.sampling
    }

    /// What a model's makers may recommend.
    private static let recommended: SamplingParameters = {
        var parameters = SamplingParameters()
        parameters.temperature = 0.7
        parameters.topK = 20
        parameters.maxTokens = 500
        return parameters
    }()

    struct Good: Sendable, CustomTestStringConvertible {
        let field: String
        let value: JSONValue
        let effect: @Sendable (inout SamplingParameters) -> Void
        var testDescription: String { "\(field) = \(value.written())" }

        init(_ field: String, _ value: JSONValue, _ effect: @escaping @Sendable (inout SamplingParameters) -> Void) {
            self.field = field
            self.value = value
            self.effect = effect
        }
    }

    private static let good: [Good] = [
        Good("temperature", 0.5) { $0.temperature = 0.5 },
        Good("temperature", 2) { $0.temperature = 2 },
        Good("temperature", "0.25") { $0.temperature = 0.25 },
        Good("temperature", 1e-7) { $0.temperature = 0 },
        Good("temperature", .null) { _ in },
        Good("top_p", 1) { $0.topP = 1 },
        Good("min_p", 0.1) { $0.minP = Float(0.1) },
        Good("top_k", 7) { $0.topK = 7 },
        Good("top_k", 7.0) { $0.topK = 7 },
        Good("top_k", "7") { $0.topK = 7 },
        Good("top_k", -1) { $0.topK = 0 },
        Good("repetition_penalty", 1.5) { $0.repetitionPenalty = 1.5 },
        Good("presence_penalty", -2) { $0.presencePenalty = -2 },
        Good("frequency_penalty", 0.5) { $0.frequencyPenalty = 0.5 },
        Good("seed", 42) { $0.seed = 42 },
        Good("seed", -1) { _ in },
        Good("seed", .null) { _ in },
        Good("seed", .int(.min)) { $0.seed = 1 << 63 },
        Good("seed", .int(.max)) { $0.seed = .max >> 1 },
        Good("stop", "a") { $0.stopStrings = ["a"] },
        Good("stop", ["a", "b"]) { $0.stopStrings = ["a", "b"] },
        Good("stop", []) { _ in },
        Good("stop_token_ids", [3, 4]) { $0.stopTokenIDs = [3, 4] },
        Good("allowed_token_ids", [3]) { $0.allowedTokenIDs = [3] },
        Good("logit_bias", ["5": 1.5, "6": -1000]) { $0.logitBias = [5: 1.5, 6: -100] },
        Good("include_stop_str_in_output", true) { $0.includeStopStringInOutput = true },
        Good("skip_special_tokens", "false") { $0.skipSpecialTokens = false },
        Good("ignore_eos", true) { $0.ignoreEOS = true },
        Good("min_tokens", 3) { $0.minTokens = 3 },
        Good("n", 3) { $0.n = 3 },
        Good("best_of", 4) { $0.bestOf = 4 },
        Good("max_tokens", 9) { $0.maxTokens = 9 },
        Good("max_tokens", .null) { _ in },
        Good("max_completion_tokens", "9") { $0.maxTokens = 9 },
        Good("prompt_logprobs", 2) { $0.promptLogprobs = 2 },
        Good("logprobs", true) { $0.logprobs = 0 },
        Good("logprobs", false) { _ in },
        Good("do_sample", false) { $0.temperature = 0 },
        Good("do_sample", true) { _ in },
        Good("length_penalty", 0.5) { _ in },
        Good("user", "somebody") { _ in },
        Good("metadata", ["a": "b"]) { _ in },
        Good("spaces_between_special_tokens", true) { _ in },
        Good("priority", 0) { _ in },
        Good("response_format", ["type": "text"]) { _ in },
        Good("modalities", ["text"]) { _ in },
        Good("no_such_field", ["x"]) { _ in },
    ]

    @Test("go over what the model's makers recommend", arguments: good)
    func accepted(example: Good) throws {
        var expected = Self.recommended
        example.effect(&expected)
        #expect(try Self.chat([example.field: example.value]) == expected)
    }

    private static let wrongTypes: [(String, JSONValue)] = [
        ("temperature", "hot"), ("temperature", [1]), ("top_p", true), ("min_p", []), ("top_k", 1.5), ("top_k", "x"),
        ("repetition_penalty", ["a": 1]), ("presence_penalty", "high"), ("frequency_penalty", false), ("seed", 1.5),
        ("seed", .bigInteger("99999999999999999999")), ("stop", 5), ("stop", ["a", 1]), ("stop_token_ids", "1"),
        ("stop_token_ids", [.int(1 << 40)]), ("allowed_token_ids", [1.5]), ("logit_bias", [1]),
        ("logit_bias", ["1": "x"]), ("include_stop_str_in_output", 1), ("skip_special_tokens", "maybe"),
        ("ignore_eos", "no"), ("min_tokens", []), ("n", "many"), ("best_of", false), ("use_beam_search", 3),
        ("length_penalty", "long"), ("early_stopping", "sometimes"), ("max_tokens", 1.5),
        ("max_completion_tokens", true), ("prompt_logprobs", false), ("logprobs", 5), ("top_logprobs", "x"),
        ("do_sample", 2), ("stream", 1), ("stream_options", true), ("echo", "x"), ("bad_words", "x"),
        ("bad_words", [1]), ("cache_salt", 1), ("request_id", 1), ("return_token_ids", 3),
        ("return_tokens_as_token_ids", []), ("truncate_prompt_tokens", "x"), ("add_special_tokens", 3),
        ("add_generation_prompt", "x"), ("continue_final_message", 1), ("chat_template_kwargs", []),
        ("documents", ["x"]), ("reasoning_effort", 1), ("tools", [1]), ("tools", "x"),
    ]

    @Test("are refused by name where their type is wrong", arguments: wrongTypes)
    func refused(field: String, value: JSONValue) throws {
        let error = #expect(throws: APIError.self) { try Self.chat([field: value]) }
        #expect(error?.kind == .malformedBody)
        #expect(error?.parameter?.hasPrefix(field) == true, "\(error?.parameter ?? "")")
        #expect(error?.message.contains(field) == true && error?.message.contains("must be") == true)
    }

    private static let beyond: [(JSONObject, String, String)] = [
        (["logit_bias": ["x": 1]], "logit_bias", "keys must be token ids"),
        (["stop": .array(Array(repeating: "a", count: 65))], "stop", "at most 64"),
        (["stop": .string(String(repeating: "a", count: 1025))], "stop", "1024 bytes"),
        (["top_logprobs": 3], "top_logprobs", "when using `top_logprobs`, `logprobs` must be set to true."),
        (["logprobs": true, "top_logprobs": 21], "top_logprobs", "[0, 20], got 21"),
        (["logprobs": true, "top_logprobs": -2], "top_logprobs", "must be a positive value or -1"),
        (["prompt_logprobs": -2], "prompt_logprobs", "must be a positive value or -1"),
        (["prompt_logprobs": 1, "stream": true], "prompt_logprobs", "not available when `stream=True`"),
        (["stream_options": [:]], "stream_options", "Stream options can only be defined when `stream=True`."),
        (["best_of": 3, "stream": true], "best_of", "streaming"),
        (["use_beam_search": true, "n": 3, "best_of": 2], "n", "n value cannot be greater than best_of"),
        (["cache_salt": ""], "cache_salt", "non-empty"),
        (["request_id": .string(String(repeating: "r", count: 129))], "request_id", "128"),
        (["truncate_prompt_tokens": -2], "truncate_prompt_tokens", "got -2"),
        (["truncate_prompt_tokens": 3, "truncation_side": "up"], "truncation_side", "left or right"),
        (["chat_template": "x"], "chat_template", "--trust-request-chat-template is not set"),
        (["chat_template_kwargs": ["messages": []]], "chat_template_kwargs", "use the field messages"),
        (["tool_choice": "required"], "tool_choice", "When using `tool_choice`, `tools` must be set."),
        (["tool_choice": "some"], "tool_choice", "Invalid value for `tool_choice`"),
    ]

    @Test("are refused by name where their value cannot be", arguments: beyond)
    func outOfRange(fields: JSONObject, parameter: String, words: String) throws {
        let error = #expect(throws: APIError.self) { try Self.chat(fields) }
        #expect(error?.parameter == parameter)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(parameter) == true)
    }

    private static let unsupported: [(String, JSONValue)] = [
        ("response_format", ["type": "json_object"]), ("structured_outputs", ["regex": "a"]),
        ("guided_json", ["type": "object"]), ("guided_regex", "a"), ("guided_choice", ["a"]), ("guided_grammar", "a"),
        ("structural_tag", "a"), ("modalities", ["text", "audio"]), ("audio", ["voice": "a"]), ("priority", 1),
        ("suffix", "end"), ("prompt_embeds", "abc"), ("logits_processors", ["a.b"]), ("functions", [["name": "f"]]),
        ("web_search_options", ["a": 1]), ("thinking_token_budget", 5), ("logprob_token_ids", [1]),
        ("kv_transfer_params", ["a": 1]), ("vllm_xargs", ["a": 1]),
    ]

    @Test("are refused rather than passed over where the server cannot do it", arguments: unsupported)
    func impossible(field: String, value: JSONValue) throws {
        let error = #expect(throws: APIError.self) { try Self.chat([field: value]) }
        #expect(error?.kind == .unsupported)
        #expect(error?.parameter == field)
        #expect(error?.message.hasPrefix("\(field) is not supported: ") == true)
    }

    @Test("Beam search is asked for in vLLM's way and in OVMS's, and does without recommendations")
    func beams() throws {
        var expected = SamplingParameters()
        expected.maxTokens = 500
        expected.n = 2
        expected.beamSearch = BeamSearch(beams: 2)
        #expect(try Self.chat(["use_beam_search": true, "n": 2]) == expected)
        expected.beamSearch = BeamSearch(beams: 4)
        expected.beamSearch?.lengthPenalty = 0.5
        expected.beamSearch?.earlyStopping = .never
        let fields: JSONObject = ["n": 2, "best_of": 4, "length_penalty": 0.5, "early_stopping": "never"]
        #expect(try Self.chat(fields, .modelServer) == expected)
        let one = try Self.chat(["use_beam_search": true])
        #expect(one.beamSearch == nil && one.temperature == 0)
        #expect(try Self.chat(["best_of": 1], .modelServer).beamSearch == nil)
        #expect(try Self.chat(["best_of": 4]).beamSearch == nil)
    }

    @Test(
        "The length of completions has OpenAI's default in /v1 and none in /v3",
        arguments: [
            (Dialect.openAI, [:], 16), (.openAI, ["max_tokens": .null], 500), (.openAI, ["max_tokens": 3], 3),
            (.modelServer, [:], 500), (.modelServer, ["max_tokens": 3], 3),
        ] as [(Dialect, JSONObject, Int)])
    func length(dialect: Dialect, fields: JSONObject, expected: Int) throws {
        var body = fields
        body["prompt"] = "a"
        let request = try CompletionRequest(
            Fields(body), dialect: dialect, limits: APIOptions(), defaults: Self.recommended)
        #expect(request.options.sampling.maxTokens == expected)
    }

    @Test("An empty stream_options asks for usage in vLLM's way only")
    func streamOptions() throws {
        func options(_ options: JSONValue?, _ dialect: Dialect) throws -> StreamOptions? {
            var fields: JSONObject = ["stream": true]
            fields["stream_options"] = options
            return try StreamOptions(Fields(fields), dialect)
        }
        #expect(try options([:], .openAI)?.includesUsage == true)
        #expect(try options([:], .modelServer)?.includesUsage == false)
        #expect(try options(nil, .openAI)?.includesUsage == false)
        #expect(try options(["continuous_usage_stats": true], .openAI)?.includesUsageAlways == true)
        #expect(try StreamOptions(Fields([:]), .openAI) == nil)
    }
}
