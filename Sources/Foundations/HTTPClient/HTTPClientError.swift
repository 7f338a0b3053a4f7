/// Why there is no answer, or only a part of one: a sentence, and a code for programs.
package struct HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case invalidRequest, cannotResolve, cannotConnect, tls, timedOut, brokenOff, tooLarge, other
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
