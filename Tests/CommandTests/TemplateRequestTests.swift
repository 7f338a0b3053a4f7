import Support
import Testing

@testable import Command

@Suite struct TemplateRequestTests {
    private static let message = "[{\"role\": \"user\", \"content\": \"Hi\"}]"

    private static func request(_ words: [String], files: [String: String]) throws -> TemplateRequest {
        guard case .run(let options) = try ArgumentParser.parse(["t"] + words, by: TemplateOptions.spec) else {
            throw Failure("asked for help")
        }
        return try TemplateRequest(options) { path throws(Failure) in
            guard let text = files[path] else { throw Failure("there is no file '\(path)'") }
            return try TextFile.parseJSON(text, named: "'\(path)'")
        }
    }

    @Test func alwaysDefinesTheUsualVariables() throws {
        let request = try Self.request(["--messages", "m"], files: ["m": Self.message])
        let context = request.context(specialTokens: ["bos_token": "<s>"])
        #expect(context["messages"] == [["role": "user", "content": "Hi"]])
        #expect(context["tools"] == .null && context["documents"] == .null)
        #expect(context["add_generation_prompt"] == true && context["bos_token"] == "<s>")
    }

    @Test func takesAChatRequest() throws {
        let body = """
            {"model": "m", "messages": \(Self.message), "tools": [{"type": "function"}],
             "chat_template_kwargs": {"enable_thinking": true, "x": 1}}
            """
        let words = ["--messages", "-", "--kwargs", "{\"x\": 2, \"bos_token\": \"B\"}", "--no-generation-prompt"]
        let context = try Self.request(words, files: ["-": body]).context(specialTokens: ["bos_token": "<s>"])
        #expect(context["tools"] == [["type": "function"]])
        #expect(context["enable_thinking"] == true && context["x"] == 2 && context["bos_token"] == "B")
        #expect(context["add_generation_prompt"] == false)
    }

    @Test func prefersTheToolsOfTheirOwnFile() throws {
        let files = ["m": "{\"messages\": [], \"tools\": [1]}", "t": "[2]"]
        let request = try Self.request(["--messages", "m", "--tools", "t"], files: files)
        #expect(request.tools == [2])
    }

    @Test(arguments: [
        (["--messages", "x"], "there is no file 'x'"),
        (["--messages", "bad"], "'bad' is not valid JSON: "),
        (
            ["--messages", "text"],
            "\"messages\" must be a list of objects such as {\"role\": \"user\", \"content\": \"Hello\"}"
        ),
        (["--messages", "m", "--tools", "object"], "\"tools\" must be a list of objects"),
    ])
    func explainsWhatIsWrong(_ words: [String], _ sentence: String) {
        let files = ["m": Self.message, "bad": "[", "text": "\"hello\"", "object": "{}"]
        let failure = #expect(throws: Failure.self) { try Self.request(words, files: files) }
        #expect(failure?.description.hasPrefix(sentence) == true)
    }
}
