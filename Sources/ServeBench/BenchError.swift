/// Why a measurement cannot be made: one sentence with the remedy.
package struct BenchError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
