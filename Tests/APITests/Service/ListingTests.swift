import API
import Dazzle
import HTTPServer
import Support
import Testing

@Suite struct ListingTests {
    @Test func modelsAreListedAsVLLMDoes() async throws {
        let json = try await ServiceHarness().get("/v1/models").json
        #expect(json["object"]?.stringValue == "list")
        #expect(json["data"]?.arrayValue?.map { $0["id"]?.stringValue } == ["tiny", "org/tiny"])
        let model = try #require(json["data"]?[0])
        let keys = [
            "id", "object", "created", "owned_by", "root", "parent", "max_model_len", "permission", "input_modalities",
            "device",
        ]
        #expect(model.objectValue?.keys == keys)
        #expect(model["object"]?.stringValue == "model")
        #expect(model["created"]?.intValue == 1_700_000_000)
        #expect(model["root"]?.stringValue == "models/qwen2")
        #expect(model["parent"]?.isNull == true)
        #expect(model["max_model_len"]?.intValue == (try await ServiceHarness.model).info.contextLength)
        #expect(model["permission"]?[0]?["allow_sampling"]?.boolValue == true)
        #expect(model["permission"]?[0]?["object"]?.stringValue == "model_permission")
    }

    @Test(arguments: ["/v3/models", "/v3/v1/models"])
    func modelsAreListedAsModelServerDoes(path: String) async throws {
        let response = try await ServiceHarness().get(path)
        #expect(
            response.text
                == #"{"data":[{"id":"tiny","object":"model","created":1700000000,"owned_by":"dazzle"},"#
                + #"{"id":"org/tiny","object":"model","created":1700000000,"owned_by":"dazzle"}],"object":"list"}"#)
    }

    @Test(arguments: ["/v1/models/", "/v3/models/", "/v3/v1/models/"], ["tiny", "org/tiny", "org%2Ftiny"])
    func oneModelIsFoundByEachName(prefix: String, name: String) async throws {
        let response = try await ServiceHarness().get(prefix + name)
        #expect(response.status == .ok)
        #expect(try response.json["id"]?.stringValue == name.split(separator: "%2F").joined(separator: "/"))
    }

    @Test func unknownModelsAreRefusedInTheDialect() async throws {
        let service = try await ServiceHarness()
        let openAI = try await service.get("/v1/models/a/b")
        #expect(openAI.status == .notFound)
        let error = try #require(try openAI.json["error"])
        #expect(error["message"]?.stringValue == "The model `a/b` does not exist. This server has `tiny`, `org/tiny`.")
        #expect(error["type"]?.stringValue == "NotFoundError")
        #expect(error["param"]?.stringValue == "model")
        #expect(error["code"]?.intValue == 404)
        let modelServer = try await service.get("/v3/models/a/b")
        #expect(modelServer.status == .notFound)
        #expect(try modelServer.json["error"]?.stringValue?.contains("`a/b`") == true)
    }

    @Test func onlyLoadedModelsAreListed() async throws {
        let service = try await ServiceHarness()
        service.catalog.add(.init(names: ["slow"], root: "slow", created: 0))
        service.catalog.add(.init(names: ["bad"], root: "bad", created: 0, state: .failed("broken")))
        #expect(try await service.get("/v1/models").json["data"]?.arrayValue?.count == 2)
        let slow = try await service.get("/v1/models/slow")
        #expect(slow.status == .serviceUnavailable)
        #expect(slow.headers["Retry-After"] == "2")
        #expect(try await service.get("/v1/models/bad").status == .serviceUnavailable)
        service.catalog.beginDrain()
        #expect(try await service.get("/v1/models/tiny").status == .ok)
    }

    @Test func configIsLaidOutAsModelServerDoes() async throws {
        let service = try await ServiceHarness(names: ["tiny"])
        let one = """
            {
            "tiny" : 
            {
             "model_version_status": [
              {
               "version": "1",
               "state": "AVAILABLE",
               "status": {
                "error_code": "OK",
                "error_message": "OK"
               }
              }
             ]
            }
            }
            """
        #expect(try await service.get("/v1/config").text == one)
        service.catalog.add(.init(names: ["a \"b\"\n"], root: "x", created: 0))
        service.catalog.add(.init(names: ["z"], root: "z", created: 0, state: .failed("broken")))
        let json = try await service.get("/v1/config").json
        #expect(json.objectValue?.keys == ["a \"b\"\n", "tiny", "z"])
        func status(_ name: String) -> [String?] {
            let status = json[name]?["model_version_status"]?[0]
            return [status?["state"]?.stringValue, status?["status"]?["error_code"]?.stringValue]
        }
        #expect(status("a \"b\"\n") == ["LOADING", "OK"])
        #expect(status("z") == ["LOADING", "FAILED_PRECONDITION"])
        service.catalog.beginDrain()
        #expect(try await service.get("/v1/config").text.contains("UNLOADING"))
    }

    @Test func aServerWithoutModelsSaysSo() async throws {
        let response = try await ServiceHarness(names: nil).get("/v1/models/tiny")
        #expect(response.text.contains("This server has none."))
    }

    @Test func configOfNothingIsAnEmptyObject() async throws {
        #expect(try await ServiceHarness(names: nil).get("/v1/config").text == "{}")
    }
}
