/// When to try again. Waits grow with every failure in a row; a server that says when, decides.
package struct RetrySchedule: Sendable, Hashable {
    /// How many failures in a row are too many.
    package var limit: Int
    package var first: Duration = .milliseconds(500)
    package var longest: Duration = .seconds(30)
    /// A server that wants to be left alone for longer is not waited for.
    package var patience: Duration = .seconds(600)
    package private(set) var failures = 0

    /// Outlasts a broken line for about a minute.
    package static let file = RetrySchedule(limit: 8)
    /// Who starts without a network wants to know soon.
    package static let listing = RetrySchedule(limit: 4)

    package init(limit: Int) { self.limit = limit }

    /// How long to wait now that it has failed; nil to give up.
    /// - Parameters:
    ///   - madeProgress: whether something came since the last failure.
    ///   - after: what the server asked for.
    ///   - chance: 0 to 1, spreads those who failed together.
    package mutating func wait(madeProgress: Bool, after: Duration?, chance: Double) -> Duration? {
        failures = madeProgress ? 1 : failures + 1
        guard failures < limit else { return nil }
        if let after { return after <= patience ? after + first * chance : nil }
        let doublings = min(failures - 1, 16)
        return min(first * (1 << doublings), longest) * (0.75 + chance / 2)
    }
}
