/// Why a template could not be compiled or rendered, and where in its source.
package struct JinjaError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The source is not a template.
        case syntax
        /// Evaluating it failed, where Python would raise an exception of its own or of Jinja's.
        case runtime
        /// The template itself called `raise_exception`; the message is the template's.
        case raised
        /// A bound of `RenderLimits` was reached.
        case limit
    }

    package let kind: Kind
    package let message: String
    /// Line and column count from 1; both are 0 while the place is unknown.
    package internal(set) var line = 0
    package internal(set) var column = 0

    package var description: String { line == 0 ? message : "\(message) (line \(line), column \(column))" }

    static func runtime(_ message: String) -> JinjaError { JinjaError(kind: .runtime, message: message) }
    static func limit(_ message: String) -> JinjaError { JinjaError(kind: .limit, message: message) }
}
