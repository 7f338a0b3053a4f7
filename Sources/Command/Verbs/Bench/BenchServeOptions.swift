internal import ServeBench
internal import Support

/// What `dazzle bench serve` is asked for. Names and meanings are those of `vllm bench serve`.
struct BenchServeOptions: Hashable {
    enum DatasetName: String, CaseIterable, CustomStringConvertible {
        case random, sharegpt, custom
        var description: String { rawValue }
    }

    enum LoraAssignment: String, CaseIterable, CustomStringConvertible {
        case random
        case roundRobin = "round-robin"
        var description: String { rawValue }
    }

    // The server
    var backend = Backend.openai
    var baseURL: String?
    var host = "127.0.0.1"
    var port = 8000
    var endpoint: String?
    var model: String?
    var servedModelName: String?
    var headers: [KeyValue] = []
    var isInsecure = false
    var readyTimeout = 0
    var profiles = false

    // The prompts
    var dataset = DatasetName.random
    var datasetPath: String?
    var promptCount = 1000
    var seed = 0
    var tokenizer: String?
    var skipsTokenizer = false
    var inputLength: Int?
    var outputLength: Int?
    var randomInputLength = 1024
    var randomOutputLength = 128
    var randomRatio = RangeRatio()
    var randomPrefixLength = 0
    var shareGPTOutputLength: Int?
    var customOutputLength = 256
    var skipsTemplate = false
    var templateVariables: JSONObject?
    var keepsCount = false
    var keepsOrder = false

    // The traffic
    var rate = Double.infinity
    var burstiness = 1.0
    var maxConcurrency: Int?
    var rampStrategy: Traffic.Ramp.Strategy?
    var rampStart: Int?
    var rampEnd: Int?
    var warmups = 0

    // The requests
    var ignoresEndOfText = false
    var logprobs: Int?
    var temperature: Double?
    var topP: Double?
    var topK: Int?
    var minP: Double?
    var frequencyPenalty: Double?
    var presencePenalty: Double?
    var repetitionPenalty: Double?
    var extraBody: JSONObject?
    var requestIDPrefix: String?
    var loraModules: [String] = []
    var loraAssignment = LoraAssignment.random

    // The report
    var metrics: [Metric]?
    var percentiles: [Double]?
    var goodput: [GoodputLimit] = []
    var hidesProgress = false
    var savesResult = false
    var savesDetails = false
    var appendsResult = false
    var resultFolder: String?
    var resultFile: String?
    var label: String?
    var metadata: [KeyValue] = []

    // Accepted, as scripts for vllm pass them
    var trustsRemoteCode = false
    var tokenizerMode: String?
    var readsWholeDataset = false
}
