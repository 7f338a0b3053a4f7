/// A GGUF file that is one of several: NAME-00001-of-00003.gguf.
package enum SplitGGUF {
    private static let partLimit = 4096

    /// The paths of all parts, in order; the path alone if it is no part of several.
    package static func parts(of path: String) -> [String] {
        let stem = path.hasSuffix(".gguf") ? path.dropLast(5) : ""
        // "-00001-of-00003"
        guard stem.utf8.count > 15 else { return [path] }
        let tail = stem.suffix(15)
        let words = tail.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count == 4, words[0].isEmpty, words[2] == "of", let own = number(words[1]),
            let count = number(words[3]), (1...partLimit).contains(count), (1...count).contains(own)
        else { return [path] }
        return (1...count).map { "\(stem.dropLast(15))-\(padded($0))-of-\(words[3]).gguf" }
    }

    private static func number(_ word: Substring) -> Int? {
        word.utf8.count == 5 && word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil
    }

    private static func padded(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
    }
}
