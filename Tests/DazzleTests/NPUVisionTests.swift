import Dazzle
import TestSupport
import Testing

/// Models that see, on the NPU's plugin, which runs on the processor here.
@Suite(.serialized) struct NPUVisionTests {
    static let families = ["llava", "qwen2_vl", "qwen2_5_vl", "qwen3_vl", "gemma3"]

    static func options(_ change: (inout LoadOptions) -> Void = { _ in }) -> LoadOptions {
        var options = LoadOptions()
        options.device = "NPU"
        // Numbers as exact as the processor's, so that tokens can be compared one by one.
        options.properties = [
            "INFERENCE_PRECISION_HINT": "f32", "NPUW_DEVICES": "CPU", "NPUW_ONLINE_PIPELINE": "NONE",
            "NPUW_F16IC": "NO",
        ]
        options.npu.maxPromptLength = 1024
        options.npu.reuse = .none
        change(&options)
        return options
    }

    @Test(arguments: families)
    func conversations(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.options())
        for golden in try VisionGoldens.conversations(family, all: true) {
            var parameters = VisionParityTests.greedy
            parameters.maxTokens = 24
            parameters.logprobs = 2
            let answer = try await model.chat(golden.messages.map(\.chatMessage), parameters)
            #expect(golden.matches(answer.promptTokens), "\(golden.name)")
            try Self.expectEqual(answer, golden)
        }
    }

    /// The plugin keeps the beginnings of prompts, pictures included.
    @Test(arguments: ["llava", "qwen2_vl", "qwen2_5_vl", "qwen3_vl"])
    func keptBeginnings(_ family: String) async throws {
        let options = Self.options {
            $0.npu.reuse = .conversation
            $0.npu.prefillChunk = 32
        }
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        var parameters = VisionParityTests.greedy
        parameters.maxTokens = 24
        parameters.logprobs = 2
        // Other pictures of the same sizes have the same tokens, and what was kept of one may not stand for another.
        let others = try await LanguageModel.load(Fixtures.model(family), options: Self.options())
        for golden in try VisionGoldens.conversations(family, all: true).prefix(4) {
            for _ in 1...2 {
                try Self.expectEqual(try await model.chat(golden.messages.map(\.chatMessage), parameters), golden)
            }
            let messages = golden.messages.map(\.otherPicture)
            let expected = try await others.chat(messages, parameters).choices[0].tokens
            let answer = try await model.chat(messages, parameters).choices[0].tokens
            // What comes after a near tie is left out.
            #expect(answer.prefix(4) == expected.prefix(4), "\(golden.name)")
        }
    }

    static func expectEqual(_ answer: Completion, _ golden: VisionGoldens.Conversation) throws {
        let choice = try #require(answer.choices.first)
        let positions = choice.logprobs.map { position in
            NearTies.Position(
                chosen: position.chosen.logprob,
                top: Dictionary(position.top.map { ($0.token, $0.logprob) }) { first, _ in first })
        }
        let place = NearTies.realDifference(choice.tokens, from: golden.tokens.prefix(24), positions)
        #expect(place == nil, "\(golden.name): \(choice.tokens)")
    }
}
