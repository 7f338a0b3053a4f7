/// `no_repeat_ngram_size`: which tokens would complete an n-gram that the text already has.
enum RepeatedNgrams {
    /// The tokens that follow each earlier occurrence of the text's last `size` - 1 tokens.
    ///
    /// Knuth, Morris and Pratt's search, because a text that repeats itself makes the simple one quadratic.
    static func completions(of text: [Int32], size: Int) -> Set<Int32> {
        guard size > 0, text.count >= size else { return [] }
        guard size > 1 else { return Set(text) }
        let tail = Array(text.suffix(size - 1))
        let borders = borders(of: tail)
        var found: Set<Int32> = []
        var matched = 0
        for place in 0..<text.count - 1 {
            while matched > 0, matched == tail.count || tail[matched] != text[place] { matched = borders[matched - 1] }
            if tail[matched] == text[place] { matched += 1 }
            if matched == tail.count { found.insert(text[place + 1]) }
        }
        return found
    }

    /// For each prefix, the length of the longest shorter prefix that it ends with.
    private static func borders(of pattern: [Int32]) -> [Int] {
        var borders = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for place in 1..<max(1, pattern.count) {
            while length > 0, pattern[length] != pattern[place] { length = borders[length - 1] }
            if pattern[length] == pattern[place] { length += 1 }
            borders[place] = length
        }
        return borders
    }
}
