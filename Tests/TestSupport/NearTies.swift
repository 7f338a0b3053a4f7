/// Compares greedy answers where the maths are not exact: noise may decide between two tokens that are equally likely, and what
/// follows then is another answer.
package enum NearTies {
    /// A chosen token's log-probability, and those of the likeliest tokens.
    package struct Position {
        package var chosen: Float
        package var top: [Int32: Float]

        package init(chosen: Float, top: [Int32: Float]) {
            self.chosen = chosen
            self.top = top
        }
    }

    /// What 16-bit keys and values of the tiny models change about a log-probability.
    package static let noise: Float = 0.02

    /// The first place where the tokens differ and the expected one is not as likely as the chosen one; nil if there is none.
    package static func realDifference(
        _ tokens: [Int32], from expected: some Collection<Int32>, _ positions: [Position]
    ) -> Int? {
        let expected = Array(expected)
        guard let place = zip(tokens, expected).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            return tokens.count == expected.count ? nil : min(tokens.count, expected.count)
        }
        guard positions.indices.contains(place), let other = positions[place].top[expected[place]] else { return place }
        return positions[place].chosen - other < noise ? nil : place
    }
}
