/// Properties that Dazzle sets on a device unless the user does.
enum DeviceDefaults {
    /// What `device` is compiled with. Cache precision is said outright, so that hints left in the model's file by its
    /// exporter do not decide; why the rest is as it is stands in docs/benchmarks.md.
    static func merged(_ device: String, _ given: [String: String]) -> [String: String] {
        var defaults = ["PERFORMANCE_HINT": "LATENCY"]
        if device == "CPU" {
            let isExact = wantsExactness(given)
            // PagedAttention wants a cache as precise as the maths.
            defaults["KV_CACHE_PRECISION"] = isExact ? "f32" : "u8"
            if !isExact { defaults["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = "128" }
        }
        return defaults.merging(given) { _, user in user }
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
