internal import HTTPServer
internal import Support

/// A request's body as fields.
enum RequestBody {
    private static let depth = 100
    private static let mediaType = "application/json"

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
