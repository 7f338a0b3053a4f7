/// Properties Dazzle sets on a device unless the user does.
enum DeviceDefaults {
    /// Said outright so that hints left in the model's file by its exporter do not decide (see docs/architecture.md).
    static func properties(for device: String) -> [String: String] {
        switch device.split(separator: ".").first {
        case "CPU": ["KV_CACHE_PRECISION": "u8", "PERFORMANCE_HINT": "LATENCY"]
        default: ["PERFORMANCE_HINT": "LATENCY"]
        }
    }

    static func merged(_ device: String, _ given: [String: String]) -> [String: String] {
        var properties = Self.properties(for: device).merging(given) { _, user in user }
        // PagedAttention wants a cache as precise as the maths when the user asks for exact f32.
        if given["KV_CACHE_PRECISION"] == nil, given["INFERENCE_PRECISION_HINT"]?.lowercased() == "f32" {
            properties["KV_CACHE_PRECISION"] = "f32"
        }
        return properties
    }

    /// Tokens in a KV block, which no property tells: fixed by the kernels of each plugin.
    static func blockSize(of device: String) -> Int {
        device.hasPrefix("GPU") ? 16 : 32
    }
}
