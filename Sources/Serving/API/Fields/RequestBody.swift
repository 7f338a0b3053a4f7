internal import HTTPServer
internal import Support

/// A request's body as fields.
enum RequestBody {
    private static let depth = 100
    private static let mediaType = "application/json"
    /// A short value takes far more memory than bytes of the body. Enough for eight prompts of a quarter million tokens.
    private static let valueLimit = 2 << 20

    /// Only this type is taken: a browser asks before it sends such a body to a foreign server.
    static func checkType(of request: Request) throws(APIError) {
        let type = request.headers["Content-Type"] ?? ""
        let essence = type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        guard essence != mediaType else { return }
        throw APIError(
            .wrongContentType,
            "Unsupported Media Type: Only 'application/json' is allowed, got '\(type.prefix(100))'. "
                + "Send the header Content-Type: application/json.")
    }

    static func fields(of request: Request) throws(APIError) -> Fields {
        let dialect = Dialect(path: request.path)
        guard hasFewValues(request.body) else {
            throw APIError(
                .bodyTooLarge, "The body holds more than \(valueLimit) JSON values; send several smaller requests.")
        }
        let body: JSONValue
        do {
            body = try JSONValue(parsing: request.body, limits: JSONLimits(depth: depth))
        } catch {
            let isTooDeep = error.message.contains("nested levels")
            throw APIError(
                .malformedJSON,
                dialect.notJSON(isTooDeep ? "JSON body exceeds maximum nesting depth" : "Cannot parse JSON body")
                    + "\(error)")
        }
        guard let object = body.objectValue else {
            throw APIError(
                .malformedBody, dialect.notJSON("JSON body must be an object") + "got \(body.kindName)")
        }
        return Fields(object, lax: true)
    }

    /// Each value but the first follows a comma or a bracket that stands in no string.
    private static func hasFewValues(_ body: [UInt8]) -> Bool {
        guard body.count > valueLimit else { return true }
        var count = 1
        var isInString = false
        var isEscaped = false
        for byte in body {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = isInString
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if !isInString {
                if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { count += 1 }
            }
        }
        return count <= valueLimit
    }
}

extension Dialect {
    /// What its clients look for in a message, before our own words.
    fileprivate func notJSON(_ words: String) -> String {
        switch self {
        case .openAI: "\(words): "
        case .modelServer: "The file is not valid json - \(words): "
        }
    }
}
