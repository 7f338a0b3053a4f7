import Support
import Testing

@testable import ServeBench

@Suite struct DatasetTests {
    /// Reads each character as a token, but neighbours "a" and "b" as one, and loses what is no letter.
    private static let merging = BenchTokenizer(
        encode: { text in
            let characters = Array(text.unicodeScalars.map { Int($0.value) - 97 })
            return characters.indices.filter { $0 == 0 || characters[$0] != 1 || characters[$0 - 1] != 0 }
                .map { characters[$0] }
        },
        decode: { tokens in
            String(String.UnicodeScalarView(tokens.compactMap { $0 < 26 ? Unicode.Scalar($0 + 97) : nil }))
        }, addedTokens: 2, ordinaryIDs: Array(0..<32))

    @Test func randomPromptsHaveTheLengthsAskedFor() async throws {
        var dataset = RandomDataset()
        (dataset.inputLength, dataset.outputLength, dataset.prefixLength) = (40, 10, 6)
        dataset.spread = LengthSpread(input: 0.25, output: 0.5)
        var source = RandomSource(seed: 3)
        let prompts = try await dataset.prompts(50, Self.merging, using: &source)
        #expect(prompts.count == 50)
        for prompt in prompts {
            // The server adds two tokens, so 38 are varied.
            #expect((6 + 28...6 + 48).contains(prompt.inputTokens))
            #expect((5...15).contains(prompt.outputTokens))
            #expect(try await Self.merging.encode(prompt.text).count == prompt.inputTokens)
        }
        #expect(Set(prompts.map { $0.text.prefix(4) }).count == 1)
        #expect(Set(prompts.map(\.text)).count == 50)
        source = RandomSource(seed: 3)
        #expect(try await dataset.prompts(50, Self.merging, using: &source) == prompts)
    }

    @Test func wordsStandInForTokens() async throws {
        var dataset = RandomDataset()
        (dataset.inputLength, dataset.prefixLength) = (5, 2)
        var source = RandomSource(seed: 3)
        let prompts = try await dataset.prompts(3, nil, using: &source)
        #expect(prompts.map { $0.text.split(separator: " ").count } == [7, 7, 7])
        #expect(Set(prompts.map { $0.text.split(separator: " ").prefix(2) }).count == 1)
        #expect(prompts.allSatisfy { $0.inputTokens == 7 && $0.outputTokens == 128 })
    }

    @Test func refusesEmptyPrompts() async {
        var dataset = RandomDataset()
        dataset.inputLength = 2
        var source = RandomSource(seed: 3)
        await #expect(throws: BenchError.self) { try await dataset.prompts(1, Self.merging, using: &source) }
    }

    /// Of the words' letters, so without those that no short word has.
    @Test func drawsFromWhatWordsAreMadeOf() async throws {
        let letters = try await BenchTokenizer(
            encode: { $0.unicodeScalars.map { Int($0.value) } },
            decode: { String(String.UnicodeScalarView($0.compactMap(Unicode.Scalar.init))) })
        #expect(letters.ordinaryIDs.contains(97) && letters.ordinaryIDs.contains(32))
        #expect(letters.ordinaryIDs.allSatisfy { $0 == 32 || (97...122).contains($0) })
        #expect(letters.ordinaryIDs == letters.ordinaryIDs.sorted())
    }

    @Test(arguments: [
        (4, 4, false, true), (3, 4, false, false), (4, 3, false, false), (4, 1, true, true), (1024, 1024, false, true),
        (1025, 4, false, false), (1000, 1049, true, false),
    ])
    func prunesByLength(_ input: Int, _ output: Int, _ isFixed: Bool, _ isUsable: Bool) {
        #expect(RecordedDataset.isUsable(input: input, output: output, isFixed: isFixed) == isUsable)
    }

    private static let conversations = """
        [{"conversations": [{"from": "human", "value": "one two three four"}, {"value": "a b c d e"}]},
         {"conversations": [{"value": "alone on the line"}]}, {"other": 1},
         {"conversations": [{"value": "too short"}, {"value": "a b c d"}]},
         {"conversations": [{"value": "five six seven eight"}, {"value": "brief"}, {"value": "more"}]}]
        """

    private static func load(
        _ count: Int, _ text: String, _ dataset: RecordedDataset
    ) async throws -> [BenchPrompt] {
        var source = RandomSource(seed: 5)
        return try await dataset.prompts(count, from: text, using: &source) { $0.split(separator: " ").count }
    }

    @Test func conversationsGiveTheirFirstTwoTurns() async throws {
        let prompts = try await Self.load(1, Self.conversations, RecordedDataset(.shareGPT(outputLength: nil)))
        #expect(prompts == [BenchPrompt("one two three four", inputTokens: 4, outputTokens: 5)])
        var fixed = RecordedDataset(.shareGPT(outputLength: 2))
        fixed.shuffles = false
        fixed.repeats = false
        #expect(try await Self.load(9, Self.conversations, fixed).map(\.text).count == 2)
        fixed.repeats = true
        let repeated = try await Self.load(9, Self.conversations, fixed)
        #expect(repeated.count == 9)
        #expect(Set(repeated.map(\.text)) == ["one two three four", "five six seven eight"])
    }

    @Test func linesMaySayHowLongTheAnswerIs() async throws {
        let text =
            "{\"prompt\": \"a\u{2028}b\", \"output_tokens\": 3}\r\n\n{\"prompt\": \"c d\", \"output_tokens\": 4}\n"
        var dataset = RecordedDataset(.custom(outputLength: nil))
        dataset.shuffles = false
        #expect(try await Self.load(2, text, dataset).map(\.outputTokens) == [3, 4])
        dataset.layout = .custom(outputLength: 256)
        #expect(try await Self.load(2, text, dataset).map(\.outputTokens) == [256, 256])
    }

    @Test(arguments: [
        (RecordedDataset.Layout.shareGPT(outputLength: nil), "{"), (.shareGPT(outputLength: nil), "{}"),
        (.shareGPT(outputLength: nil), "[]"), (.custom(outputLength: 5), "{\"text\": \"a\"}"),
        (.custom(outputLength: 5), ""), (.custom(outputLength: nil), "{\"prompt\": \"a\"}"),
        (.custom(outputLength: nil), "{\"prompt\": \"a\", \"output_tokens\": -1}"),
    ])
    func refusesFilesOfAnotherKind(_ layout: RecordedDataset.Layout, _ text: String) async {
        await #expect(throws: BenchError.self) { try await Self.load(1, text, RecordedDataset(layout)) }
    }
}
