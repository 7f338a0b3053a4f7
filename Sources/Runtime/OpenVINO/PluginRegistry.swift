internal import Synchronization

/// Devices whose plugins OpenVINO does not bring along. Every `Core` made later knows them.
package enum PluginRegistry {
    package struct Plugin: Sendable, Hashable {
        package var device: String
        /// The plugin's library.
        package var path: String
    }

    private static let registered = Mutex<[Plugin]>([])

    package static var plugins: [Plugin] { registered.withLock { $0 } }

    /// The last of equal names wins.
    package static func register(_ device: String, path: String) {
        registered.withLock { plugins in
            plugins.removeAll { $0.device == device }
            plugins.append(Plugin(device: device, path: path))
        }
    }
}
