/// The candidate that `word` is most likely a slip of the finger for, if any is near.
func nearest(to word: String, in candidates: [String]) -> String? {
    let limit = max(1, word.count / 3)
    // The line may be hostile; no name is so long.
    guard word.count <= 64 else { return nil }
    let scored = candidates.map { (name: $0, distance: editDistance(word, $0)) }
    guard let best = scored.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
    return best.distance <= limit ? best.name : nil
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for row in 0..<first.count {
        var current = [row + 1]
        for column in 0..<second.count {
            let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
            var best = min(replaced, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                best = min(best, beforeLast[column - 1] + 1)
            }
            current.append(best)
        }
        (beforeLast, last) = (last, current)
    }
    return last[second.count]
}
