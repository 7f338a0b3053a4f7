import Support
import TestSupport
import Testing

@testable import Repository

@Suite("config.json")
struct ServingConfigurationTests {
    static let both = """
        {
          "model_config_list": [
            { "config": { "name": "OpenVINO/Qwen3-8B-int4-cw-ov", "base_path": "OpenVINO\\\\Qwen3-8B-int4-cw-ov" } },
            { "config": { "name": "a", "base_path": "/models/./a/", "graph_path": "g.pbtxt", "subconfig": "s.json",
              "batch_size": "auto", "shape": { "x": "(1,2)" }, "layout": "NCHW", "nireq": 2, "precision": "FP16",
              "mean": [1, 2.5], "scale": 3, "color_format": "BGR", "target_device": "NPU",
              "plugin_config": { "CACHE_DIR": ".c", "DEVICE_PROPERTIES": { "NPU": { "A": true } } },
              "model_version_policy": { "all": {} }, "allow_cache": true, "custom_loader_options": { "l": 1 } } }
          ],
          "mediapipe_config_list": [
            { "name": "g", "base_path": "dir/", "graph_path": "graph.pbtxt", "subconfig": "subconfig.json" },
            { "name": "org/h" }
          ],
          "monitoring": { "metrics": { "enable": true, "metrics_list": ["ovms_requests_accepted"] } },
          "pipeline_config_list": []
        }
        """

    private func read(_ text: String, path: String = "/m/config.json") throws -> ServingConfiguration {
        try ServingConfiguration(reading: ServingFile(path: path, content: Array(text.utf8)))
    }

    @Test("Every key of the schema is read, and paths start from the file's folder")
    func all() throws {
        let configuration = try read(Self.both)
        #expect(configuration.warnings == [])
        #expect(configuration.models.map(\.name) == ["OpenVINO/Qwen3-8B-int4-cw-ov", "a", "g", "org/h"])
        #expect(configuration.models.map(\.list) == [.models, .models, .graphs, .graphs])
        #expect(
            configuration.models.map(\.basePath)
                == ["/m/OpenVINO/Qwen3-8B-int4-cw-ov", "/models/a", "/m/dir", "/m/org/h"])
        #expect(configuration.models.map(\.graphPath) == [nil, "/models/a/g.pbtxt", "/m/dir/graph.pbtxt", nil])
        #expect(configuration.models[0].writtenBasePath == #"OpenVINO\Qwen3-8B-int4-cw-ov"#)
        #expect(
            configuration.models[3].graphCandidates == ["/m/org/h/graph.pbtxt", "/m/org/h/1/graph.pbtxt"])
        let a = configuration.models[1]
        #expect(a.graphCandidates == ["/models/a/g.pbtxt"])
        #expect(a.subconfigPath == "/models/a/s.json")
        #expect(a.targetDevice == "NPU")
        #expect(a.pluginConfig.keys == ["CACHE_DIR", "DEVICE_PROPERTIES"])
        #expect(
            a.settings.keys == [
                "batch_size", "shape", "layout", "nireq", "precision", "mean", "scale", "color_format",
                "model_version_policy", "allow_cache", "custom_loader_options",
            ])
        #expect(configuration.monitoring.metricsEnabled == true)
        #expect(configuration.monitoring.metrics == ["ovms_requests_accepted"])
    }

    @Test("plugin_config may be a string that holds the object")
    func pluginConfigText() throws {
        let text = #"{"model_config_list":[{"config":{"name":"a","base_path":"a","plugin_config":"{\"X\":1}"}}]}"#
        #expect(try read(text, path: "config.json").models.first?.pluginConfig == JSONObject([("X", 1 as JSONValue)]))
        #expect(try read(text, path: "config.json").models.first?.basePath == "a")
    }

    @Test("A key that nobody reads is warned about")
    func warnings() throws {
        let configuration = try read(
            """
            {"model_config_list": [{"config": {"name": "a", "base_pth": 1}, "x": 2}], "modles": 3,
             "mediapipe_config_list": [{"name": "b", "target_device": "CPU"}], "monitoring": {"log": 1}}
            """)
        #expect(
            configuration.warnings == [
                "/m/config.json: 'modles' is no known key and has no effect",
                "/m/config.json: 'model_config_list[0].x' is no known key and has no effect",
                "/m/config.json: 'model_config_list[0].config.base_pth' is no known key and has no effect",
                "/m/config.json: 'mediapipe_config_list[0].target_device' is no known key and has no effect",
                "/m/config.json: 'monitoring.log' is no known key and has no effect",
            ])
        let many = (0..<100).map { "\"k\($0)\": 1" }.joined(separator: ",")
        #expect(try read("{\(many)}").warnings.last == "/m/config.json: 68 more warnings of this kind")
    }

    @Test(
        "A file that says nonsense is refused, with the place",
        arguments: [
            ("{\n  \"model_config_list\": [}", "at line 2, column 25"),
            ("[]", "expected an object in braces"),
            (#"{"model_config_list": {}}"#, "'model_config_list' must be a list in brackets, not an object"),
            (#"{"model_config_list": [1]}"#, "'model_config_list[0]' must be an object in braces"),
            (#"{"model_config_list": [{}]}"#, "'model_config_list[0]' has no 'config'"),
            (
                #"{"model_config_list": [{"config": []}]}"#,
                "'model_config_list[0].config' must be an object in braces, not a list"
            ),
            (#"{"model_config_list": [{"config": {}}]}"#, "model_config_list[0].config has no 'name'"),
            (#"{"mediapipe_config_list": [{"name": ""}]}"#, "mediapipe_config_list[0] has no 'name'"),
            (
                #"{"model_config_list": [{"config": {"name": 7}}]}"#,
                "'model_config_list[0].config.name' must be text in quotes, not 7"
            ),
            (
                #"{"model_config_list": [{"config": {"name": "a", "nireq": -1}}]}"#,
                "'model_config_list[0].config.nireq' must be a whole number from 0 on, not -1"
            ),
            (
                #"{"model_config_list": [{"config": {"name": "a", "plugin_config": 1}}]}"#,
                "'model_config_list[0].config.plugin_config' must be an object in braces"
            ),
            (
                #"{"model_config_list": [{"config": {"name": "a", "plugin_config": "{"}}]}"#,
                "'model_config_list[0].config.plugin_config' must hold a JSON object, but its text is none"
            ),
            (
                #"{"monitoring": {"metrics": {"enable": "yes"}}}"#,
                "'monitoring.metrics.enable' must be true or false, not \"yes\""
            ),
            (
                #"{"model_config_list": [{"config": {"name": "a"}}, {"config": {"name": "b"}}, {"config": {"name": "a"}}]}"#,
                "'model_config_list[2]' has the name 'a', which 'model_config_list[0]' has already"
            ),
            (
                #"{"model_config_list": [{"config": {"name": "a"}}], "mediapipe_config_list": [{"name": "a"}]}"#,
                "'mediapipe_config_list[0]' has the name 'a', which 'model_config_list[0]' has already"
            ),
        ])
    func failures(text: String, message: String) throws {
        let error = try #require(throws: DazzleError.self) { try read(text) }
        #expect(error.message.hasPrefix("/m/config.json: "))
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.message.hasSuffix("; correct the file"))
    }

    @Test("A new file holds one entry")
    func firstModel() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/config.json"
        #expect(throws: DazzleError.self) { try ServingConfiguration(contentsOf: path) }
        let empty = try ServingConfiguration(editing: path)
        let saved = try empty.save(try empty.adding(name: "N", path: "P"))
        #expect(saved.models.map(\.basePath) == ["\(folder.path)/P"])
        #expect(
            String(decoding: try #require(try ServingFile(reading: path).content), as: UTF8.self) == """
                {
                    "model_config_list": [
                        {
                            "config": {
                                "name": "N",
                                "base_path": "P"
                            }
                        }
                    ]
                }

                """)
        #expect(throws: DazzleError.self) { try empty.save("{}") }
        #expect(try ServingConfiguration(contentsOf: path).models.count == 1)
    }

    @Test("Adding keeps what is there, and its order, numbers and relative paths")
    func adding() throws {
        let before = try read(Self.both)
        let settings = JSONObject([("target_device", "GPU" as JSONValue), ("plugin_config", ["A": 1] as JSONValue)])
        let text = try before.adding(name: "new", path: "sub/new", settings: settings)
        #expect(text.hasPrefix("{\n  \"model_config_list\": [\n    {\n      \"config\""))
        let after = try read(text)
        #expect(after.models.map(\.name) == ["OpenVINO/Qwen3-8B-int4-cw-ov", "a", "new", "g", "org/h"])
        #expect(after.models.filter { $0.name != "new" } == before.models)
        #expect(after.models[2].targetDevice == "GPU")
        #expect(after.models[2].writtenBasePath == "sub/new")
        #expect(after.document.keys == before.document.keys)
        #expect(
            JSONValue.object(try read(try after.removing(name: "new")).document).written()
                == JSONValue.object(before.document).written())
    }

    @Test("A name that is taken is refused, or its entry replaced in its place")
    func occupied() throws {
        let before = try read(Self.both)
        for name in ["a", "g"] {
            let error = try #require(throws: DazzleError.self) { try before.adding(name: name, path: "p") }
            #expect(error.message.hasPrefix("Given model name is already occupied: /m/config.json lists '\(name)'; "))
            let after = try read(try before.adding(name: name, path: "p", replacing: true))
            #expect(after.models.map(\.name) == before.models.map(\.name))
            #expect(after.models.first { $0.name == name }?.basePath == "/m/p")
        }
    }

    @Test("A new entry has to be sound")
    func unsoundEntry() throws {
        let configuration = try read(Self.both)
        for (key, value) in [("nireq", "x" as JSONValue), ("color", "red")] {
            let error = try #require(throws: DazzleError.self) {
                try configuration.adding(name: "n", path: "p", settings: JSONObject([(key, value)]))
            }
            #expect(error.message.contains("the new entry.\(key)"))
        }
        #expect(throws: DazzleError.self) { try configuration.adding(name: "", path: "p") }
    }

    @Test("Removing takes one entry of either list")
    func removing() throws {
        let before = try read(Self.both)
        for name in before.models.map(\.name) {
            let after = try read(try before.removing(name: name))
            #expect(after.models == before.models.filter { $0.name != name })
        }
        let error = try #require(throws: DazzleError.self) { try before.removing(name: "nobody") }
        #expect(error.message.hasPrefix("Model with requested name is not found: /m/config.json lists no 'nobody'; "))
        #expect(error.message.contains("'org/h'"))
    }

    @Test(
        "Paths",
        arguments: [
            ("a/b", "/m", "/m/a/b"), ("./", "/m/x", "/m/x"), (".", ".", "."), ("..", "m", "m/.."),
            ("/a//b/.", "x", "/a/b"),
            (#"a\b"#, "m", "m/a/b"), ("", "m", "m"), ("./x.gguf", "/m/", "/m/x.gguf"), ("a", "/", "/a"),
        ])
    func paths(path: String, folder: String, expected: String) {
        #expect(ServingPaths.resolve(path, in: folder) == expected)
    }

    @Test(
        "Paths within a folder are written from it on",
        arguments: [
            ("/m/a/b", "/m", "a/b"), ("/m", "/m/", "."), ("/mm/a", "/m", "/mm/a"), ("m/./a", "m", "a"),
            ("/a", "/", "a"),
        ])
    func relativePaths(path: String, folder: String, expected: String) {
        #expect(ServingPaths.relative(path, to: folder) == expected)
    }
}
