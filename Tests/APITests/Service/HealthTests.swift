import API
import HTTPServer
import Support
import Testing

@Suite struct HealthTests {
    @Test(arguments: [
        ("/health", #"{"status":"healthy"}"#), ("/ping", #"{"status":"healthy"}"#), ("/v2/health/live", ""),
        ("/v2/health/ready", ""), ("/version", #"{"version":"1.2.3"}"#),
        ("/v2", #"{"name":"Dazzle","version":"1.2.3","extensions":[]}"#), ("/v2/models/tiny/ready", ""),
        ("/v2/models/org%2Ftiny/ready", ""), ("/v2/models/tiny/versions/1/ready", ""),
        (
            "/v2/models/org%2Ftiny",
            #"{"name":"org/tiny","versions":["1"],"platform":"OpenVINO","inputs":[],"outputs":[]}"#
        ),
    ])
    func aServerThatIsReadySaysSo(path: String, body: String) async throws {
        let response = try await ServiceHarness().get(path)
        #expect(response.status == .ok)
        #expect(response.text == body)
    }

    @Test func pingTakesPostsToo() async throws {
        #expect(try await ServiceHarness().send(.post, "/ping").status == .ok)
    }

    static let refusals = [
        ("/health", #"{"status":"model not ready"}"#), ("/ping", #"{"status":"model not ready"}"#),
        ("/v2/health/ready", #"{"error":"Server is not ready"}"#),
    ]

    @Test(arguments: refusals)
    func whileLoadingItIsNotReady(path: String, body: String) async throws {
        let service = try await ServiceHarness()
        service.catalog.add(.init(names: ["slow"], root: "slow", created: 0))
        let response = try await service.get(path)
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == body)
        #expect(try await service.get("/v2/health/live").status == .ok)
        #expect(try await service.get("/v2/models/slow/ready").status == .serviceUnavailable)
        #expect(try await service.get("/v2/models/tiny/ready").status == .ok)
    }

    @Test(arguments: refusals)
    func whileDrainingItIsNotReady(path: String, body: String) async throws {
        let service = try await ServiceHarness()
        service.catalog.beginDrain()
        let response = try await service.get(path)
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == body)
    }

    @Test func withoutAnyModelItIsNotHealthy() async throws {
        let service = try await ServiceHarness(names: nil)
        service.catalog.add(.init(names: ["bad"], root: "bad", created: 0, state: .failed("broken")))
        #expect(try await service.get("/health").status == .serviceUnavailable)
        // As OpenVINO Model Server means it: every model has been tried.
        #expect(try await service.get("/v2/health/ready").status == .ok)
    }

    @Test(arguments: [
        ("/v2/models/none/ready", "none"), ("/v2/models/none", "none"), ("/v2/models/tiny/versions/2", "version `2`"),
    ])
    func unknownModelsAreNamed(path: String, name: String) async throws {
        let response = try await ServiceHarness().get(path)
        #expect(response.status == .notFound)
        #expect(try #require(try response.json["error"]?.stringValue).contains(name))
    }
}
