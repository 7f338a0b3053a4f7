import Support
import Synchronization
import Testing

@testable import ServeBench

/// Cuts a text into words, but takes a pair of words that end and begin with the same letter for one token, so that
/// decoding and encoding again changes the length. Puts one special token in front.
final class PairingCodec: Sendable {
    private let words = Mutex<[String]>([])

    var codec: TextCodec {
        TextCodec(
            encode: { [self] text, special in (special ? [-1] : []) + encode(text) },
            decode: { [self] tokens in words.withLock { words in tokens.map { words[Int($0)] }.joined(separator: " ") }
            },
            applyTemplate: { prompt, variables in "<\(variables["tag"]?.stringValue ?? "user")> \(prompt)" })
    }

    func encode(_ text: String) -> [Int32] {
        var pieces: [String] = []
        for word in text.split(separator: " ").map(String.init) {
            if let last = pieces.last, !last.contains(" "), last.last == word.first {
                pieces[pieces.count - 1] += " " + word
            } else {
                pieces.append(word)
            }
        }
        return words.withLock { words in
            pieces.map { piece in
                if let place = words.firstIndex(of: piece) { return Int32(place) }
                words.append(piece)
                return Int32(words.count - 1)
            }
        }
    }
}

@Suite struct DatasetTests {
    private static func plan(_ count: Int, seed: UInt64 = 1, codec: TextCodec? = nil) -> SamplingPlan {
        SamplingPlan(count: count, seed: seed, idPrefix: "id-", codec: codec)
    }

    @Test func randomPromptsHaveTheirLength() async throws {
        let pairing = PairingCodec()
        var random = RandomDataset()
        (random.inputLength, random.outputLength) = (40, 7)
        let requests = try await Dataset.random(random).sample(Self.plan(20, codec: pairing.codec))
        #expect(requests.map(\.id) == (0..<20).map { "id-\($0)" })
        #expect(requests.allSatisfy { $0.promptTokens == 40 && $0.outputTokens == 7 })
        // One of the 40 is the tokenizer's own.
        #expect(requests.allSatisfy { pairing.encode($0.prompt).count == 39 })
        #expect(Set(requests.map(\.prompt)).count == 20)
    }

    @Test func sameSeedSamePrompts() async throws {
        var random = RandomDataset()
        random.inputLength = 30
        random.inputRatio = 0.5
        for makesCodec in [true, false] {
            var samples: [[BenchmarkRequest]] = []
            for seed: UInt64 in [1, 1, 2] {
                let codec = makesCodec ? PairingCodec().codec : nil
                samples.append(try await Dataset.random(random).sample(Self.plan(5, seed: seed, codec: codec)))
            }
            #expect(samples[0] == samples[1])
            #expect(samples[0] != samples[2])
        }
    }

    @Test(arguments: [true, false])
    func randomLengthsSpread(_ hasCodec: Bool) async throws {
        var random = RandomDataset()
        (random.inputLength, random.outputLength) = (21, 10)
        (random.inputRatio, random.outputRatio) = (0.5, 0.25)
        let codec = hasCodec ? PairingCodec().codec : nil
        let requests = try await Dataset.random(random).sample(Self.plan(300, codec: codec))
        let inputs = Set(requests.map(\.promptTokens))
        // With the special token 20 are drawn and one is added: floor(20 × 0.5) + 1 to ceil(20 × 1.5) + 1.
        #expect(inputs.min() == (hasCodec ? 11 : 10) && inputs.max() == (hasCodec ? 31 : 32))
        #expect(Set(requests.map(\.outputTokens)) == Set(7...13))
    }

    @Test(arguments: [true, false])
    func sharedPrefix(_ hasCodec: Bool) async throws {
        var random = RandomDataset()
        (random.inputLength, random.prefixLength) = (5, 12)
        let codec = hasCodec ? PairingCodec().codec : nil
        let requests = try await Dataset.random(random).sample(Self.plan(6, codec: codec))
        let beginnings = requests.map { $0.prompt.split(separator: " ").prefix(11).joined(separator: " ") }
        #expect(Set(beginnings).count == 1)
        #expect(Set(requests.map(\.prompt)).count == 6)
        #expect(requests.allSatisfy { $0.promptTokens == 17 })
    }

    @Test func emptyRandomPromptsAreRefused() async {
        var random = RandomDataset()
        random.inputLength = 1
        await #expect(throws: BenchmarkError.self) {
            try await Dataset.random(random).sample(Self.plan(1, codec: PairingCodec().codec))
        }
    }

    private static func conversation(_ prompt: Int, _ answer: Int) -> JSONValue {
        func turn(_ count: Int) -> JSONValue {
            ["value": .string(Array(repeating: "w", count: count).joined(separator: " "))]
        }
        return ["conversations": [turn(prompt), turn(answer), turn(3)]]
    }

    /// The special token counts, as the prompt is sent with it.
    @Test func prunesConversations() async throws {
        let codec = TextCodec(
            encode: { text, special in Array(repeating: 0, count: text.split(separator: " ").count + (special ? 1 : 0))
            },
            decode: { _ in "" })
        let document: JSONValue = [
            Self.conversation(3, 3), Self.conversation(2, 50), Self.conversation(50, 2), Self.conversation(1023, 1023),
            Self.conversation(1024, 10), Self.conversation(1000, 1048), ["conversations": [["value": "alone"]]], "text",
            ["conversations": [["value": 5], ["value": "x"]]], [:], Self.conversation(10, 20),
        ]
        var conversations = try ShareGPTDataset(document)
        var plan = Self.plan(100, codec: codec)
        (plan.shuffles, plan.oversamples) = (false, false)
        var requests = try await Dataset.shareGPT(conversations).sample(plan)
        #expect(requests.map(\.promptTokens) == [4, 1024, 11])
        #expect(requests.map(\.outputTokens) == [4, 1024, 21])
        conversations.outputLength = 2
        requests = try await Dataset.shareGPT(conversations).sample(plan)
        #expect(requests.map(\.promptTokens) == [4, 51, 1024, 1001, 11])
        #expect(requests.allSatisfy { $0.outputTokens == 2 })
    }

    @Test func drawsAgainFromSmallFiles() async throws {
        let custom = try CustomDataset("{\"prompt\": \"a\"}\n\n{\"prompt\": \"b\"}\n")
        let requests = try await Dataset.custom(custom).sample(Self.plan(7))
        #expect(requests.map(\.id) == (0..<7).map { "id-\($0)" })
        #expect(Set(requests.map(\.prompt)) == ["a", "b"])
        var plan = Self.plan(7)
        plan.oversamples = false
        #expect(try await Dataset.custom(custom).sample(plan).count == 2)
        plan.count = 0
        #expect(try await Dataset.custom(custom).sample(plan).count == 2)
    }

    @Test func customLengths() async throws {
        var custom = try CustomDataset("{\"prompt\": \"a b\", \"output_tokens\": 9}")
        #expect(try await Dataset.custom(custom).sample(Self.plan(1)).map(\.outputTokens) == [256])
        custom.outputLength = nil
        #expect(try await Dataset.custom(custom).sample(Self.plan(1)).map(\.outputTokens) == [9])
        var bare = try CustomDataset("{\"prompt\": \"a b\"}")
        bare.outputLength = nil
        await #expect(throws: BenchmarkError.self) { try await Dataset.custom(bare).sample(Self.plan(1)) }
    }

    @Test func customTemplates() async throws {
        var custom = try CustomDataset("{\"prompt\": \"a b\"}")
        let plan = Self.plan(1, codec: PairingCodec().codec)
        #expect(try await Dataset.custom(custom).sample(plan).map(\.prompt) == ["a b"])
        custom.appliesTemplate = true
        custom.templateVariables = ["tag": "me"]
        let request = try await Dataset.custom(custom).sample(plan)[0]
        #expect(request.prompt == "<me> a b" && request.promptTokens == 4)
    }

    @Test(arguments: [
        ("{\"prompt\": \"a\"}\nnonsense", "line 2 of the data set is not JSON"),
        ("{\"prompt\": 5}", "line 1 of the data set has no text under \"prompt\""),
        ("[]", "line 1 of the data set has no text under \"prompt\""),
    ])
    func refusesBrokenLines(_ text: String, _ beginning: String) {
        #expect { try CustomDataset(text) } throws: { "\($0)".hasPrefix(beginning) }
    }

    @Test func refusesFilesWithoutPrompts() async throws {
        await #expect(throws: BenchmarkError.self) {
            try await Dataset.custom(try CustomDataset("")).sample(Self.plan(3))
        }
        await #expect(throws: BenchmarkError.self) {
            try await Dataset.shareGPT(try ShareGPTDataset([])).sample(Self.plan(3))
        }
        #expect(throws: BenchmarkError.self) { try ShareGPTDataset(["a": 1]) }
    }

    @Test func wordsAreDistinct() {
        #expect(Words.all.count > 200)
        #expect(Words.all.allSatisfy { $0.allSatisfy { ("a"..."z").contains($0) } })
    }
}
