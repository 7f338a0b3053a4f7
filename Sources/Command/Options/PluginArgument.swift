/// `NAME=PATH`: a device whose plugin OpenVINO does not bring along.
struct PluginArgument: Hashable {
    var device: String
    var path: String
}

extension ValueFormat where Value == PluginArgument {
    static var plugin: Self {
        ValueFormat(valueName: "NAME=PATH", expectation: "a device's name, an equals sign and its plugin's library") {
            text in
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return .init(device: String(parts[0]), path: String(parts[1]))
        }
    }
}
