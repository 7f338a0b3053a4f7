/// Collects the prompts of `dazzle generate`.
enum GenerateInput {
    /// - Parameter read: the text of a file, "-" for standard input.
    static func jobs(
        _ options: GenerateOptions, standardInputIsTerminal: Bool,
        read: (String) throws(Failure) -> String = TextFile.read
    ) throws -> [PromptJob] {
        if let input = options.input { return try jsonLines(try read(input), options) }
        if options.readsLines { return plain(lines(try read("-")), options) }
        if options.prompts.isEmpty {
            let text = standardInputIsTerminal ? "" : trimmed(try read("-"))
            guard !text.isEmpty else { throw ArgumentError.missingArgument("PROMPT") }
            return plain([text], options)
        }
        return plain(try options.prompts.map { $0 == "-" ? trimmed(try read("-")) : $0 }, options)
    }

    private static func plain(_ texts: [String], _ options: GenerateOptions) -> [PromptJob] {
        texts.enumerated().map { PromptJob(text: $1, number: $0 + 1, options: options) }
    }

    private static func jsonLines(_ text: String, _ options: GenerateOptions) throws(Failure) -> [PromptJob] {
        var jobs: [PromptJob] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { !$0.isWhitespace }) {
            jobs.append(try PromptJob(line: String(line), number: index + 1, options: options))
        }
        return jobs
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// A file ends with a newline that is no part of the prompt.
    private static func trimmed(_ text: String) -> String {
        text.last?.isNewline == true ? String(text.dropLast()) : text
    }
}
