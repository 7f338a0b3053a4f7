import Dazzle
import TestSupport
import Testing

extension VisionGoldens.Conversation.Message {
    /// The same message for the library.
    var chatMessage: ChatMessage { message(shift: 0) }

    /// The same with other pictures of the same sizes.
    var otherPicture: ChatMessage { message(shift: 1000) }

    private func message(shift: Int) -> ChatMessage {
        var media: [MediaInput] = []
        let parts = content.map { part -> JSONValue in
            guard let seed = part.seed.map({ $0 + shift }), let width = part.width, let height = part.height else {
                return ["type": "text", "text": .string(part.text ?? "")]
            }
            if let count = part.frames {
                let frames = (seed..<seed + count).map {
                    let bytes = TestPicture.bytes(seed: $0, width: width, height: height)
                    return MediaInput.Content.rgb(bytes, width: width, height: height)
                }
                media.append(MediaInput(.video, .frames(frames)))
                return ["type": "video"]
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

    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func alone(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        for golden in try VisionGoldens.conversations(family, all: true) {
            let answer = try await model.chat(golden.messages.map(\.chatMessage), Self.greedy)
            #expect(golden.matches(answer.promptTokens), "\(golden.name)")
            #expect(answer.choices.first?.tokens == golden.tokens, "\(golden.name)")
        }
    }

    /// Temporal patches, and for Qwen3-VL times, and positions of clips beside pictures.
    @Test(arguments: ["qwen2_vl", "qwen2_5_vl", "qwen3_vl"])
    func aboutClips(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        for golden in try VisionGoldens.clips(family) {
            let answer = try await model.chat(golden.messages.map(\.chatMessage), Self.greedy)
            #expect(golden.matches(answer.promptTokens), "\(golden.name)")
            #expect(answer.choices.first?.tokens == golden.tokens, "\(golden.name)")
        }
    }

    /// All conversations of a family at once: what others ask must not change an answer.
    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func amongOthers(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        try await Self.expectGoldens(family, model)
    }

    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func inChunksOf16Tokens(_ family: String) async throws {
        var options = Self.exact
        options.maxBatchedTokens = 16
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        try await Self.expectGoldens(family, model)
    }

    /// With room for little more than the longest of them, copies that share its prompt outgrow it: requests lose their
    /// blocks and compute them anew, pictures included.
    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func whenPreempted(_ family: String) async throws {
        var options = Self.exact
        let bytes = try #require(options.cacheBytes)
        let tokens = try await LanguageModel.load(Fixtures.model(family), options: options).info.cacheTokens
        let longest = try VisionGoldens.conversations(family).map { $0.ids.count + 96 }.max() ?? 0
        let room = (longest + 64 + 31) / 32 * 32
        options.cacheBytes = bytes / tokens * room
        options.maxModelLength = room - 32
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        try await Self.expectGoldens(family, model, tokens: 96, copies: 4)
        #expect(model.statistics.preemptions > 0)
    }

    /// The second time everything but the last block is in the cache.
    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func fromTheCache(_ family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        try await Self.expectGoldens(family, model)
        let encoded = model.visionStatistics?.encoded
        try await Self.expectGoldens(family, model)
        #expect(model.visionStatistics?.encoded == encoded, "what was seen is not encoded again")
    }

    /// Each goes on from what the one before has left, as far as they begin alike.
    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func oneAfterTheOtherInTheStatefulRunner(_ family: String) async throws {
        var options = Self.exact
        options.attention = .stateful
        options.maxSequences = 1
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        var parameters = Self.greedy
        parameters.maxTokens = 8
        for golden in try VisionGoldens.conversations(family) {
            let answer = try await model.chat(golden.messages.map(\.chatMessage), parameters)
            #expect(answer.choices.first?.tokens == Array(golden.tokens.prefix(8)), "\(golden.name)")
        }
    }

    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func inTheStatefulRunner(_ family: String) async throws {
        var options = Self.exact
        options.attention = .stateful
        options.maxSequences = 2
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        try await Self.expectGoldens(family, model)
    }

    /// - Parameter tokens: to write; the first 32 are known.
    private static func expectGoldens(_ family: String, _ model: LanguageModel, tokens: Int = 32, copies: Int = 1)
        async throws
    {
        var parameters = Self.greedy
        parameters.maxTokens = tokens
        // All are handed over before any is read, so that they run side by side however busy the machine is.
        var asked: [(golden: VisionGoldens.Conversation, stream: CompletionStream)] = []
        let goldens = try VisionGoldens.conversations(family)
        var prepared: [PreparedPrompt] = []
        for golden in goldens {
            prepared.append(try await model.prepare(.chat(Chat(golden.messages.map(\.chatMessage)))))
        }
        for _ in 0..<copies {
            for (golden, prompt) in zip(goldens, prepared) {
                asked.append((golden, try model.submit(prompt, parameters)))
            }
        }
        for (golden, stream) in asked {
            let prompt = prepared[goldens.firstIndex { $0.name == golden.name } ?? 0]
            #expect(golden.matches(prompt.tokens), "\(golden.name)")
            var tokens: [Int32] = []
            for try await delta in stream { tokens += delta.tokens }
            #expect(tokens.prefix(golden.tokens.count).elementsEqual(golden.tokens), "\(golden.name)")
        }
    }

    /// A follow-up question about a picture neither encodes it again nor computes its tokens again.
    @Test func aFollowUpQuestionCostsOnlyItsWords() async throws {
        let model = try await LanguageModel.load(Fixtures.model("qwen2_vl"), options: Self.exact)
        let picture = MediaInput.image(
            rgb: TestPicture.bytes(seed: 7, width: 224, height: 224), width: 224, height: 224)
        let first = try await model.chat([.user("What is this?", media: [picture])], Self.greedy)
        let turns: [ChatMessage] = [
            .user("What is this?", media: [picture]), .assistant("A pattern."), .user("Which colours?"),
        ]
        let second = try await model.chat(turns, Self.greedy)
        #expect(model.visionStatistics?.encoded == 1)
        #expect(second.usage.cachedTokens >= first.promptTokens.count - 40)
    }

    /// Two pictures that differ in one pixel are two pictures.
    @Test func onePixelMakesAnotherPicture() async throws {
        let model = try await LanguageModel.load(Fixtures.model("qwen2_vl"), options: Self.exact)
        var bytes = TestPicture.bytes(seed: 8, width: 56, height: 56)
        for _ in 0..<2 {
            let picture = MediaInput.image(rgb: bytes, width: 56, height: 56)
            _ = try await model.chat([.user("What is this?", media: [picture])], Self.greedy)
            bytes[3 * (20 * 56 + 31)] ^= 1
        }
        #expect(model.visionStatistics?.encoded == 2)
        #expect(model.visionStatistics?.cacheHits == 0)
    }
}
