import Support
import TestSupport
import Testing

@testable import Repository

@Suite("graph.pbtxt")
struct GraphFileTests {
    private func graph(_ text: String, path: String = "/models/m/graph.pbtxt") throws -> GraphFile {
        try GraphFile(file: ServingFile(path: path, content: Array(text.utf8)), text: Array(text.utf8))
    }

    @Test("The canonical file is read, and written back byte for byte")
    func canonical() throws {
        let graph = try graph(GraphTexts.canonical)
        var expected = LLMOptions()
        expected.device = "NPU"
        let npu: JSONValue = ["NPU": ["NPUW_LLM_ENABLE_PREFIX_CACHING": true]]
        expected.pluginConfig["MAX_PROMPT_LEN"] = 4000
        expected.pluginConfig["CACHE_DIR"] = ".ov_cache"
        expected.pluginConfig["DEVICE_PROPERTIES"] = npu
        expected.enablePrefixCaching = true
        expected.toolParser = "hermes3"
        #expect(graph.options == expected)
        #expect(graph.warnings == [])
        #expect(graph.modelsPath == "/models/m")
        #expect(GraphFile.text(graph.options) == GraphTexts.canonical)
    }

    @Test("Older and denser forms are read")
    func otherForms() throws {
        let old = try graph(GraphTexts.of2025)
        #expect(old.options.cacheSize == 8)
        #expect(old.options.blockSize == 32)
        #expect(old.options.responseParser == "hermes3")
        #expect(old.options.pluginConfig == JSONObject([("KV_CACHE_PRECISION", "u8")]))
        #expect(old.warnings == [])
        let dense = try graph(GraphTexts.dense)
        #expect(dense.modelsPath == "/m")
        #expect(dense.options.pipelineType == .lmContinuousBatching)
    }

    @Test("What is not set has the schema's default")
    func defaults() throws {
        var expected = LLMOptions()
        expected.modelsPath = "x.gguf"
        let options = try graph(GraphTexts.canonical("models_path: 'x.gguf'")).options
        #expect(options == expected)
        #expect(options.maxNumBatchedTokens == 256 && options.maxNumSeqs == 256 && options.cacheSize == 0)
        #expect(options.dynamicSplitFuse && !options.enablePrefixCaching && options.bestOfLimit == 20)
        #expect(options.pipelineType == .auto && options.device == nil && options.maxTokensLimit == nil)
    }

    /// Each field with a value that is not its default.
    static let fields: [(name: String, value: String)] = [
        ("max_num_seqs", "18446744073709551615"), ("device", #""HETERO:GPU.0,GPU.1""#), ("models_path", #""..""#),
        ("plugin_config", #""{\"a\":[1,{\"b\":null}],\"c\":\"d'\\\\\"}""#), ("enable_prefix_caching", "true"),
        ("cache_size", "10"), ("pipeline_type", "VLM_CB"), ("max_num_batched_tokens", "8192"), ("block_size", "32"),
        ("dynamic_split_fuse", "false"), ("cache_interval_multiplier", "3"),
        (
            "cache_eviction_config",
            "{ aggregation_mode: SUM, start_size: 1, recent_size: 2, max_cache_size: 3, apply_rotation: true,"
                + " snapkv_window_size: 9, kv_crush_config: { budget: 5, anchor_point_mode: MEAN, rng_seed: 7 } }"
        ),
        (
            "sparse_attention_config",
            "{ mode: XATTENTION, num_last_dense_tokens_in_prefill: 1, num_retained_start_tokens_in_cache: 2,"
                + " num_retained_recent_tokens_in_cache: 3, xattention_threshold: 0.9, xattention_block_size: 64,"
                + " xattention_stride: 8 }"
        ),
        ("best_of_limit", "4294967295"), ("max_tokens_limit", "100"), ("tool_parser", #""phi4""#),
        ("reasoning_parser", #""qwen3""#), ("response_parser", #""qwen3""#),
        ("enable_tool_guided_generation", "true"), ("chat_template_mode", "JINJA"),
        ("draft_models_path", #""draft""#), ("draft_device", #""CPU""#), ("draft_max_num_batched_tokens", "1"),
        ("draft_cache_size", "2"), ("draft_block_size", "3"), ("draft_max_num_seqs", "4"),
        ("draft_dynamic_split_fuse", "false"), ("draft_eagle3_mode", "true"),
    ]

    @Test("Every field of the schema is in the table of this test")
    func complete() {
        #expect(LLMOptions.rules.map(\.name) == Self.fields.map(\.name))
    }

    @Test("A field reads, writes and reads again as the same, alone among defaults", arguments: fields)
    func roundTrip(name: String, value: String) throws {
        var lines = ["\(name): \(value)"]
        if name != "models_path" { lines.append("models_path: './'") }
        if name.hasPrefix("draft_"), name != "draft_models_path" { lines.append("draft_models_path: 'd'") }
        let first = try graph(GraphTexts.canonical(lines.joined(separator: "\n")))
        let written = GraphFile.text(first.options)
        #expect(first.warnings == [])
        #expect(first.options != LLMOptions())
        #expect(written.contains("      \(name): \(value),\n"))
        #expect(try graph(written).options == first.options)
    }

    @Test("All fields together, read and written twice")
    func allFields() throws {
        let all = Self.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let first = try graph(GraphTexts.canonical(all))
        let written = GraphFile.text(first.options)
        let second = try graph(written)
        #expect(second.options == first.options)
        #expect(GraphFile.text(second.options) == written)
        #expect(first.draftModelsPath == "/models/m/draft")
        #expect(first.options.draft.dynamicSplitFuse == false)
        #expect(first.options.cacheEviction?.kvCrush?.anchorPointMode == .mean)
        #expect(first.options.sparseAttention?.xattentionThreshold == 0.9)
    }

    @Test("Each field can be set in and removed from a file, which is otherwise untouched", arguments: fields)
    func update(name: String, value: String) throws {
        let needsDraft = name.hasPrefix("draft_") && name != "draft_models_path"
        let draft = needsDraft ? "\n        draft_models_path: 'd'" : ""
        let path = name == "models_path" ? "'old'" : "'./'"
        let base = try graph(GraphTexts.canonical("models_path: \(path) # here\(draft)\n        strange: 1"))
        let others = name == "models_path" ? "" : "models_path: './'\n"
        var wanted = try graph(GraphTexts.canonical("\(name): \(value)\n\(others)\(draft)")).options
        wanted.unknownFields = base.options.unknownFields
        let changed = try base.updated { $0 = wanted }
        #expect(changed.options == wanted)
        let line = name == "models_path" ? nil : "        \(name): \(value)\n"
        if let line {
            #expect(changed.content == base.content.replacing("strange: 1\n", with: "strange: 1\n" + line))
        } else {
            #expect(changed.content == base.content.replacing("'old'", with: value))
        }
        let restored = try changed.updated { $0 = base.options }
        #expect(restored.options == base.options)
        if changed.options.isUnset(name, in: base.options) { #expect(restored.content == base.content) }
    }

    @Test("Comments, order, spelling and unknown fields survive an update")
    func edit() throws {
        let graph = try graph(GraphTexts.edited)
        #expect(graph.modelsPath == "/models/m/../m.gguf")
        #expect(
            graph.warnings == [
                "/models/m/graph.pbtxt, line 9: 'future_field' is no known field of LLMCalculatorOptions and has no effect"
            ])
        let changed = try graph.updated { options in
            options.modelsPath = "./"
            options.device = nil
            options.maxNumSeqs = 8
            options.cacheEviction?.recentSize = 129
            options.cacheEviction?.applyRotation = true
            options.cacheEviction?.kvCrush = nil
            options.toolParser = "hermes3"
            options.pluginConfig = JSONObject([("CACHE_DIR", "c")])
        }
        #expect(
            changed.content == """
                # my graph
                node {
                  calculator: "HttpLLMCalculator"
                  node_options {
                    [type.googleapis.com/mediapipe.LLMCalculatorOptions] {
                      # where it is
                      models_path: "./"  # keep
                       # the fast one
                      future_field { a: [1, 2] }
                      cache_eviction_config {
                        # sizes
                        start_size: 32
                        recent_size: 129
                        max_cache_size: 672 # blocks
                        apply_rotation: true
                      }
                      max_num_seqs: 8 # last
                      plugin_config: '{"CACHE_DIR":"c"}'
                      tool_parser: "hermes3"
                    }
                  }
                }
                """)
        #expect(changed.options.unknownFields == graph.options.unknownFields)
        #expect(GraphFile.text(changed.options).contains("      future_field: { a: 1, a: 2 },\n"))
    }

    @Test(
        "An update finds its place in every layout",
        arguments: [
            ("one line", "{models_path:'x'}", #"{models_path:"y" device: "CPU"}"#),
            ("commas", "{ models_path: 'x', }", #"{ models_path: "y", device: "CPU", }"#),
            ("comment behind", "{ models_path: 'x' # c\n}", "{ models_path: \"y\" device: \"CPU\" # c\n}"),
            ("Windows", "{\r\n\tmodels_path: 'x' # c\r\n}", "{\r\n\tmodels_path: \"y\" # c\r\n\tdevice: \"CPU\"\r\n}"),
            ("list", "{\n  models_path: ['x'],\n}", "{\n  models_path: \"y\",\n  device: \"CPU\",\n}"),
            (
                "last one goes", "{\n  models_path: 'x'\n  cache_size: 1\n  tool_parser: 'z'\n}",
                "{\n  models_path: \"y\"\n  cache_size: 1\n  device: \"CPU\"\n}"
            ),
        ])
    func layouts(label: String, options: String, expected: String) throws {
        func text(_ options: String) -> String {
            let newline = label == "Windows" ? "\r\n" : "\n"
            return "#\(newline)node { calculator: 'LLMCalculator' options { [LLMCalculatorOptions] \(options) } }"
        }
        let changed = try graph(text(options)).updated { options in
            options.modelsPath = "y"
            options.device = "CPU"
            options.toolParser = nil
        }
        #expect(changed.content == text(expected))
    }

    @Test(
        "An error names the line, the column and the field",
        arguments: [
            (
                "models_path: './'\nmax_num_seqs: -1",
                "line 18, column 1: 'max_num_seqs' must be a whole number from 0 to 18446744073709551615, not -1"
            ),
            (
                "models_path: './'\nbest_of_limit: 4294967296",
                "line 18, column 1: 'best_of_limit' must be a whole number from 0 to 4294967295, not 4294967296"
            ),
            ("models_path: ./", "line 17, column 21: expected a digit, found '/'"),
            ("models_path: 5", "line 17, column 7: 'models_path' must be text in quotes, not 5"),
            (
                "models_path: './' pipeline_type: VML",
                "line 17, column 25: 'pipeline_type' must be one of LM, VLM, LM_CB, VLM_CB, OMNI, AUTO, not VML"
            ),
            ("models_path: './' pipeline_type: 6", "'pipeline_type' must be one of"),
            ("models_path: './' pipeline_type: 'LM'", "'pipeline_type' must be one of"),
            ("models_path: './' dynamic_split_fuse: maybe", "'dynamic_split_fuse' must be true or false, not maybe"),
            (
                "models_path: './' cache_size: 1 cache_size: 2",
                "line 17, column 39: 'cache_size' is set a second time, and first in line 17"
            ),
            (
                "models_path: './' plugin_config: '{\"a\":}'",
                "'plugin_config' must be a JSON object, but its text is none: Expected a value at line 1, column 6"
            ),
            ("models_path: './' plugin_config: '[]'", "'plugin_config' must be a JSON object, not another JSON value"),
            (
                "models_path: './' cache_eviction_config { start_size: 1 }",
                "cache_eviction_config lacks the required field 'recent_size'"
            ),
            ("models_path: './' cache_eviction_config: 1", "'cache_eviction_config' must be a message in braces"),
            (
                "models_path: './' sparse_attention_config { xattention_threshold: nan }",
                "'xattention_threshold' must be a number, not nan"
            ),
            ("device: 'CPU'", "line 16, column 5: LLMCalculatorOptions lacks the required field 'models_path'"),
            (
                "models_path: './' draft_cache_size: 1",
                "options of a draft model are set, but 'draft_models_path' is not"
            ),
        ])
    func failures(options: String, message: String) throws {
        let error = try #require(throws: DazzleError.self) { try graph(GraphTexts.canonical(options)) }
        #expect(error.message.hasPrefix("/models/m/graph.pbtxt, line 1"))
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.message.hasSuffix("; correct the file, or write a new one"))
    }

    @Test(
        "A graph without an LLM calculator is refused by what it has",
        arguments: [
            ("", "line 1, column 1: expected a node with the calculator HttpLLMCalculator, found no calculator"),
            (
                "\nnode { calculator: 'Python' }",
                "line 2, column 1: expected a node with the calculator HttpLLMCalculator, found 'Python'"
            ),
            ("node: 1", "line 1, column 1: 'node' must be a message in braces"),
            ("node { calculator: 'LLMCalculator' }", "line 1, column 1: expected node_options with"),
            ("node { calculator: 'LLMCalculator' options { [LLMCalculatorOptions] 1 } }", "expected ':' or '{'"),
            (
                "node { calculator: 'LLMCalculator' options { [LLMCalculatorOptions]: 1 } }",
                "must be a message in braces"
            ),
            (
                "node { calculator: 'LLMCalculator' options { [LLMCalculatorOptions]{} [x/LLMCalculatorOptions]{} } }",
                "the node's LLMCalculatorOptions are set a second time"
            ),
        ])
    func noNode(text: String, message: String) throws {
        let error = try #require(throws: DazzleError.self) { try graph(text) }
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test("Warnings are bounded, and a second calculator is one")
    func warnings() throws {
        let many = (0..<100).map { "unknown_\($0): 1" }.joined(separator: "\n")
        let graph = try graph(
            GraphTexts.canonical("models_path: './'\n" + many) + "node { calculator: 'LLMCalculator' }")
        #expect(graph.warnings.count == GraphFile.maximumWarnings + 1)
        #expect(graph.warnings.last == "/models/m/graph.pbtxt: 69 more warnings of this kind")
    }

    @Test("On disk: created once, saved only over what was read")
    func disk() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/graph.pbtxt"
        #expect(throws: DazzleError.self) { try GraphFile(contentsOf: path) }
        let created = try GraphFile.create(LLMOptions(), at: path, creator: "Dazzle 1.0\nnode {")
        #expect(created.document.headComments.first == "# File created with: Dazzle 1.0 node {")
        #expect(throws: DazzleError.self) { try GraphFile.create(LLMOptions(), at: path) }
        let changed = try created.updated { $0.device = "GPU" }
        try changed.save()
        let saved = try GraphFile(contentsOf: path)
        #expect(saved.options.device == "GPU")
        try folder.write(saved.content + "# by hand\n", to: "graph.pbtxt")
        let error = try #require(throws: DazzleError.self) { try saved.updated { $0.device = nil }.save() }
        #expect(error.message.contains("changed after it was read"))
        #expect(try GraphFile(contentsOf: path).content.hasSuffix("# by hand\n"))
    }
}

extension LLMOptions {
    /// Whether setting the field back to what `other` says leaves it out of the file.
    fileprivate func isUnset(_ name: String, in other: LLMOptions) -> Bool {
        Self.rules.contains { $0.name == name && $0.value(other) == nil }
    }
}
