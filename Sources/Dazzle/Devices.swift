internal import OpenVINO
package import Support

/// A device that models can run on.
public struct Device: Sendable, Hashable {
    /// What `LoadOptions.device` takes: "CPU", "GPU.0", "NPU".
    public let name: String
    /// The product's name, where the driver tells it.
    public let fullName: String
    /// What it computes natively: "FP32", "BF16", "INT8", …
    public let capabilities: [String]

    /// The devices of this machine.
    public static func available() async throws -> [Device] { try await DedicatedThread.run { try list() } }

    /// The same, on this thread: drivers may take their time.
    package static func list() throws -> [Device] {
        try asking { core in
            try core.devices().map { name in
                Device(
                    name: name, fullName: (try? core.property("FULL_DEVICE_NAME", of: name)) ?? name,
                    capabilities: ((try? core.property("OPTIMIZATION_CAPABILITIES", of: name)) ?? "")
                        .split(separator: " ").map(String.init))
            }
        }
    }

    /// Every property of a device, sorted by name. nil if there is no such device.
    package static func properties(of name: String) throws -> JSONObject? {
        try asking { core in
            guard try core.devices().contains(name) else { return nil }
            let hidden: Set = ["SUPPORTED_METRICS", "SUPPORTED_CONFIG_KEYS", "SUPPORTED_PROPERTIES"]
            var properties = JSONObject()
            for key in try core.propertyNames(of: name).sorted() where !hidden.contains(key) {
                let value = try? JSONValue(parsing: core.propertyJSON(key, of: name))
                properties[key] = value ?? .string("UNSUPPORTED TYPE")
            }
            return properties
        }
    }

    private static func asking<Answer>(_ ask: (borrowing Core) throws -> Answer) throws -> Answer {
        do {
            return try ask(try Core())
        } catch let error as OpenVINOError {
            throw DazzleError(.deviceFailed, "\(error)", cause: error)
        }
    }

    /// Makes a device known whose plugin OpenVINO does not bring along, for models loaded later.
    public static func register(_ name: String, plugin path: String) { PluginRegistry.register(name, path: path) }

    /// The version of the OpenVINO runtime.
    public static var runtimeVersion: String { Core.version }
}
