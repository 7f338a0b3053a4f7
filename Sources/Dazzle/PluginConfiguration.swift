package import Support

/// OpenVINO properties as JSON, as OpenVINO Model Server's `plugin_config` has them: flat, and under `DEVICE_PROPERTIES` those of
/// single devices.
package struct PluginConfiguration: Sendable, Hashable {
    private var common: [String: String] = [:]
    private var own: [String: [String: String]] = [:]

    private static let nested = "DEVICE_PROPERTIES"

    package init() {}

    package init(_ object: JSONObject) throws(DazzleError) {
        for (name, value) in object {
            guard name == Self.nested else {
                common[name] = try Self.text(value, name)
                continue
            }
            guard let devices = value.objectValue else { throw Self.wrong("\(name) must be an object of devices") }
            for (device, properties) in devices {
                guard let properties = properties.objectValue else {
                    throw Self.wrong("\(name).\(device) must be an object of properties")
                }
                for (name, value) in properties { own[device, default: [:]][name] = try Self.text(value, name) }
            }
        }
    }

    /// What holds for a device: its own properties before those of all.
    package func properties(for device: String) -> [String: String] {
        common.merging(own[device] ?? [:]) { _, own in own }
    }

    /// Only what was said of this device by name.
    package func ownProperties(of device: String) -> [String: String] { own[device] ?? [:] }

    private static func text(_ value: JSONValue, _ name: String) throws(DazzleError) -> String {
        if let text = value.stringValue { return text }
        if let flag = value.boolValue { return flag ? "YES" : "NO" }
        if case .object = value { throw wrong("\(name) must be a string, a number or true or false") }
        if case .array = value { throw wrong("\(name) must be a string, a number or true or false") }
        return value.written(as: .python)
    }

    private static func wrong(_ message: String) -> DazzleError {
        DazzleError(.invalidOption, "plugin_config: \(message)", parameter: "plugin_config")
    }
}
