package import Generation
internal import OpenVINO
internal import Support

/// Makes the runner that fits the model and the device.
package enum RunnerFactory {
    package static func makeRunner(_ configuration: RunnerConfiguration) throws -> any ModelRunner {
        do {
            let core = try Core()
            try check(configuration, against: core.devices())
            return try makeRunner(core, configuration)
        } catch let error as OpenVINOError {
            throw DazzleError(
                .deviceFailed,
                "\(configuration.device) does not take the model with these properties: \(error.summary)",
                parameter: "device", cause: error)
        }
    }

    private static func makeRunner(
        _ core: borrowing Core, _ configuration: RunnerConfiguration
    ) throws -> any ModelRunner {
        if isNPU(configuration.device) {
            return try NPURunner(core: core, model: try read(core, configuration), configuration)
        }
        switch configuration.attention {
        case .stateful: return try stateful(core, configuration)
        case .paged: return try paged(core, configuration)
        case .automatic:
            guard usesPagedAttention(configuration.device) else { return try stateful(core, configuration) }
            do {
                return try paged(core, configuration)
            } catch let error as OpenVINOError {
                // Not every decoder has an attention that the pass knows. What else is wrong, the plain model tells.
                let runner = try stateful(core, configuration)
                Log.warning("no PagedAttention, so sequences run one by one: \(error.summary)")
                return runner
            }
        }
    }

    private static func isNPU(_ device: String) -> Bool { device == "NPU" || device.hasPrefix("NPU.") }

    /// Only these plugins have the PagedAttention operator; on arm64 the CPU's needs SVE, which the pass's compilation tells.
    private static func usesPagedAttention(_ device: String) -> Bool {
        device == "CPU" || device == "GPU" || device.hasPrefix("GPU.")
    }

    private static func paged(_ core: borrowing Core, _ configuration: RunnerConfiguration) throws -> any ModelRunner {
        try PagedRunner(core: core, model: try read(core, configuration), configuration)
    }

    private static func stateful(
        _ core: borrowing Core, _ configuration: RunnerConfiguration
    ) throws -> any ModelRunner {
        try StatefulRunner(core: core, model: try read(core, configuration), configuration)
    }

    private static func read(_ core: borrowing Core, _ configuration: RunnerConfiguration) throws -> Model {
        do {
            return try core.readModel(configuration.modelPath)
        } catch {
            throw DazzleError(
                .invalidModel,
                "\(configuration.modelPath) is no readable OpenVINO model (\(error.summary)); export or copy it again",
                cause: error)
        }
    }

    private static func check(_ configuration: RunnerConfiguration, against available: [String]) throws {
        let device = configuration.device
        if isNPU(device), !available.contains(where: { $0.hasPrefix("NPU") }),
            configuration.properties["NPUW_DEVICES"]?.contains("CPU") != true
        {
            throw DazzleError(
                .deviceFailed,
                "no NPU here, or its driver is missing; this machine has \(available.joined(separator: ", ")). "
                    + "--property NPUW_DEVICES=CPU runs the NPU's way of doing things on the processor",
                parameter: "device")
        }
        let names = device.split(whereSeparator: { $0 == ":" || $0 == "," }).map(String.init)
        // Devices made of others; and the NPU, whose plugin can run on the CPU where there is none (NPUW_DEVICES=CPU).
        let virtual: Set = ["AUTO", "HETERO", "MULTI", "BATCH", "NPU"]
        for name in names where !virtual.contains(name) {
            let known = available.contains { $0 == name || $0.hasPrefix(name + ".") || name.hasPrefix($0 + ".") }
            guard known else {
                throw DazzleError(
                    .deviceFailed, "no device '\(name)' here; this machine has \(available.joined(separator: ", "))",
                    parameter: "device")
            }
        }
    }
}
