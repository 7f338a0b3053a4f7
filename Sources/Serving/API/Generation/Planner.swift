internal import Dazzle
internal import HTTPServer
internal import Support

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Reads requests, writes out their conversations and tokenizes. All of it computes, so it runs on a work pool.
struct Planner: Sendable {
    let catalog: ModelCatalog
    let limits: APIOptions

    /// Reads a request as far as that can be done before its media are there.
    func draft(_ request: Request, _ endpoint: Endpoint) throws(Refusal) -> Draft {
        var model: String?
        do {
            let fields = try RequestBody.fields(of: request)
            let dialect = Dialect(path: request.path)
            let served = try catalog.find(try modelName(fields, dialect))
            model = served.entry.names.first
            let defaults = served.model.defaults
            let body: Draft.Body =
                switch endpoint {
                case .chat:
                    .chat(
                        try ChatRequest(
                            fields, dialect: dialect, limits: limits, defaults: defaults,
                            readsMedia: served.model.info.readsMedia))
                case .completions:
                    .completion(try CompletionRequest(fields, dialect: dialect, limits: limits, defaults: defaults))
                }
            return Draft(request: request, endpoint: endpoint, served: served, body: body)
        } catch {
            throw Refusal(error: error, model: model)
        }
    }

    /// - Parameter media: of all messages, in order.
    func plan(_ draft: Draft, media: [LoadedMedia] = []) throws(Refusal) -> GenerationPlan {
        do {
            switch draft.body {
            case .chat(let body): return try chat(draft.request, body, draft.served, media)
            case .completion(let body): return try completion(draft.request, body, draft.served)
            }
        } catch {
            throw Refusal(error: error, model: draft.served.entry.names.first)
        }
    }

    private func modelName(_ fields: Fields, _ dialect: Dialect) throws(APIError) -> String? {
        guard dialect == .modelServer, let value = fields["model"], value.stringValue == nil else {
            return try fields.string("model")
        }
        throw APIError(
            .malformedBody, "The file is not valid json - model field is not a string: got \(value.kindName)",
            parameter: "model")
    }

    // MARK: Endpoints

    private func chat(
        _ request: Request, _ body: ChatRequest, _ served: ModelCatalog.Served, _ media: [LoadedMedia]
    ) throws -> GenerationPlan {
        let dialect = Dialect(path: request.path)
        let written = try served.model.compose(
            body.chat, media, addSpecialTokens: body.options.addSpecialTokens)
        let head = head(request, .chat, served, body.options)
        let format: any AnswerFormat =
            switch dialect {
            case .openAI: OpenAIChatFormat(head: head, role: body.role)
            case .modelServer: ModelServerChatFormat(head: head, role: body.role)
            }
        let prompt = GenerationPlan.Prompt(
            prepared: written.prompt, echo: body.echoedText, text: logged(written.text))
        return try plan(request, .chat, served, body.options, [prompt], format)
    }

    private func completion(
        _ request: Request, _ body: CompletionRequest, _ served: ModelCatalog.Served
    ) throws -> GenerationPlan {
        let dialect = Dialect(path: request.path)
        let prompts = try body.prompts.map { try prompt($0, served.model, body.options) }
        let head = head(request, .completions, served, body.options)
        let format: any AnswerFormat =
            switch dialect {
            case .openAI: OpenAICompletionFormat(head: head)
            case .modelServer: ModelServerCompletionFormat(head: head)
            }
        var plan = try plan(request, .completions, served, body.options, prompts, format)
        plan.showsOnlyPrompt = body.showsOnlyPrompt
        return plan
    }

    private func prompt(
        _ prompt: CompletionRequest.Prompt, _ model: LanguageModel, _ options: GenerationOptions
    ) throws -> GenerationPlan.Prompt {
        switch prompt {
        case .text(let text):
            let tokens = try model.tokenize(text, addSpecialTokens: options.addSpecialTokens)
            return GenerationPlan.Prompt(
                prepared: PreparedPrompt(tokens: tokens), echo: options.echo ? text : "", text: logged(text))
        case .tokens(let tokens):
            guard options.echo || limits.logsPrompts else {
                return GenerationPlan.Prompt(prepared: PreparedPrompt(tokens: tokens))
            }
            let text = model.detokenize(tokens, skipSpecialTokens: options.sampling.skipSpecialTokens)
            return GenerationPlan.Prompt(
                prepared: PreparedPrompt(tokens: tokens), echo: options.echo ? text : "", text: logged(text))
        }
    }

    private func logged(_ text: String) -> String? { limits.logsPrompts ? text : nil }

    private func head(
        _ request: Request, _ endpoint: Endpoint, _ served: ModelCatalog.Served, _ options: GenerationOptions
    ) -> AnswerHead {
        let name = served.entry.names.first ?? ""
        return AnswerHead(
            id: endpoint.answerID(request, options.requestID), created: Int(Date().timeIntervalSince1970),
            model: Dialect(path: request.path) == .modelServer ? options.model ?? name : name)
    }

    // MARK: What both need

    private func plan(
        _ request: Request, _ endpoint: Endpoint, _ served: ModelCatalog.Served, _ options: GenerationOptions,
        _ prompts: [GenerationPlan.Prompt], _ format: any AnswerFormat
    ) throws -> GenerationPlan {
        var options = options
        options.sampling.badWords = try BadWords.sequences(of: options.badWords, served.model)
        var prompts = prompts
        for index in prompts.indices {
            if let truncation = options.truncation {
                prompts[index].prepared = prompts[index].prepared.truncated {
                    truncation.applied(
                        to: $0, contextLength: served.model.info.contextLength, maxTokens: options.sampling.maxTokens)
                }
            }
            try checkLength(prompts[index].tokens.count, served.model, options, endpoint)
        }
        var record = GenerationRecord(
            id: request.id, model: served.entry.names.first ?? "", endpoint: endpoint.rawValue,
            isStream: options.stream != nil, arrival: request.arrival)
        record.maxTokens = options.sampling.maxTokens
        record.promptTokens = prompts.reduce(0) { $0 + $1.tokens.count }
        if limits.logsPrompts { record.prompt = prompts.compactMap(\.text).joined(separator: "\n") }
        return GenerationPlan(
            model: served.model, options: options, prompts: prompts, format: format, record: record)
    }

    private func checkLength(
        _ count: Int, _ model: LanguageModel, _ options: GenerationOptions, _ endpoint: Endpoint
    ) throws(APIError) {
        let limit = model.info.contextLength
        guard count < limit else {
            throw APIError(
                .invalidValue,
                "This model's maximum context length is \(limit) tokens. However, your request has \(count) input tokens. "
                    + "Please reduce the length of the input messages.", parameter: endpoint.promptField)
        }
        guard let field = options.maxTokensField, let wanted = options.sampling.maxTokens, wanted > limit - count
        else { return }
        throw APIError(
            .invalidValue,
            "'max_tokens' or 'max_completion_tokens' is too large: \(wanted). This model's maximum context length is "
                + "\(limit) tokens and your request has \(count) input tokens (\(wanted) > \(limit) - \(count)).",
            parameter: field)
    }
}
