/// Lets text through up to the first stop string, and holds back what may still become one.
///
/// Of several stop strings the one that is complete first wins; of those the one that began first.
package struct StopStringFilter: Sendable {
    /// Text that may be shown.
    package struct Output: Sendable, Hashable {
        package var text: String
        /// The stop string that was found. Nothing comes after it.
        package var stop: String?
    }

    private let stops: [(text: String, bytes: [UInt8])]
    private let keepsStop: Bool
    private var held: [UInt8] = []

    package init(_ stops: [String], includeStop: Bool) {
        self.stops = stops.filter { !$0.isEmpty }.map { ($0, Array($0.utf8)) }
        keepsStop = includeStop
    }

    /// `mayStop` false lets a stop string pass, for text that comes before `minTokens`.
    package mutating func push(_ text: String, mayStop: Bool = true) -> Output {
        guard !stops.isEmpty else { return Output(text: text, stop: nil) }
        let searchedFrom = held.count
        held.append(contentsOf: text.utf8)
        if mayStop, let match = firstMatch(endingAfter: searchedFrom) {
            let end = keepsStop ? match.range.upperBound : match.range.lowerBound
            defer { held.removeAll() }
            return Output(text: String(decoding: held[..<end], as: UTF8.self), stop: match.stop)
        }
        let shown = held.count - longestPossibleBeginning()
        defer { held.removeFirst(shown) }
        return Output(text: String(decoding: held[..<shown], as: UTF8.self), stop: nil)
    }

    /// The end: no stop string can be completed any more.
    package mutating func finish() -> String {
        defer { held.removeAll() }
        return String(decoding: held, as: UTF8.self)
    }

    private func firstMatch(endingAfter searched: Int) -> (stop: String, range: Range<Int>)? {
        guard searched < held.count else { return nil }
        for end in (searched + 1)...held.count {
            let matches = stops.filter { held[..<end].ends(with: $0.bytes) }
            if let longest = matches.max(by: { $0.bytes.count < $1.bytes.count }) {
                return (longest.text, (end - longest.bytes.count)..<end)
            }
        }
        return nil
    }

    private func longestPossibleBeginning() -> Int {
        var longest = 0
        for (_, stop) in stops {
            for length in stride(from: min(stop.count - 1, held.count), to: longest, by: -1)
            where held.suffix(length).elementsEqual(stop[..<length]) {
                longest = length
                break
            }
        }
        return longest
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with other: [UInt8]) -> Bool {
        count >= other.count && suffix(other.count).elementsEqual(other)
    }
}
