internal import Dazzle
internal import HTTPServer
internal import Support

/// A request that has been read, checked and turned into tokens: all that is left is to run it.
struct GenerationPlan: Sendable {
    struct Prompt: Sendable {
        var prepared: PreparedPrompt
        /// What an echo shows before the answer.
        var echo = ""
        /// For the log, where the operator wants it there.
        var text: String?

        var tokens: [Int32] { prepared.tokens }
    }

    var model: LanguageModel
    var options: GenerationOptions
    var prompts: [Prompt]
    var format: any AnswerFormat
    /// Nothing of the answer is shown.
    var showsOnlyPrompt = false
    var record: GenerationRecord

    /// Choices of one prompt.
    var choicesPerPrompt: Int { options.sampling.n }
    var choiceCount: Int { prompts.count * choicesPerPrompt }

    /// The usage as the client is to see it: what it does not see does not count.
    func shown(_ usage: Usage) -> Usage {
        var usage = usage
        if showsOnlyPrompt { usage.completionTokens = 0 }
        return usage
    }

    private var parameters: SamplingParameters {
        var parameters = options.sampling
        // To show a prompt's log-probabilities as those of an answer, they have to be computed.
        if options.echo, format.showsPromptLogprobsInEcho, let count = parameters.logprobs {
            parameters.promptLogprobs = max(count, parameters.promptLogprobs ?? 0)
        }
        return parameters
    }

    /// Has the prompts' pictures encoded.
    func encodeMedia() async throws {
        for prompt in prompts {
            try await model.encodeMedia(of: prompt.prepared, parameters, cacheSalt: options.cacheSalt)
        }
    }

    /// Hands the prompts to the engine.
    func start() throws -> AnswerFeed {
        do {
            return AnswerFeed(
                try prompts.map { try model.submit($0.prepared, parameters, cacheSalt: options.cacheSalt) })
        } catch let error as DazzleError where error.parameter == "num_beams" {
            // The engine's name for what requests call best_of.
            throw APIError(
                .invalidValue, "best_of" + error.message.dropFirst("num_beams".count), parameter: "best_of")
        }
    }
}

/// Why a request was not taken in, and for which model it was, if that is known.
struct Refusal: Error {
    var error: any Error
    var model: String?
}
