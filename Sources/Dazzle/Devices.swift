internal import OpenVINO
internal import Support

/// A device that models can run on.
public struct Device: Sendable, Hashable {
    /// What `LoadOptions.device` takes: "CPU", "GPU.0", "NPU".
    public let name: String
    /// The product's name, where the driver tells it.
    public let fullName: String
    /// What it computes natively: "FP32", "BF16", "INT8", …
    public let capabilities: [String]

    /// The devices of this machine.
    public static func available() async throws -> [Device] {
        try await DedicatedThread.run {
            do {
                let core = try Core()
                return try core.devices().map { name in
                    Device(
                        name: name, fullName: (try? core.property("FULL_DEVICE_NAME", of: name)) ?? name,
                        capabilities: ((try? core.property("OPTIMIZATION_CAPABILITIES", of: name)) ?? "")
                            .split(separator: " ").map(String.init))
                }
            } catch let error as OpenVINOError {
                throw DazzleError(.deviceFailed, "\(error)", cause: error)
            }
        }
    }

    /// The version of the OpenVINO runtime.
    public static var runtimeVersion: String { Core.version }
}
