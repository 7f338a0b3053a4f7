internal import Dazzle
internal import HTTPServer
internal import Support

/// Text to token ids and back, as vLLM and OpenVINO Model Server ask for it.
struct TokenizingRoutes: Sendable {
    let catalog: ModelCatalog
    let options: APIOptions
    let pool: WorkPool

    /// Of all texts of a request together; beyond, no model has a context that long.
    static let byteLimit = 4 << 20

    var routes: [Route] {
        ["", "/v1", "/v3", "/v3/v1"].map { prefix in
            Route(.post, "\(prefix)/tokenize") { request in
                switch try await pool.run({ try tokenize(request) }) {
                case .answer(let response): return response
                case .conversation(let conversation):
                    let media = try await conversation.model.load(conversation.media)
                    return try await pool.run { try tokenize(conversation, media) }
                }
            }
        }
            + ["", "/v1"].map { prefix in
                Route(.post, "\(prefix)/detokenize") { request in try await pool.run { try detokenize(request) } }
            }
    }

    // MARK: Tokenize

    private enum Outcome: Sendable {
        case answer(Response)
        /// Its media have to be fetched first.
        case conversation(Conversation)
    }

    private struct Conversation: Sendable {
        var chat: Chat
        var addsSpecialTokens: Bool
        var wantsStrings: Bool
        var model: LanguageModel

        var media: [MediaInput] { chat.messages.flatMap(\.media) }
    }

    private func tokenize(_ request: Request) throws -> Outcome {
        let fields = try TokenizeBody.fields(of: request)
        let model = try catalog.find(try fields.string("model")).model
        if fields["text"] != nil { return .answer(try tokenizeTexts(fields, model)) }
        let strings = try fields.bool("return_token_strs") ?? false
        if fields["messages"] != nil {
            // A body for chat/completions is read as it is there, so that its tokens are those that the model would see.
            let body = try ChatRequest(
                fields, dialect: Dialect(path: request.path), limits: options, defaults: model.defaults,
                readsMedia: model.info.readsMedia)
            let conversation = Conversation(
                chat: body.chat, addsSpecialTokens: body.options.addSpecialTokens, wantsStrings: strings, model: model)
            guard conversation.media.isEmpty else { return .conversation(conversation) }
            let tokens = try encode(try model.render(body.chat), "messages", conversation.addsSpecialTokens, model)
            return .answer(Response(json: TokenList.answer(tokens, strings: strings, model)))
        }
        let tokens =
            if let prompt = try fields.string("prompt") {
                try encode(prompt, "prompt", try fields.bool("add_special_tokens") ?? true, model)
            } else {
                throw APIError(
                    .malformedBody, "give prompt (a text), messages (a conversation) or text (a text or several)",
                    parameter: "prompt")
            }
        return .answer(Response(json: TokenList.answer(tokens, strings: strings, model)))
    }

    private func tokenize(_ conversation: Conversation, _ media: [LoadedMedia]) throws -> Response {
        let model = conversation.model
        let written = try model.compose(
            conversation.chat, media, addSpecialTokens: conversation.addsSpecialTokens)
        return Response(json: TokenList.answer(written.prompt.tokens, strings: conversation.wantsStrings, model))
    }

    /// OpenVINO Model Server's form: a list for a text, a list of lists for several.
    private func tokenizeTexts(_ fields: Fields, _ model: LanguageModel) throws -> Response {
        if try fields.bool("pad_to_max_length") ?? false {
            throw APIError(
                .unsupported, "pad_to_max_length is not supported: answers are as long as their texts",
                parameter: "pad_to_max_length")
        }
        let longest = try fields.int("max_length")
        if let longest, longest < 1 {
            throw APIError(.invalidValue, "max_length must be at least 1, got \(longest)", parameter: "max_length")
        }
        let special = try fields.bool("add_special_tokens") ?? true
        let (texts, isList) = try TokenizeBody.texts(fields)
        let lists = try texts.map { text in
            Array(try encode(text, "text", special, model).prefix(longest ?? .max))
        }
        return Response(json: TokenList.answer(lists, isList: isList))
    }

    private func encode(_ text: String, _ field: String, _ special: Bool, _ model: LanguageModel) throws -> [Int32] {
        let count = text.utf8.count
        guard count <= Self.byteLimit else {
            throw APIError(
                .invalidValue, "\(field) has \(count) bytes; at most \(Self.byteLimit) are tokenized in one request",
                parameter: field)
        }
        return try model.tokenize(text, addSpecialTokens: special)
    }

    // MARK: Detokenize

    private func detokenize(_ request: Request) throws -> Response {
        let fields = try TokenizeBody.fields(of: request)
        let model = try catalog.find(try fields.string("model")).model
        guard let values = try fields.array("tokens") else {
            throw APIError(.malformedBody, "tokens is missing; give a list of token ids", parameter: "tokens")
        }
        let tokens = try values.map { value throws(APIError) in
            guard let id = value.intValue else { throw fields.wrongType("tokens", "a list of token ids", value) }
            guard id >= 0, id < model.info.vocabularySize else {
                throw APIError(
                    .invalidValue, "token id \(id) of tokens is not within 0 to \(model.info.vocabularySize - 1)",
                    parameter: "tokens")
            }
            return Int32(id)
        }
        let text = model.detokenize(tokens, skipSpecialTokens: false)
        return Response(json: JSONValue.object(["prompt": .string(text)]).written())
    }
}
