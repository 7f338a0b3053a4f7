import Support
import Testing

@testable import Dazzle

struct PluginConfigurationTests {
    @Test func ownPropertiesOfADeviceComeFirst() throws {
        let text = """
            {"MAX_PROMPT_LEN": 4000, "CACHE_DIR": ".ov_cache", "PERF_COUNT": false, "NUM_STREAMS": "2",
             "DEVICE_PROPERTIES": {"NPU": {"NPUW_LLM_ENABLE_PREFIX_CACHING": true, "MAX_PROMPT_LEN": 2000}, "CPU": {"X": 1.5}}}
            """
        let configuration = try PluginConfiguration(try #require(try JSONValue(parsing: text).objectValue))
        let common = ["CACHE_DIR": ".ov_cache", "PERF_COUNT": "NO", "NUM_STREAMS": "2"]
        #expect(
            configuration.properties(for: "NPU")
                == common.merging(["MAX_PROMPT_LEN": "2000", "NPUW_LLM_ENABLE_PREFIX_CACHING": "YES"]) { $1 })
        #expect(configuration.properties(for: "GPU") == common.merging(["MAX_PROMPT_LEN": "4000"]) { $1 })
        #expect(configuration.ownProperties(of: "CPU") == ["X": "1.5"])
    }

    @Test(arguments: [
        #"{"A": {"B": 1}}"#, #"{"A": [1]}"#, #"{"DEVICE_PROPERTIES": 1}"#, #"{"DEVICE_PROPERTIES": {"NPU": 1}}"#,
        #"{"DEVICE_PROPERTIES": {"NPU": {"A": []}}}"#,
    ])
    func otherShapesAreRefusedByName(text: String) throws {
        let object = try #require(try JSONValue(parsing: text).objectValue)
        let error = #expect(throws: DazzleError.self) { _ = try PluginConfiguration(object) }
        #expect(error?.parameter == "plugin_config")
        #expect(error?.message.contains("must be") == true)
    }
}
