package import Support

/// The dialects of OpenAI's API that are measured.
package enum BenchBackend: String, CaseIterable, Sendable, CustomStringConvertible {
    case openai, vllm
    case openaiChat = "openai-chat"

    package var description: String { rawValue }
    package var isChat: Bool { self == .openaiChat }
    /// What the endpoint has to end with.
    package var pathEnd: String { isChat ? "chat/completions" : "completions" }
}

/// A picture or clip of a prompt.
package struct BenchMedia: Hashable, Sendable {
    package var isClip: Bool
    package var url: String

    package init(isClip: Bool, url: String) { (self.isClip, self.url) = (isClip, url) }

    fileprivate var part: JSONValue {
        let member = isClip ? "video_url" : "image_url"
        return .object(["type": .string(member), member: ["url": .string(url)]])
    }
}

/// One prompt to send, and how long an answer is wanted.
package struct BenchPrompt: Hashable, Sendable {
    package var text: String
    package var media: [BenchMedia] = []
    /// As far as known; a server that reports usage knows better.
    package var inputTokens: Int
    package var outputTokens: Int

    package init(_ text: String, inputTokens: Int, outputTokens: Int) {
        (self.text, self.inputTokens, self.outputTokens) = (text, inputTokens, outputTokens)
    }
}

/// What all requests of a run have in common.
package struct BenchTarget: Sendable {
    package var backend: BenchBackend
    package var endpoint: String
    package var model: String
    package var logprobs: Int?
    package var ignoresEnd: Bool
    /// Sampling parameters and whatever else is wanted; replaces members of the same name.
    package var extraBody: JSONObject
    package var requestIDPrefix: String

    package init(
        backend: BenchBackend, endpoint: String, model: String, logprobs: Int? = nil, ignoresEnd: Bool = false,
        extraBody: JSONObject = [:], requestIDPrefix: String = ""
    ) {
        (self.backend, self.endpoint, self.model) = (backend, endpoint, model)
        (self.logprobs, self.ignoresEnd) = (logprobs, ignoresEnd)
        (self.extraBody, self.requestIDPrefix) = (extraBody, requestIDPrefix)
    }

    package func body(for prompt: BenchPrompt) -> JSONObject {
        var body: JSONObject = ["model": .string(model)]
        if backend.isChat {
            let part: JSONValue = ["type": "text", "text": .string(prompt.text)]
            body["messages"] = [["role": "user", "content": .array([part] + prompt.media.map(\.part))]]
            body["max_completion_tokens"] = .int(prompt.outputTokens)
        } else {
            body["prompt"] = .string(prompt.text)
            body["repetition_penalty"] = 1.0
            body["max_tokens"] = .int(prompt.outputTokens)
            body["logprobs"] = logprobs.map { .int($0) } ?? .null
        }
        body["stream"] = true
        body["stream_options"] = ["include_usage": true]
        if ignoresEnd { body["ignore_eos"] = true }
        for (key, value) in extraBody { body[key] = value }
        return body
    }
}
