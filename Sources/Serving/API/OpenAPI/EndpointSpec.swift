internal import HTTPServer
internal import Support

/// Something to ask of the server, as the reference tells it. The routes themselves are made elsewhere; a test holds the
/// two together.
struct EndpointSpec: Sendable {
    enum Topic: String, Sendable, CaseIterable {
        case generation = "Generation"
        case models = "Models"
        case devices = "Devices"
        case tokens = "Tokens"
        case health = "Health"
        case figures = "Figures"
        case reference = "Reference"
    }

    struct Answer: Sendable {
        let status: Int
        let text: String
        let type: String?
        /// JSON where the type is JSON.
        let example: String?

        init(_ status: Int, _ text: String, type: String? = "application/json", _ example: String? = nil) {
            self.status = status
            self.text = text
            self.type = type
            self.example = example
        }
    }

    let topic: Topic
    let method: Method
    /// All paths that answer alike, the usual one first.
    let patterns: [String]
    let summary: String
    var discussion: [String] = []
    var body: BodySpec?
    /// A body to try it with.
    var example: String?
    let answers: [Answer]

    static let all = generation + models + [reload] + devices + tokens + health + figures + reference

    /// A line for a shell. `$URL` stands for the server.
    var curl: String {
        let path = patterns[0].replacingPlaceholders
        guard let example else { return "curl \(method == .post ? "-X POST " : "")http://127.0.0.1:8000\(path)" }
        let quoted = example.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        return """
            curl http://127.0.0.1:8000\(path) -H 'Content-Type: application/json' -d '\(quoted)'
            """
    }
}

extension String {
    /// OpenAPI has no placeholder for the rest of a path.
    var asOpenAPIPath: String { split(separator: "...").joined() }

    fileprivate var replacingPlaceholders: String {
        split(separator: "/", omittingEmptySubsequences: false).map { segment in
            switch segment {
            case "{id...}", "{name}": "MODEL"
            case "{version}": "1"
            default: String(segment)
            }
        }.joined(separator: "/")
    }
}
