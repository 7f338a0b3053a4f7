import TestSupport
import Testing

@testable import OpenVINO

/// The calls that an engine makes, on a real decoder.
@Suite("A stateful decoder through the wrapper")
struct DecoderTests {
    private static let properties = ["INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32"]

    private static func read(_ core: borrowing Core) throws -> Model {
        try core.readModel(Fixtures.model("qwen2") + "/openvino_model.xml")
    }

    /// Feeds tokens after `past` others and returns the last row of logits.
    private static func run(
        _ request: borrowing InferRequest, _ tokens: [Int64], past: Int, asynchronously: Bool
    ) throws -> [Float] {
        func feed(_ name: String, _ values: [Int64]) throws {
            let tensor = try request.tensor(name)
            try tensor.setShape([1, values.count])
            try tensor.withMemory(as: Int64.self, count: values.count) { _ = $0.update(fromContentsOf: values) }
        }
        try feed("input_ids", tokens)
        try feed("attention_mask", Array(repeating: 1, count: past + tokens.count))
        try feed("position_ids", (past..<past + tokens.count).map(Int64.init))
        let beams = try request.tensor("beam_idx")
        try beams.setShape([1])
        try beams.withMemory(as: Int32.self, count: 1) { $0[0] = 0 }
        if asynchronously {
            try request.start()
            try request.wait()
        } else {
            try request.infer()
        }
        return try request.tensor("logits").array(of: Float.self).suffix(1400)
    }

    @Test("A pass that is waited for gives what a pass gives; states can be read, shortened, set and reset")
    func states() throws {
        let core = try Core()
        let model = try Self.read(core)
        #expect(model.variableCount == 4)
        #expect(try model.inputs().map(\.name).contains("beam_idx"))
        #expect(try model.outputs().map(\.name) == ["logits"])
        let compiled = try core.compile(model, for: "CPU", Self.properties)
        #expect(try compiled.property("INFERENCE_PRECISION_HINT") == "f32")
        let request = try compiled.makeRequest()

        let whole = try Self.run(request, [5, 6, 7, 8], past: 0, asynchronously: false)
        #expect(try request.stateNames().count == 4)
        #expect(try request.state(0).shape()[2] == 4)
        for index in 0..<4 { try request.setState(index, try request.state(index).prefix(2, axis: 2)) }
        let continued = try Self.run(request, [7, 8], past: 2, asynchronously: true)
        #expect(zip(whole, continued).allSatisfy { abs($0 - $1) < 1e-4 })

        try request.resetStates()
        let again = try Self.run(request, [5, 6, 7, 8], past: 0, asynchronously: true)
        #expect(zip(whole, again).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    @Test("The edits: PagedAttention replaces states by block tables, the gather leaves the wanted rows")
    func edits() throws {
        let core = try Core()
        let model = try Self.read(core)
        try model.usePagedAttention()
        try model.gatherBeforeHead(input: "wanted", tokenAxis: 0)
        let names = Set(try model.inputs().map(\.name))
        #expect(names.isSuperset(of: ["block_indices", "past_lens", "key_cache.0", "value_cache.1", "wanted"]))
        #expect(!names.contains("attention_mask"))
        // What has no state any more is refused, with OpenVINO's words.
        let error = #expect(throws: OpenVINOError.self) { try model.usePagedAttention() }
        #expect(error?.message.isEmpty == false)
    }

    @Test("A compiled model is found again in a cache folder")
    func compileCache() throws {
        let core = try Core()
        let folder = try TemporaryFolder()
        let properties = Self.properties.merging(["CACHE_DIR": folder.path]) { $1 }
        for expected in ["NO", "YES"] {
            let compiled = try core.compile(try Self.read(core), for: "CPU", properties)
            #expect(try compiled.property("LOADED_FROM_CACHE") == expected)
        }
        withExtendedLifetime(folder) {}
    }
}
