@testable import API
import Dazzle
import Support
import Testing

@Suite("Prompts of plain completions")
struct CompletionRequestTests {
    private static func read(_ fields: JSONObject) throws -> CompletionRequest {
        try CompletionRequest(
            Fields(fields), dialect: .openAI, limits: APIOptions(), defaults: SamplingParameters())
    }

    @Test(
        "A text, texts, token ids, or several lists of them",
        arguments: [
            ("a", [.text("a")]), (["a", "b"], [.text("a"), .text("b")]), ([1, 2], [.tokens([1, 2])]),
            ([[1, 2], [3]], [.tokens([1, 2]), .tokens([3])]), (["a", [3]], [.text("a"), .tokens([3])]),
        ] as [(JSONValue, [CompletionRequest.Prompt])])
    func forms(prompt: JSONValue, expected: [CompletionRequest.Prompt]) throws {
        #expect(try Self.read(["prompt": prompt]).prompts == expected)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            (.null, "must be provided and non-empty"), ("", "non-empty"), ([], "non-empty"), ([""], "non-empty"),
            ([[]], "non-empty"), (5, "prompt must be a string or an array"),
            ([1, "a"], "prompt[1] must be a token id"),
            ([[1, 2.5]], "prompt[0][1] must be a token id"), ([1, .int(1 << 40)], "prompt[1] must be a token id"),
            (["a", 1], "prompt[1] must be a string"), (["a": 1], "prompt must be a string"),
            (.array(Array(repeating: "a", count: 257)), "at most 256 prompts, got 257"),
        ] as [(JSONValue, String)])
    func refusals(prompt: JSONValue, words: String) throws {
        let error = #expect(throws: APIError.self) { try Self.read(["prompt": prompt]) }
        #expect(error?.parameter?.hasPrefix("prompt") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(
        "Log-probabilities are a number here",
        arguments: [(-1, "must be a positive value"), (21, "[0, 20]"), (true, "an integer")] as [(JSONValue, String)])
    func logprobs(value: JSONValue, words: String) throws {
        let error = #expect(throws: APIError.self) { try Self.read(["prompt": "a", "logprobs": value]) }
        #expect(error?.parameter == "logprobs")
        #expect(error?.message.contains(words) == true)
        #expect(try Self.read(["prompt": "a", "logprobs": 0]).options.sampling.logprobs == 0)
    }

    @Test("A prompt alone is shown without an answer")
    func promptOnly() throws {
        let request = try Self.read(["prompt": "a", "echo": true, "max_tokens": 0, "min_tokens": 0])
        #expect(request.showsOnlyPrompt && request.options.sampling.maxTokens == 1)
        #expect(try !Self.read(["prompt": "a", "max_tokens": 0]).showsOnlyPrompt)
    }

    @Test("Long prompts are cut on the side that was asked for, or to what leaves room")
    func truncation() throws {
        func cut(_ fields: JSONObject, maxTokens: Int? = nil) throws -> [Int32] {
            var body = fields
            body["prompt"] = "a"
            let truncation = try #require(try Self.read(body).options.truncation)
            return truncation.applied(to: Array(0..<10), contextLength: 8, maxTokens: maxTokens)
        }
        #expect(try cut(["truncate_prompt_tokens": 3]) == [7, 8, 9])
        #expect(try cut(["truncate_prompt_tokens": 3, "truncation_side": "right"]) == [0, 1, 2])
        #expect(try cut(["truncate_prompt_tokens": 30]).count == 10)
        #expect(try cut(["truncate_prompt_tokens": -1]).count == 7)
        #expect(try cut(["truncate_prompt_tokens": -1], maxTokens: 5).count == 3)
        #expect(try cut(["truncate_prompt_tokens": -1], maxTokens: .max) == [9])
    }
}
