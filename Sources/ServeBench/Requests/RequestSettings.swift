package import HTTPClient
package import Support

/// Which of a server's routes is measured.
package enum Backend: String, Sendable, CaseIterable, CustomStringConvertible {
    case openai, vllm
    case openaiChat = "openai-chat"

    package var description: String { rawValue }

    /// What the end of the address has to be.
    package var endpoint: String { self == .openaiChat ? "chat/completions" : "completions" }
}

/// What all requests of a run have in common.
package struct RequestSettings: Sendable {
    package var backend = Backend.openai
    package var url: String
    package var model: String
    package var headers: [HTTPRequest.Header] = []
    package var isInsecure = false
    package var ignoresEndOfText = false
    package var logprobs: Int?
    /// Put over the body's own fields.
    package var extraBody = JSONObject()

    package init(url: String, model: String) {
        self.url = url
        self.model = model
    }

    func httpRequest(_ request: BenchmarkRequest) -> HTTPRequest {
        var headers: [HTTPRequest.Header] = [.init("Content-Type", "application/json")]
        for header in self.headers + [.init("x-request-id", request.id)] {
            headers.removeAll { $0.name.lowercased() == header.name.lowercased() }
            headers.append(header)
        }
        let body = JSONValue.object(body(request)).written()
        var http = HTTPRequest(url, method: "POST", headers: headers, body: Array(body.utf8))
        http.isInsecure = isInsecure
        http.timeout = .seconds(6 * 3600)
        return http
    }

    func body(_ request: BenchmarkRequest) -> JSONObject {
        let model = JSONValue.string(request.model ?? model)
        var body: JSONObject
        if backend == .openaiChat {
            let content: JSONValue = [["type": "text", "text": .string(request.prompt)]]
            body = [
                "model": model, "messages": [["role": "user", "content": content]],
                "max_completion_tokens": .int(request.outputTokens),
            ]
            if let logprobs {
                body["logprobs"] = true
                body["top_logprobs"] = .int(logprobs)
            }
        } else {
            body = [
                "model": model, "prompt": .string(request.prompt), "repetition_penalty": 1.0,
                "max_tokens": .int(request.outputTokens), "logprobs": logprobs.map(JSONValue.int) ?? .null,
            ]
        }
        body["stream"] = true
        body["stream_options"] = ["include_usage": true]
        if ignoresEndOfText { body["ignore_eos"] = true }
        for (key, value) in extraBody { body[key] = value }
        return body
    }
}
