internal import ServeBench

/// Gets the prompts that the options describe.
struct BenchPrompts {
    let options: BenchDatasetOptions
    let console: Console

    func load(
        _ count: Int, from server: BenchServer, model: String, using source: inout RandomSource
    ) async throws -> [BenchPrompt] {
        let tokenizer = try await tokenizer(of: server, model)
        if options.name == .imageFolder { return try await pictures(count, tokenizer, using: &source) }
        guard !options.name.isDrawn else {
            if tokenizer == nil {
                try console.output.write(
                    "WARNING: nobody counts tokens; prompts are words, about a token each. --tokenizer changes that.\n")
            }
            var prompts = try await random.prompts(count, tokenizer, using: &source)
            if options.name == .randomMedia {
                for index in prompts.indices { prompts[index].media = try options.media.draw(using: &source) }
            }
            return prompts
        }
        guard let path = options.path else { throw ArgumentError.missingArgument("--dataset-path") }
        var dataset = RecordedDataset(layout)
        dataset.shuffles = !options.keepsOrder
        dataset.repeats = !options.skipsRepeats
        return try await dataset.prompts(count, from: TextFile.read(path), using: &source) { text in
            guard let tokenizer else { return Self.estimate(text) }
            return try await tokenizer.encode(text).count + tokenizer.addedTokens
        }
    }

    private func pictures(
        _ count: Int, _ tokenizer: BenchTokenizer?, using source: inout RandomSource
    ) async throws -> [BenchPrompt] {
        var folder = ImageFolder(options.path ?? ".")
        folder.question = options.imageQuestion
        folder.outputLength = options.outputLength ?? 128
        folder.shuffles = !options.keepsOrder
        let tokens = try await tokenizer?.encode(folder.question).count ?? Self.estimate(folder.question)
        return try folder.prompts(count, inputTokens: tokens, using: &source)
    }

    private func tokenizer(of server: BenchServer, _ model: String) async throws -> BenchTokenizer? {
        if options.skipsTokenizer { return nil }
        if let folder = options.tokenizer { return try await FolderTokenizer.load(folder) }
        return try await server.tokenizer(model: model)
    }

    /// Roughly, where nobody counts: a token is about four bytes of English.
    private static func estimate(_ text: String) -> Int { (text.utf8.count + 3) / 4 }

    private var random: RandomDataset {
        var dataset = RandomDataset()
        dataset.inputLength = options.inputLength ?? options.randomInputLength
        dataset.outputLength = options.outputLength ?? options.randomOutputLength
        dataset.prefixLength = options.randomPrefixLength
        dataset.spread = options.randomRangeRatio.spread
        return dataset
    }

    private var layout: RecordedDataset.Layout {
        if options.name == .sharegpt {
            return .shareGPT(outputLength: options.outputLength ?? options.shareGPTOutputLength)
        }
        let length = options.outputLength ?? options.customOutputLength
        return .custom(outputLength: length > 0 ? length : nil)
    }
}
