#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Support

/// Files and standard input as text.
enum TextFile {
    /// - Parameter path: "-" is standard input.
    static func read(_ path: String) throws(Failure) -> String {
        if path == "-" { return readStandardInput() }
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure("there is no file '\(path)'; check the path")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("'\(path)' cannot be read; check that it is a file and its permissions")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure("'\(path)' is not UTF-8 text; convert it first")
        }
        return text
    }

    static func readJSON(_ path: String) throws(Failure) -> JSONValue {
        try parseJSON(read(path), named: path == "-" ? "standard input" : "'\(path)'")
    }

    static func parseJSON(_ text: String, named name: String) throws(Failure) -> JSONValue {
        do {
            return try JSONValue(parsing: text.utf8)
        } catch {
            throw Failure("\(name) is not valid JSON: \(error)")
        }
    }

    private static func readStandardInput() -> String {
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return text
    }
}
