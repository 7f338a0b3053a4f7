import HTTPServer
import Support
import Testing

@testable import API

@Suite struct MiddlewareTests {
    // MARK: Keys

    private func keyed() async throws -> ServiceHarness {
        var options = APIOptions()
        options.apiKeys = ["sesame", "other key"]
        return try await ServiceHarness(options)
    }

    @Test(arguments: [
        "Bearer sesame", "bearer sesame", "BEARER sesame", "Bearer   sesame  ", "Bearer other key",
    ])
    func rightKeysOpen(value: String) async throws {
        let response = try await keyed().get("/v1/models", headers: ["Authorization": value])
        #expect(response.status == .ok)
    }

    @Test(arguments: [
        nil, "", "sesame", "Bearer", "Bearer ", "Bearer sesam", "Bearer sesamee", "Bearer Sesame", "Basic sesame",
        "Bearer sesame sesame", "Bearer\u{0}sesame", "Bearer sesame\u{0}",
    ])
    func wrongKeysDoNot(value: String?) async throws {
        var headers: Headers = [:]
        if let value { headers["Authorization"] = value }
        let service = try await keyed()
        let response = try await service.get("/v1/models", headers: headers)
        #expect(response.status == .unauthorized)
        #expect(response.headers["WWW-Authenticate"] == "Bearer")
        let error = try #require(try response.json["error"])
        #expect(error["type"]?.stringValue == "AuthenticationError")
        #expect(error["code"]?.intValue == 401)
        let plain = try await service.get("/v3/models", headers: headers)
        #expect(plain.status == .unauthorized)
        #expect(try plain.json["error"]?.stringValue?.contains("Bearer KEY") == true)
    }

    @Test func twoKeysAreNone() async throws {
        var headers: Headers = ["Authorization": "Bearer sesame"]
        headers.add("Authorization", "Bearer wrong")
        #expect(try await keyed().get("/v1/models", headers: headers).status == .unauthorized)
    }

    @Test(arguments: [
        "/health", "/ping", "/metrics", "/version", "/load", "/v2/health/live", "/v2/health/ready",
        "/v2/models/tiny/ready",
        "/v1/config", "/docs", "/openapi.json", "/",
    ])
    func probesNeedNoKey(path: String) async throws {
        #expect(try await keyed().get(path).status == .ok)
    }

    @Test(arguments: [
        "/v1/models", "/v3/models", "/v3/v1/models", "/v1/queue-status", "/tokenize", "/detokenize",
        "/v1/chat/completions",
        "/v3/chat/completions", "/%76%31/models", "//v1/models", "/v1", "/health/../v1/models", "/nothing",
        "/V1/models",
    ])
    func allElseDoes(path: String) async throws {
        #expect(try await keyed().get(path).status == .unauthorized)
    }

    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abd", false), ("ab", "abc", false), ("abc", "ab", false), ("", "abc", false),
        ("", "", false), ("abcabc", "abc", false),
    ])
    func comparing(given: String, key: String, isEqual: Bool) {
        #expect(APIKey.equal(Array(given.utf8), Array(key.utf8)) == isEqual)
    }

    // MARK: Errors

    struct Odd: Error {}

    @Test func handlersErrorsAreToldInTheDialect() async throws {
        let cases: [(any Error, Int, Int, String?)] = [
            (APIError(.invalidValue, "n must be at least 1", parameter: "n"), 400, 400, nil),
            (APIError(.malformedBody, "n must be an integer", parameter: "n"), 400, 400, nil),
            (APIError(.malformedBody, "the body must be an object"), 400, 412, nil),
            (DazzleError(.overloaded, "the queue is full"), 429, 429, "1"),
            (DazzleError(.shutDown, "over"), 503, 503, "5"), (Odd(), 500, 500, nil),
        ]
        for (error, openAIStatus, modelServerStatus, retryAfter) in cases {
            let service = try await ServiceHarness { _ in throw error }
            let openAI = try await service.post("/v1/chat/completions", "{}")
            #expect(openAI.status.rawValue == openAIStatus)
            #expect(try openAI.json["error"]?["code"]?.intValue == openAIStatus)
            #expect(openAI.headers["Retry-After"] == retryAfter)
            #expect(openAI.headers["X-Request-Id"] == "id-1")
            let modelServer = try await service.post("/v3/chat/completions", "{}")
            #expect(modelServer.status.rawValue == modelServerStatus)
            #expect(try modelServer.json["error"]?.stringValue != nil)
            #expect(!openAI.text.contains("Odd"))
        }
    }

    @Test func aClientThatLeftGetsNoAnswer() async throws {
        let service = try await ServiceHarness { _ in throw CancellationError() }
        await #expect(throws: CancellationError.self) { try await service.post("/v1/chat/completions", "{}") }
    }

    @Test(arguments: [
        ("/v1/chat/completion", "`/v1/chat/completions`"), ("/v1/model", "`/v1/models`"),
        ("/chat/completions", "`/v1/chat/completions`"), ("/openai/v1/completions", "`/v1/completions`"),
        ("/helth", "`/health`"), ("/v1/chat/completions/", "`/v1/chat/completions`"),
    ])
    func unknownPathsNameWhatIsNear(path: String, near: String) async throws {
        let response = try await ServiceHarness().get(path)
        #expect(response.status == .notFound)
        let message = try #require(try response.json["error"]?["message"]?.stringValue)
        #expect(message.contains("nothing at `\(path)`"))
        #expect(message.contains(near), "\(message)")
    }

    @Test func unknownPathsMayBeLong() async throws {
        let response = try await ServiceHarness().get("/" + String(repeating: "zebra/", count: 10_000))
        #expect(response.status == .notFound)
        #expect(response.bytes.count < 500)
        #expect(!response.text.contains("did you mean"))
    }

    @Test func wrongMethodsTellTheRightOnes() async throws {
        let service = try await ServiceHarness()
        let openAI = try await service.get("/v1/chat/completions")
        #expect(openAI.status == .methodNotAllowed)
        #expect(openAI.headers["Allow"] == "POST")
        #expect(try openAI.json["error"]?["message"]?.stringValue?.contains("takes POST, not GET") == true)
        let modelServer = try await service.send(.post, "/v3/models")
        #expect(modelServer.status == .notAcceptable)
        #expect(modelServer.headers["Allow"] == "GET")
        #expect(try await service.send(HTTPServer.Method(rawValue: "PUT"), "/ping").headers["Allow"] == "GET, POST")
    }

    // MARK: CORS

    @Test func byDefaultAllPagesMayAsk() async throws {
        let response = try await ServiceHarness().get("/v1/models", headers: ["Origin": "https://a.example"])
        #expect(response.headers["Access-Control-Allow-Origin"] == "*")
        #expect(response.headers["Access-Control-Expose-Headers"] == "X-Request-Id, X-Queue-Position, Retry-After")
        #expect(response.headers["Vary"] == nil)
        #expect(response.headers["Access-Control-Allow-Credentials"] == nil)
    }

    @Test func preflightsAreAnsweredOnAnyPath() async throws {
        for path in ["/v1/chat/completions", "/nothing", "/"] {
            let response = try await keyed().send(
                .options, path,
                headers: [
                    "Origin": "https://a.example", "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os",
                ])
            #expect(response.status == .ok)
            #expect(response.bytes.isEmpty)
            #expect(response.headers["Access-Control-Allow-Origin"] == "*")
            #expect(response.headers["Access-Control-Allow-Methods"] == "GET, POST, HEAD, OPTIONS")
            #expect(response.headers["Access-Control-Allow-Headers"] == "authorization,content-type,x-stainless-os")
            #expect(response.headers["Access-Control-Max-Age"] == "600")
        }
    }

    @Test(arguments: ["a\r\nSet-Cookie: x", "ä", String(repeating: "a", count: 2000), "a;b", ""])
    func oddHeaderListsAreNotEchoed(list: String) async throws {
        let response = try await ServiceHarness().send(
            .options, "/", headers: ["Origin": "https://a.example", "Access-Control-Request-Headers": list])
        #expect(response.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type, X-Request-Id")
    }

    @Test(
        arguments: [
            ("https://a.example", "https://a.example"), ("https://b.example", nil), ("https://a.example.evil", nil),
            ("null", nil), (nil, nil),
        ] as [(String?, String?)])
    func chosenOriginsAreEchoed(origin: String?, allowed: String?) async throws {
        var options = APIOptions()
        options.allowedOrigins = ["https://a.example", "https://c.example"]
        options.allowsCredentials = true
        var headers: Headers = [:]
        if let origin { headers["Origin"] = origin }
        let response = try await ServiceHarness(options).get("/v1/models", headers: headers)
        #expect(response.headers["Access-Control-Allow-Origin"] == allowed)
        #expect(response.headers["Vary"] == "Origin")
        #expect(response.headers["Access-Control-Allow-Credentials"] == (allowed == nil ? nil : "true"))
    }

    @Test func credentialsExcludeTheStar() async throws {
        var options = APIOptions()
        options.allowsCredentials = true
        let response = try await ServiceHarness(options).get("/", headers: ["Origin": "https://a.example"])
        #expect(response.headers["Access-Control-Allow-Origin"] == "https://a.example")
        #expect(response.headers["Vary"] == "Origin")
        let odd = try await ServiceHarness(options).get("/", headers: ["Origin": "a\r\nb"])
        #expect(odd.headers["Access-Control-Allow-Origin"] == nil)
    }

    @Test func withoutOriginsThereAreNoHeaders() async throws {
        var options = APIOptions()
        options.allowedOrigins = []
        for response in [
            try await ServiceHarness(options).get("/", headers: ["Origin": "https://a.example"]),
            try await ServiceHarness(options).send(.options, "/", headers: ["Origin": "https://a.example"]),
        ] {
            #expect(!response.headers.fields.contains { $0.name.hasPrefix("Access-Control") || $0.name == "Vary" })
        }
    }
}
