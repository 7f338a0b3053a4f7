package import HTTPClient
internal import Support

/// A server that speaks OpenAI's protocol, as a benchmark sees it.
package struct BenchmarkServer: Sendable {
    private let client: HTTPClient
    private let baseURL: String
    private let headers: [HTTPRequest.Header]
    private let isInsecure: Bool

    /// - Parameter baseURL: without the slash at the end.
    package init(_ client: HTTPClient, baseURL: String, headers: [HTTPRequest.Header], isInsecure: Bool) {
        self.client = client
        self.baseURL = baseURL
        self.headers = headers
        self.isInsecure = isInsecure
    }

    /// The model that the server lists first: the name it goes by, and what it was made of.
    package func firstModel() async throws -> (name: String, root: String) {
        let (head, body) = try await ask("/v1/models", nil)
        guard head.status == 200 else {
            throw BenchmarkError(
                "the server does not list its models (\(ServerComplaint.sentence(head, body))); name one with --model")
        }
        let list = try? JSONValue(parsing: body, limits: JSONLimits(depth: 64))
        guard let model = list?["data"]?[0], let name = model["id"]?.stringValue else {
            throw BenchmarkError("the server lists no models; load one, or name it with --model")
        }
        return (name, model["root"]?.stringValue ?? name)
    }

    /// The server's own tokenizer, if it lets others use it.
    package func codec(model: String) async throws -> TextCodec? {
        let codec = TextCodec(
            encode: { try await tokenize($0, model, addSpecialTokens: $1) }, decode: { try await detokenize($0, model) }
        )
        do {
            let tokens = try await codec.encode("tokens", false)
            return try await codec.decode(tokens).isEmpty ? nil : codec
        } catch is BenchmarkError {
            return nil
        }
    }

    /// Asks the server to record what it does, or to stop that. Returns what it says against it.
    package func profile(starts: Bool) async throws -> String? {
        let (head, body) = try await ask(starts ? "/start_profile" : "/stop_profile", .some(nil))
        return head.status == 200 ? nil : ServerComplaint.sentence(head, body)
    }

    private func tokenize(_ text: String, _ model: String, addSpecialTokens: Bool) async throws -> [Int32] {
        let question: JSONValue = [
            "model": .string(model), "prompt": .string(text), "add_special_tokens": .bool(addSpecialTokens),
        ]
        let answer = try await answer("/tokenize", question)
        let tokens = answer["tokens"]?.arrayValue?.map { $0.intValue.flatMap(Int32.init(exactly:)) }
        guard let tokens, !tokens.contains(nil) else {
            throw BenchmarkError("the server's /tokenize answers without tokens")
        }
        return tokens.compactMap(\.self)
    }

    private func detokenize(_ tokens: [Int32], _ model: String) async throws -> String {
        let list = JSONValue.array(tokens.map { .int(Int($0)) })
        guard
            let text = try await answer("/detokenize", ["model": .string(model), "tokens": list])["prompt"]?.stringValue
        else { throw BenchmarkError("the server's /detokenize answers without a prompt") }
        return text
    }

    private func answer(_ path: String, _ question: JSONValue) async throws -> JSONValue {
        let (head, body) = try await ask(path, question)
        guard head.status == 200, let answer = try? JSONValue(parsing: body, limits: JSONLimits(depth: 64)) else {
            throw BenchmarkError("the server refuses \(path): \(ServerComplaint.sentence(head, body))")
        }
        return answer
    }

    /// - Parameter question: nil gets; a nil inside posts nothing.
    private func ask(_ path: String, _ question: JSONValue??) async throws -> (HTTPResponseHead, [UInt8]) {
        var request = HTTPRequest(baseURL + path, headers: headers)
        if let question {
            request.method = "POST"
            request.body = question.map { Array($0.written().utf8) } ?? []
            request.headers.append(.init("Content-Type", "application/json"))
        }
        request.isInsecure = isInsecure
        request.timeout = .seconds(600)
        let response = try await client.execute(request)
        return (response.head, try await response.body.collect())
    }
}
