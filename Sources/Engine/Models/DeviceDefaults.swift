internal import Support

/// Properties that Dazzle sets on a device unless the user does.
enum DeviceDefaults {
    /// What `device` is compiled with. Why it is so, and what it costs, stands in docs/benchmarks.md.
    static func merged(_ configuration: RunnerConfiguration) -> [String: String] {
        let given = configuration.properties
        var defaults = ["PERFORMANCE_HINT": "LATENCY"]
        if configuration.device == "CPU" {
            // A pass through so few weights is over before a second thread has woken up, and converting to 16 bits and back
            // takes longer than it saves.
            if FileSize.bytes(of: configuration.weightsPath).map({ $0 < smallModel }) ?? false {
                defaults["INFERENCE_NUM_THREADS"] = "1"
                defaults["INFERENCE_PRECISION_HINT"] = "f32"
            }
            defaults.merge(processor(defaults.merging(given) { $1 })) { $1 }
        }
        return defaults.merging(given) { _, user in user }
    }

    /// Bytes of weights that one core reads in a fraction of a millisecond.
    private static let smallModel = 4 << 20

    private static func processor(_ given: [String: String]) -> [String: String] {
        // PagedAttention wants a cache as precise as the maths.
        if wantsExactness(given) { return ["KV_CACHE_PRECISION": "f32"] }
        #if arch(x86_64)
            // The cache's precision is said outright, so that hints left in the model's file do not decide.
            return ["KV_CACHE_PRECISION": "u8", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "128"]
        #else
            // Not measured elsewhere, so the plugin's own choice stands.
            return [:]
        #endif
    }

    private static func wantsExactness(_ given: [String: String]) -> Bool {
        given["INFERENCE_PRECISION_HINT"]?.lowercased() == "f32"
            || given["EXECUTION_MODE_HINT"]?.uppercased() == "ACCURACY"
    }

    /// Tokens in a KV block, which no property tells: fixed by the kernels of each plugin.
    static func blockSize(of device: String) -> Int {
        device.hasPrefix("GPU") ? 16 : 32
    }
}
