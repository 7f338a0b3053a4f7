/// Breaks one line into shorter ones the way Python's `textwrap.wrap` does.
struct WordWrapper {
    let width: Int
    let breaksLongWords: Bool
    let breaksOnHyphens: Bool

    private typealias Scalars = [Unicode.Scalar]

    func wrap(_ line: String, _ renderer: Renderer) throws(JinjaError) -> [String] {
        guard width > 0 else { throw .runtime("invalid width \(width) (must be > 0)") }
        try renderer.charge(items: line.utf8.count)
        var chunks = Array(self.chunks(Array(line.unicodeScalars)).reversed())
        var lines: [String] = []
        while !chunks.isEmpty {
            try renderer.charge(steps: 1)
            if !lines.isEmpty, let first = chunks.last, isBlank(first) { chunks.removeLast() }
            var current: [Scalars] = []
            var length = 0
            while let chunk = chunks.last, length + chunk.count <= width {
                current.append(chunk)
                length += chunk.count
                chunks.removeLast()
            }
            if let chunk = chunks.last, chunk.count > width {
                breakLongWord(&chunks, into: &current, room: width - length)
                length = current.reduce(0) { $0 + $1.count }
            }
            if let last = current.last, isBlank(last) { current.removeLast() }
            if !current.isEmpty { lines.append(String(String.UnicodeScalarView(current.joined()))) }
        }
        return lines
    }

    private func breakLongWord(_ chunks: inout [Scalars], into current: inout [Scalars], room: Int) {
        guard let chunk = chunks.last else { return }
        let space = width < 1 ? 1 : room
        if breaksLongWords {
            var end = space
            if breaksOnHyphens, chunk.count > space, let hyphen = chunk.prefix(space).lastIndex(of: "-"), hyphen > 0,
                chunk[..<hyphen].contains(where: { $0 != "-" })
            {
                end = hyphen + 1
            }
            current.append(Array(chunk.prefix(end)))
            chunks[chunks.count - 1] = Array(chunk.dropFirst(end))
            if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
        } else if current.isEmpty {
            current.append(chunk)
            chunks.removeLast()
        }
    }

    /// `textwrap` knows only ASCII white space.
    private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        (0x09...0x0D).contains(scalar.value) || scalar == " "
    }

    private func isBlank(_ chunk: Scalars) -> Bool { chunk.allSatisfy(\.isPythonSpace) }

    /// Words, runs of space, and the parts that hyphens make.
    private func chunks(_ line: Scalars) -> [Scalars] {
        var chunks: [Scalars] = []
        var start = 0
        while start < line.count {
            var end = start
            let space = isSpace(line[start])
            while end < line.count, isSpace(line[end]) == space { end += 1 }
            let run = Array(line[start..<end])
            chunks.append(contentsOf: space || !breaksOnHyphens ? [run] : hyphenated(run))
            start = end
        }
        return chunks
    }

    /// Cuts a word after hyphens between letters, and around dashes between words.
    private func hyphenated(_ word: Scalars) -> [Scalars] {
        var parts: [Scalars] = []
        var start = 0
        var index = 0
        while index < word.count {
            guard word[index] == "-" else {
                index += 1
                continue
            }
            var end = index
            while end < word.count, word[end] == "-" { end += 1 }
            let isDash = end - index >= 2
            if isDash, index > 0, endsWord(word[index - 1]), end < word.count, word[end].isWord {
                if start < index { parts.append(Array(word[start..<index])) }
                parts.append(Array(word[index..<end]))
                start = end
            } else if !isDash, index - start >= 2 || hasLettersBefore(word, index), hasLettersBefore(word, index),
                hasLettersAfter(word, end)
            {
                parts.append(Array(word[start..<end]))
                start = end
            }
            index = end
        }
        if start < word.count { parts.append(Array(word[start...])) }
        return parts
    }

    private func endsWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isWord || ["!", "\"", "'", "&", ".", ",", "?"].contains(scalar)
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.isWord && !scalar.isPythonDecimal }

    private func hasLettersBefore(_ word: Scalars, _ index: Int) -> Bool {
        guard index >= 2, isLetter(word[index - 1]) else { return false }
        return isLetter(word[index - 2]) || (index >= 3 && word[index - 2] == "-" && isLetter(word[index - 3]))
    }

    private func hasLettersAfter(_ word: Scalars, _ index: Int) -> Bool {
        guard index + 1 < word.count, isLetter(word[index]) else { return false }
        return isLetter(word[index + 1])
            || (index + 2 < word.count && word[index + 1] == "-" && isLetter(word[index + 2]))
    }
}
