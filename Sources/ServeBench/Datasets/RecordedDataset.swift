internal import Support

/// Prompts from a file.
package struct RecordedDataset: Hashable, Sendable {
    /// Of what the file holds.
    package enum Layout: Hashable, Sendable {
        /// ShareGPT's JSON: the first turn of a conversation is the prompt, the second tells how long the answer is.
        /// - Parameter outputLength: replaces that length.
        case shareGPT(outputLength: Int?)
        /// JSON lines with `prompt`. nil takes `output_tokens` from each line.
        case custom(outputLength: Int?)
    }

    package var layout: Layout
    package var shuffles = true
    /// Whether prompts are repeated when there are too few.
    package var repeats = true

    package init(_ layout: Layout) { self.layout = layout }

    /// - Parameters:
    ///   - text: the file's.
    ///   - tokenCount: how long a text is.
    package func prompts(
        _ count: Int, from text: String, using source: inout RandomSource,
        tokenCount: @escaping @Sendable (String) async throws -> Int
    ) async throws -> [BenchPrompt] {
        var entries =
            switch layout {
            case .shareGPT: try Self.conversations(text)
            case .custom(let length): try Self.lines(text, length)
            }
        if shuffles { entries.shuffle(using: &source) }
        var prompts: [BenchPrompt] = []
        // Counting may ask a server, so only what is needed is looked at.
        while prompts.count < count, !entries.isEmpty {
            let batch = Array(entries.prefix(count - prompts.count))
            entries.removeFirst(batch.count)
            prompts += try await inOrder(batch) { try await prompt($0, tokenCount) }.compactMap { $0 }
        }
        guard !prompts.isEmpty else { throw BenchError("the data set holds no prompt that can be used") }
        let found = prompts
        while repeats, prompts.count < count, let prompt = found.randomElement(using: &source) {
            prompts.append(prompt)
        }
        return prompts
    }

    private struct Entry: Sendable {
        var prompt: String
        var answer = ""
        var outputLength: Int?
    }

    private func prompt(
        _ entry: Entry, _ tokenCount: @Sendable (String) async throws -> Int
    ) async throws -> BenchPrompt? {
        let input = try await tokenCount(entry.prompt)
        guard case .shareGPT(let fixedLength) = layout else {
            return BenchPrompt(entry.prompt, inputTokens: input, outputTokens: entry.outputLength ?? 1)
        }
        let output: Int
        if let fixedLength { output = fixedLength } else { output = try await tokenCount(entry.answer) }
        guard Self.isUsable(input: input, output: output, isFixed: fixedLength != nil) else { return nil }
        return BenchPrompt(entry.prompt, inputTokens: input, outputTokens: output)
    }

    /// Neither too short to measure nor too long for common models. A length that somebody chose is never too short.
    package static func isUsable(input: Int, output: Int, isFixed: Bool) -> Bool {
        input >= 4 && (isFixed || output >= 4) && input <= 1024 && input + output <= 2048
    }

    private static func conversations(_ text: String) throws -> [Entry] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw BenchError("the data set is not valid JSON: \(error)")
        }
        guard let list = value.arrayValue else { throw BenchError("the data set is no JSON array of conversations") }
        return list.compactMap { entry in
            guard let turns = entry["conversations"], let prompt = turns[0]?["value"]?.stringValue,
                let answer = turns[1]?["value"]?.stringValue
            else { return nil }
            return Entry(prompt: prompt, answer: answer)
        }
    }

    private static func lines(_ text: String, _ outputLength: Int?) throws -> [Entry] {
        try text.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }).enumerated().compactMap { number, line in
            if line.allSatisfy(\.isWhitespace) { return nil }
            guard let value = try? JSONValue(parsing: String(line)), let prompt = value["prompt"]?.stringValue else {
                throw BenchError("line \(number + 1) of the data set is no JSON object with a text \"prompt\"")
            }
            guard let length = outputLength ?? value["output_tokens"]?.intValue, (1...Int(Int32.max)).contains(length)
            else {
                throw BenchError(
                    "line \(number + 1) of the data set has no \"output_tokens\"; give --custom-output-len")
            }
            return Entry(prompt: prompt, outputLength: length)
        }
    }
}
