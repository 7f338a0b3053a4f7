internal import Dazzle

/// Has the prompts answered, a bounded number of them at a time, and prints what comes.
struct GenerateRun<Model: TextModel> {
    let options: GenerateOptions
    let model: Model
    let console: Console

    func run(_ jobs: [PromptJob]) async throws {
        if jobs.count == 1, let job = jobs.first, streams(job) {
            return try await stream(job)
        }
        let progress = ProgressBar(
            total: answerCount(jobs), output: console.errors, blocks: console.isUTF8, isSilent: !showsProgress)
        defer { progress.finish() }
        var writer = AnswerWriter(options, total: jobs.count, console: console) { [model] token in
            model.detokenize([token], skipSpecialTokens: false)
        }
        try await withThrowingTaskGroup(of: Answer.self) { group in
            var rest = jobs.enumerated().makeIterator()
            func start(_ job: (offset: Int, element: PromptJob)) {
                group.addTask { try await answer(job.element, index: job.offset) }
            }
            for _ in 0..<window { rest.next().map(start) }
            while let answer = try await group.next() {
                rest.next().map(start)
                progress.update { line in
                    let count = answer.completion.choices.count
                    line.done += count
                    line.inputTokens += answer.completion.promptTokens.count * count
                    line.outputTokens += answer.completion.usage.completionTokens
                }
                try printing(progress) { () throws(OutputClosed) in try writer.add(answer) }
            }
        }
        try writer.finish()
    }

    /// The bar has to make room only if the answers go to a terminal too.
    private func printing(_ progress: ProgressBar, _ body: () throws(OutputClosed) -> Void) throws(OutputClosed) {
        if console.output.isTerminal { try progress.aside(body) } else { try body() }
    }

    /// Enough to keep the engine busy while prompts are written out and tokenized.
    private var window: Int { max(64, 2 * (options.loading.maxSequences ?? 0)) }

    private var showsProgress: Bool { options.showsProgress && options.loading.logLevel >= .info }

    private func parameters(_ job: PromptJob) -> SamplingParameters {
        .layered(model.defaults, options.sampling, job.sampling)
    }

    private func answerCount(_ jobs: [PromptJob]) -> Int { jobs.reduce(0) { $0 + parameters($1).n } }

    private func answer(_ job: PromptJob, index: Int) async throws -> Answer {
        do {
            let text = try job.text(for: model)
            return Answer(
                index: index, promptText: text, completion: try await model.generate(job.prompt, parameters(job)))
        } catch let error as DazzleError {
            throw Failure("\(job.name): \(error.message)")
        }
    }

    // MARK: One prompt, as it comes

    private func streams(_ job: PromptJob) -> Bool {
        let parameters = parameters(job)
        return options.outputFormat == .text && parameters.n == 1 && parameters.bestOf ?? 1 == 1
            && parameters.beamSearch == nil
    }

    private func stream(_ job: PromptJob) async throws {
        let elapsed = ProgressBar.stopwatch()
        if options.echo, let text = try job.text(for: model) { try console.output.write(text) }
        var line = ProgressLine(total: 1, done: 1)
        let (count, deltas) = try await model.counted(job.prompt, parameters(job))
        line.inputTokens = count
        for try await delta in deltas {
            line.outputTokens += delta.tokens.count
            if !delta.text.isEmpty { try console.output.write(delta.text) }
        }
        try console.output.write("\n")
        guard showsProgress else { return }
        let text = line.text(after: elapsed() / .seconds(1), columns: console.errors.columns, blocks: console.isUTF8)
        try? console.errors.write(text + "\n")
    }
}
