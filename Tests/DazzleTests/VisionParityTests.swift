import Dazzle
import TestSupport
import Testing

extension VisionGoldens.Conversation.Message {
    /// The same message for the library.
    var chatMessage: ChatMessage {
        var media: [MediaInput] = []
        let parts = content.map { part -> JSONValue in
            guard part.type == "image", let seed = part.seed, let width = part.width, let height = part.height else {
                return ["type": "text", "text": .string(part.text ?? "")]
            }
            let bytes = TestPicture.bytes(seed: seed, width: width, height: height)
            media.append(.image(rgb: bytes, width: width, height: height))
            return ["type": "image"]
        }
        return ChatMessage(["role": .string(role), "content": .array(parts)], media: media)
    }
}

/// Conversations about pictures, token for token as transformers continues them.
@Suite(.serialized) struct VisionParityTests {
    static var exact: LoadOptions {
        var options = LoadOptions()
        options.properties = ["INFERENCE_PRECISION_HINT": "f32"]
        options.maxSequences = 16
        options.cacheBytes = 64 << 20
        return options
    }

    static var greedy: SamplingParameters {
        var parameters = SamplingParameters()
        parameters.temperature = 0
        parameters.maxTokens = 32
        parameters.ignoreEOS = true
        return parameters
    }

    @Test(arguments: VisionGoldens.families)
    func alone(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        for golden in try VisionGoldens.conversations(family) {
            let answer = try await model.chat(golden.messages.map(\.chatMessage), Self.greedy)
            #expect(answer.promptTokens == golden.ids, "\(golden.name)")
            #expect(answer.choices.first?.tokens == golden.tokens, "\(golden.name)")
        }
    }
}
