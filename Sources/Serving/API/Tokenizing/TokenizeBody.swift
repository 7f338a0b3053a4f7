internal import HTTPServer
internal import Support

/// Reads what is to be tokenized.
enum TokenizeBody {
    /// Room for the longest text, though some of it be escaped. As values, a body takes many times its length.
    static let byteLimit = 2 * TokenizingRoutes.byteLimit

    static func fields(of request: Request) throws(APIError) -> Fields {
        try RequestBody.checkType(of: request)
        guard request.body.count <= byteLimit else {
            throw APIError(
                .bodyTooLarge, "the body has \(request.body.count) bytes; at most \(byteLimit) are taken here")
        }
        return try RequestBody.fields(of: request)
    }

    /// A text or several, and whether they came as a list.
    static func texts(_ fields: Fields) throws(APIError) -> (texts: [String], isList: Bool) {
        switch fields["text"] {
        case .string(let text): return ([text], false)
        case .array(let values):
            var texts: [String] = []
            var bytes = 0
            for value in values {
                guard let text = value.stringValue else {
                    throw fields.wrongType("text", "a string or a list of strings", value)
                }
                bytes += text.utf8.count
                texts.append(text)
            }
            guard bytes <= TokenizingRoutes.byteLimit else {
                throw APIError(
                    .invalidValue,
                    "text has \(bytes) bytes; at most \(TokenizingRoutes.byteLimit) are tokenized in one request",
                    parameter: "text")
            }
            return (texts, true)
        default: throw fields.wrongType("text", "a string or a list of strings", fields["text"] ?? .null)
        }
    }
}
