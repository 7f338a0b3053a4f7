internal import COpenVINO

/// A failed call into OpenVINO, with OpenVINO's own words.
package struct OpenVINOError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case failed
        case cancelled
        /// The thing asked for does not exist; nothing went wrong inside OpenVINO.
        case notFound
    }

    package let code: Code
    /// What was being done, as a phrase: "compile the model for GPU".
    package let operation: String
    /// OpenVINO's message, whole: it names the source lines that its developers ask for.
    package let message: String

    package var description: String { "could not \(operation): \(summary)" }

    /// The part of the message that is written for people. OpenVINO prefixes each level of a failure with lines
    /// such as "Exception from src/…:66:"; the innermost sentence stands last.
    package var summary: String {
        let lines = message.split(whereSeparator: \.isNewline).map { $0.trimmed }
        let telling = lines.filter { !$0.isEmpty && !$0.hasPrefix("Exception from") && !$0.hasPrefix("Check '") }
        return telling.last ?? lines.last ?? "no message"
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var slice = self
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}

extension dz_status {
    /// Turns a status into a thrown error, at once, while the thread's last message is still that of this call.
    func check(_ operation: @autoclosure () -> String) throws(OpenVINOError) {
        switch self {
        case DZ_OK: return
        case DZ_CANCELLED: throw failure(.cancelled, operation())
        case DZ_NOT_FOUND: throw failure(.notFound, operation())
        default: throw failure(.failed, operation())
        }
    }

    private func failure(_ code: OpenVINOError.Code, _ operation: String) -> OpenVINOError {
        OpenVINOError(code: code, operation: operation, message: String(cString: dz_last_error()))
    }
}

/// The handle that a successful call put into `slot`; a null one would be a bug in the C layer, told as an error.
func owned(
    _ operation: @autoclosure () -> String, _ call: (inout OpaquePointer?) -> dz_status
) throws(OpenVINOError) -> OpaquePointer {
    var slot: OpaquePointer?
    try call(&slot).check(operation())
    guard let slot else { throw OpenVINOError(code: .failed, operation: operation(), message: "no handle came back") }
    return slot
}

/// The text that a successful call put into `slot`.
func text(
    _ operation: @autoclosure () -> String, _ call: (inout UnsafeMutablePointer<CChar>?) -> dz_status
) throws(OpenVINOError) -> String {
    var slot: UnsafeMutablePointer<CChar>?
    try call(&slot).check(operation())
    guard let slot else { return "" }
    defer { dz_string_free(slot) }
    return String(cString: slot)
}
