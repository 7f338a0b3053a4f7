internal import Dazzle

/// Prints answers in the order of their prompts, whatever the order in which they are ready.
struct AnswerWriter {
    private let format: GenerateOptions.OutputFormat
    private let echo: Bool
    private let total: Int
    private let json: AnswerJSON
    private let console: Console
    private var waiting: [Int: Answer] = [:]
    private var next = 0

    init(_ options: GenerateOptions, total: Int, console: Console, decode: @escaping (Int32) -> String) {
        format = options.outputFormat
        echo = options.echo
        self.total = total
        self.console = console
        json = AnswerJSON(decode: decode)
    }

    mutating func add(_ answer: Answer) throws(OutputClosed) {
        waiting[answer.index] = answer
        while let ready = waiting.removeValue(forKey: next) {
            try console.output.write(text(of: ready))
            next += 1
        }
    }

    /// Prints what stands after the last answer.
    func finish() throws(OutputClosed) {
        guard format == .json else { return }
        try console.output.write(total == 0 ? "[]\n" : "\n]\n")
    }

    private func text(of answer: Answer) -> String {
        switch format {
        case .json: (answer.index == 0 ? "[\n" : ",\n") + json.object(answer).written(as: .python)
        case .jsonl: json.object(answer).written(as: .python) + "\n"
        case .text: plain(answer)
        }
    }

    /// A single answer stands alone; among several each has a heading.
    private func plain(_ answer: Answer) -> String {
        let choices = answer.completion.choices
        let prefix = echo ? answer.promptText ?? "" : ""
        guard total > 1 || choices.count > 1 else { return prefix + (choices.first?.text ?? "") + "\n" }
        return choices.map { choice in
            var number = "\(answer.index + 1)"
            if choices.count > 1 { number += ".\(choice.index + 1)" }
            let heading = console.outputStyle.bold("--- \(number)\(title(answer))")
            return "\(heading)\n\(prefix)\(choice.text)\n\n"
        }.joined()
    }

    /// The beginning of the prompt, on one line.
    private func title(_ answer: Answer) -> String {
        guard let text = answer.promptText else { return "" }
        let words = text.prefix(200).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ": " + (words.count > 60 ? words.prefix(59) + "…" : words[...])
    }
}
