@testable import API
import Dazzle
import Support
import Testing

@Suite("Conversations are read as clients of three servers write them")
struct ChatRequestTests {
    private static func read(
        _ fields: JSONObject, _ dialect: Dialect = .openAI, _ change: (inout APIOptions) -> Void = { _ in }
    ) throws -> ChatRequest {
        var limits = APIOptions()
        change(&limits)
        var body = fields
        if body["messages"] == nil { body["messages"] = [["role": "user", "content": "a"]] }
        return try ChatRequest(
            Fields(body, lax: true), dialect: dialect, limits: limits, defaults: SamplingParameters())
    }

    private static let messages: [(JSONValue, JSONValue)] = [
        (["role": "user", "content": "a"], ["role": "user", "content": "a"]),
        (["role": "anything", "content": "a"], ["role": "anything", "content": "a"]),
        (["role": "assistant", "content": .null], ["role": "assistant", "content": ""]),
        (["role": "assistant"], ["role": "assistant", "content": ""]),
        (["role": "user", "content": []], ["role": "user", "content": ""]),
        (
            ["role": "user", "content": [["type": "text", "text": "a"], "b", ["type": "input_text", "text": "c"]]],
            ["role": "user", "content": "a\nb\nc"]
        ),
        (
            [
                "role": "assistant",
                "content": [
                    ["type": "thinking", "thinking": "t"], ["type": "refusal", "refusal": "r"], ["text": "bare"],
                ],
            ],
            ["role": "assistant", "content": "t\nr\nbare"]
        ),
        (
            ["content": "a", "name": "Ann", "role": "user", "extra": 1, "tool_calls": []],
            ["role": "user", "content": "a", "name": "Ann"]
        ),
        (
            ["role": "tool", "content": "a", "tool_call_id": "x"],
            ["role": "tool", "content": "a", "tool_call_id": "x"]
        ),
        (
            ["role": "assistant", "content": "a", "reasoning": "why"],
            ["role": "assistant", "content": "a", "reasoning_content": "why", "reasoning": "why"]
        ),
        (
            [
                "role": "assistant", "content": .null,
                "tool_calls": [["id": "1", "type": "function", "function": ["name": "f", "arguments": "{\"b\": 1}"]]],
            ],
            [
                "role": "assistant", "content": .null,
                "tool_calls": [["id": "1", "type": "function", "function": ["name": "f", "arguments": ["b": 1]]]],
            ]
        ),
        (
            ["role": "assistant", "content": "", "tool_calls": [["function": ["name": "f"]]]],
            ["role": "assistant", "content": "", "tool_calls": [["function": ["name": "f", "arguments": [:]]]]]
        ),
    ]

    @Test("Messages come to the template in one form", arguments: messages)
    func forms(message: JSONValue, expected: JSONValue) throws {
        let read = try Self.read(["messages": [message]]).chat.messages.map(\.json)
        #expect(read.count == 1)
        #expect(JSONValue.object(read[0]).written() == expected.written())
    }

    private static let bad: [(JSONValue, APIError.Kind, String)] = [
        ("x", .malformedBody, "messages must be an array"), ([], .invalidValue, "messages must not be empty"),
        (["x"], .malformedBody, "messages[0] must be an object"),
        ([["content": "a"]], .malformedBody, "messages[0].role is missing"),
        ([["role": 1]], .malformedBody, "messages[0].role must be a string"),
        ([["role": "user", "content": 1]], .malformedBody, "messages[0].content must be a string or an array"),
        ([["role": "user", "content": [1]]], .malformedBody, "messages[0].content[0] must be an object"),
        ([["role": "user", "content": [[:]]]], .malformedBody, "Missing 'type' field"),
        ([["role": "user", "content": [["type": 1]]]], .malformedBody, "Invalid 'type' field"),
        ([["role": "user", "content": [["type": "smell"]]]], .invalidValue, "Unknown part type: smell"),
        ([["role": "user", "content": [["type": "text"]]]], .malformedBody, "messages[0].content[0].text is missing"),
        (
            [["role": "user", "content": [["type": "image_url", "image_url": ["url": "http://a/b"]]]]], .unsupported,
            "This model reads text only; messages[0].content[0] is of the type image_url"
        ),
        (
            [["role": "user", "content": [["image_url": "http://a/b"]]]], .unsupported,
            "messages[0].content[0] is of the type image_url"
        ),
        (
            [["role": "user", "content": [["type": "input_audio", "input_audio": [:]]]]], .unsupported,
            "This model reads text only"
        ),
        ([["role": "assistant", "tool_calls": [1]]], .malformedBody, "messages[0].tool_calls[0] must be an object"),
        (
            [["role": "assistant", "tool_calls": [[:]]]], .malformedBody,
            "messages[0].tool_calls[0].function is missing"
        ),
        (
            [["role": "assistant", "tool_calls": [["function": ["name": "f", "arguments": "{"]]]]], .invalidValue,
            "messages[0].tool_calls[0].function.arguments is not JSON"
        ),
    ]

    @Test("Messages that make no sense are told by their place", arguments: bad)
    func refusals(messages: JSONValue, kind: APIError.Kind, words: String) throws {
        let error = #expect(throws: APIError.self) { try Self.read(["messages": messages]) }
        #expect(error?.kind == kind)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.parameter?.hasPrefix("messages") == true)
    }

    private static let nested: JSONValue = ["type": "function", "function": ["name": "f", "parameters": [:]]]

    @Test("Tools reach the template in OpenAI's form, and not at all where OVMS hides them")
    func tools() throws {
        let flat: JSONValue = ["type": "function", "name": "f", "parameters": [:]]
        #expect(try Self.read(["tools": [Self.nested, flat]]).chat.tools == [Self.nested, Self.nested])
        #expect(try Self.read(["tools": [Self.nested], "tool_choice": "auto"]).chat.tools.count == 1)
        #expect(try Self.read(["tools": [Self.nested], "tool_choice": "none"]).chat.tools.count == 1)
        #expect(try Self.read(["tools": [Self.nested], "tool_choice": "none"], .modelServer).chat.tools.isEmpty)
        #expect(try Self.read(["tools": [], "tool_choice": "auto"]).chat.tools.isEmpty)
    }

    @Test(
        "Tools that cannot be called are refused",
        arguments: [
            ([["type": "retrieval"]], "tools[0].type must be"), ([["type": "function"]], "tools[0].name is missing"),
            ([["type": "function", "function": [:]]], "tools[0].function.name is missing"),
            ([["type": "function", "function": 1]], "tools[0].function must be an object"),
            ([["name": "f", "parameters": []]], "tools[0].parameters must be an object"),
        ] as [(JSONValue, String)])
    func badTools(tools: JSONValue, words: String) throws {
        let error = #expect(throws: APIError.self) { try Self.read(["tools": tools]) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(
        "A tool cannot be forced",
        arguments: ["required", ["type": "function", "function": ["name": "f"]]] as [JSONValue])
    func forcedTool(choice: JSONValue) throws {
        let error = #expect(throws: APIError.self) {
            try Self.read(["tools": [Self.nested], "tool_choice": choice])
        }
        #expect(error?.kind == .unsupported)
        #expect(error?.parameter == "tool_choice")
    }

    @Test("Templates are told what the request says for them")
    func templates() throws {
        let request = try Self.read(
            [
                "chat_template_kwargs": ["enable_thinking": false, "add_generation_prompt": false],
                "reasoning_effort": "low", "documents": [["title": "t", "text": "x"]], "chat_template": "T",
                "continue_final_message": true,
            ], .modelServer, { $0.trustsRequestTemplates = true })
        #expect(request.chat.templateVariables == ["enable_thinking": false, "reasoning_effort": "low"])
        #expect(!request.chat.addGenerationPrompt)
        #expect(request.chat.continueFinalMessage)
        #expect(request.chat.documents == [["title": "t", "text": "x"]])
        #expect(request.chat.template == "T")
        #expect(try Self.read([:]).chat.addGenerationPrompt)
    }

    @Test("An echo shows the message that the answer goes on with, if it is of the same speaker")
    func echo() throws {
        let messages: JSONValue = [["role": "user", "content": "a"], ["role": "assistant", "content": "b"]]
        #expect(try Self.read(["messages": messages, "echo": true]).echoedText == "b")
        #expect(try Self.read(["messages": messages]).echoedText == "")
        #expect(try Self.read(["echo": true]).echoedText == "")
        let open = try Self.read(["echo": true, "add_generation_prompt": false])
        #expect(open.role == "user" && open.echoedText == "a")
    }
}
