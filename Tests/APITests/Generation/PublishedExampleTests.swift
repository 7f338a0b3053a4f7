@testable import API
import HTTPServer
import Support
import Testing

@Suite("Requests from the documents of OVMS, vLLM and vlm-openvino-serving")
struct PublishedExampleTests {
    private static let texts: [(String, String)] = [
        (
            "/v3/chat/completions",
            #"""
            {"model": "OpenVINO/Qwen3-8B-int4-cw-ov", "max_tokens":50, "stream":false,
            "chat_template_kwargs":{"enable_thinking":false}, "messages": [{"role": "system", "content":
            "You are a helpful assistant."},{"role": "user","content": "What is OpenVINO Model Server?"}]}
            """#
        ),
        (
            "/v3/completions",
            #"""
            {"model": "OpenVINO/Qwen3-8B-int4-cw-ov", "max_tokens":50, "stream":false,
            "prompt": "What are the 3 main tourist attractions in Paris?"}
            """#
        ),
        (
            "/v1/chat/completions",
            #"""
            {"model": "microsoft/Phi-3.5-vision-instruct", "messages": [{"role": "user", "content":
            "Describe this video and remember this number: 4245"}, {"role": "assistant", "content":
            "The video appears to be taken at night.\n\nRemember the number: 4245"}, {"role": "user", "content":
            "What is the number ?"}], "max_completion_tokens": 1000}
            """#
        ),
    ]

    @Test("that hold text only are answered, whole and as events", arguments: texts)
    func answered(path: String, body: String) async throws {
        let server = try await GenerationServer()
        let fields = try #require(try JSONValue(parsing: body).objectValue)
        let whole = try await server.post(path, .object(fields))
        #expect(whole["model"] == (path.hasPrefix("/v3") ? fields["model"] : "tiny"))
        let choice = try #require(whole["choices"]?[0])
        #expect((choice["text"] ?? choice["message"]?["content"])?.stringValue != nil)
        #expect(try await server.events(path, .object(fields)).count >= 2)
    }

    @Test(
        "that hold media are refused in words that say why",
        arguments: [
            ("image_url", ["image_url": ["url": "https://example.com/qwen.png"]]),
            ("video", ["video": ["http://localhost:8080/chunk_6_frame_3.jpeg"]]),
            ("video_url", ["video_url": ["url": "http://localhost/a.mp4"], "max_pixels": "360*420", "fps": 1]),
        ] as [(String, JSONObject)])
    func media(type: String, members: JSONObject) async throws {
        let server = try await GenerationServer()
        var part = members
        part["type"] = .string(type)
        let body: JSONValue = [
            "model": "Qwen/Qwen2.5-VL-7B-Instruct", "max_completion_tokens": 100,
            "messages": [["role": "user", "content": [["type": "text", "text": "Describe this"], .object(part)]]],
        ]
        let (status, _, message) = try await server.refusal("/v1/chat/completions", body)
        #expect(status == .badRequest)
        #expect(message.hasPrefix("This model reads text only; messages[0].content[1] is of the type \(type)."))
    }
}
