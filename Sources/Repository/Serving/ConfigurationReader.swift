internal import Support

/// What a key of a configuration file may hold.
enum ConfigurationValue {
    case text, flag, count, object, list, texts, textOrInteger, textOrObject, textOrNumbers, pluginConfig

    func accepts(_ value: JSONValue) -> Bool {
        switch self {
        case .text: value.stringValue != nil
        case .flag: value.boolValue != nil
        case .count: value.intValue.map { $0 >= 0 } ?? false
        case .object: value.objectValue != nil
        case .list: value.arrayValue != nil
        case .texts: value.arrayValue?.allSatisfy { $0.stringValue != nil } ?? false
        case .textOrInteger: value.stringValue != nil || value.intValue != nil
        case .textOrObject, .pluginConfig: value.stringValue != nil || value.objectValue != nil
        case .textOrNumbers:
            value.stringValue != nil || value.doubleValue != nil
                || value.arrayValue?.allSatisfy { $0.doubleValue != nil } ?? false
        }
    }

    var expectation: String {
        switch self {
        case .text: "text in quotes"
        case .flag: "true or false"
        case .count: "a whole number from 0 on"
        case .object: "an object in braces"
        case .list: "a list in brackets"
        case .texts: "a list of texts"
        case .textOrInteger: "text or a whole number"
        case .textOrObject: "text or an object"
        case .textOrNumbers: "text or numbers"
        case .pluginConfig: "an object in braces"
        }
    }
}

/// Checks a configuration file's values, and notes what nobody reads.
struct ConfigurationReader {
    let path: String
    private(set) var warnings: [String] = []
    private var unreported = 0

    private static let maximumWarnings = 32

    init(path: String) { self.path = path }

    func failure(_ message: String) -> DazzleError {
        DazzleError(.invalidOption, "\(path): \(message); correct the file")
    }

    mutating func warn(_ message: String) {
        if warnings.count < Self.maximumWarnings {
            warnings.append("\(path): \(message)")
        } else {
            unreported += 1
        }
    }

    /// The warnings, and how many more there would have been.
    var summary: [String] {
        unreported == 0 ? warnings : warnings + ["\(path): \(unreported) more warnings of this kind"]
    }

    /// Refuses values of the wrong type; `place` is where the object stands, empty for the whole file.
    mutating func check(
        _ object: JSONObject, _ keys: [String: ConfigurationValue], at place: String
    ) throws(DazzleError) {
        for (key, value) in object {
            let here = place.isEmpty ? key : "\(place).\(key)"
            guard let expected = keys[key] else {
                warn("'\(here)' is no known key and has no effect")
                continue
            }
            guard expected.accepts(value) else {
                throw failure("'\(here)' must be \(expected.expectation), not \(summary(of: value))")
            }
        }
    }

    /// An object, also where it is written as a string.
    func pluginConfig(_ value: JSONValue, at place: String) throws(DazzleError) -> JSONObject {
        guard let text = value.stringValue else { return value.objectValue ?? JSONObject() }
        if text.allSatisfy(\.isWhitespace) { return JSONObject() }
        do {
            guard let object = try JSONValue(parsing: text, limits: JSONLimits(depth: 64)).objectValue else {
                throw failure("'\(place)' must hold a JSON object")
            }
            return object
        } catch let error as DazzleError {
            throw error
        } catch {
            throw failure("'\(place)' must hold a JSON object, but its text is none: \(error)")
        }
    }

    private func summary(of value: JSONValue) -> String {
        switch value {
        case .array: "a list"
        case .object: "an object"
        default: String(value.written().prefix(40))
        }
    }
}
