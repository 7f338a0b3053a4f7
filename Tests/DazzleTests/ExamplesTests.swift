import Dazzle
import Foundation
import TestSupport
import Testing

// The examples of docs/library.md, word for word; the first test keeps it so.
@Suite("Examples of the documentation")
struct ExamplesTests {
    @Test("Every example in docs/library.md stands in this file")
    func documentation() throws {
        func lines(_ text: some StringProtocol) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        let root = URL(filePath: Fixtures.folder).deletingLastPathComponent().deletingLastPathComponent()
        let document = try String(contentsOf: root.appending(path: "docs/library.md"), encoding: .utf8)
        let here = lines(try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)).joined(separator: "\n")
        let examples = document.components(separatedBy: "```swift\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        #expect(examples.count >= 9)
        for example in examples { #expect(here.contains(lines(example).joined(separator: "\n")), "\(example)") }
    }

    /// Stands in for the library's type, so that the examples' folder is a tiny model.
    private enum LanguageModel {
        static func load(_ folder: String, options: LoadOptions = LoadOptions()) async throws -> Dazzle.LanguageModel {
            try await Dazzle.LanguageModel.load(Fixtures.model(folder + "2"), options: options)
        }
    }

    @Test func loadAndWrite() async throws {
        let model = try await LanguageModel.load("qwen")
        let completion = try await model.generate("Once upon a time")
        print(completion.text)
    }

    @Test func talk() async throws {
        let model = try await LanguageModel.load("qwen")
        let answer = try await model.chat([
            .system("You are brief."),
            .user("Why do zebras have stripes?"),
        ])
        print(answer.text, answer.usage.totalTokens)
    }

    @Test func templates() async throws {
        let model = try await LanguageModel.load("qwen")
        var chat = Chat([.user("What is 2 + 2?")])
        chat.templateVariables = ["enable_thinking": false]
        print(try model.render(chat))
        let thought = try await model.generate(.chat(chat))
        print(thought.text)
    }

    @Test func stream() async throws {
        let model = try await LanguageModel.load("qwen")
        for try await piece in try await model.stream("Once upon a time") {
            print(piece.text, terminator: "")
        }
    }

    @Test func parameters() async throws {
        let model = try await LanguageModel.load("qwen")
        var parameters = model.defaults
        parameters.temperature = 0.8
        parameters.topP = 0.95
        parameters.seed = 7
        parameters.maxTokens = 64
        parameters.stopStrings = ["\n\n"]
        parameters.n = 2
        parameters.logprobs = 3
        let several = try await model.generate("A zebra is", parameters)
        for choice in several.choices {
            print(choice.index, choice.finishReason ?? .stop, choice.text)
        }
    }

    @Test func beams() async throws {
        let model = try await LanguageModel.load("qwen")
        var search = SamplingParameters()
        search.temperature = 0
        search.maxTokens = 32
        search.beamSearch = BeamSearch(beams: 4)
        print(try await model.generate("A zebra is", search).text)
    }

    @Test func many() async throws {
        let model = try await LanguageModel.load("qwen")
        let prompts = ["One", "Two", "Three"]
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask { (index, try await model.generate(.text(prompt)).text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        print(texts.count)
    }

    @Test func options() async throws {
        var options = LoadOptions()
        options.device = "CPU"
        options.maxModelLength = 512
        options.cacheBytes = 256 << 20
        options.properties = ["INFERENCE_PRECISION_HINT": "f32"]
        let exact = try await LanguageModel.load("qwen", options: options)
        print(exact.info.contextLength, exact.info.cacheTokens)
    }

    @Test func errors() async throws {
        let model = try await LanguageModel.load("qwen")
        var wrong = SamplingParameters()
        wrong.topP = 7
        do {
            _ = try await model.generate("Hello", wrong)
        } catch let error as DazzleError {
            print(error.code.rawValue, error.parameter ?? "", error.message)
        }
    }
}
