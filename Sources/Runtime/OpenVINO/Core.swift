internal import COpenVINO

/// The runtime: knows the devices, reads and compiles models.
package struct Core: ~Copyable {
    private let handle: OpaquePointer

    package init() throws(OpenVINOError) {
        let core = try owned("start OpenVINO") { dz_core_create(&$0) }
        do throws(OpenVINOError) {
            for plugin in PluginRegistry.plugins {
                try dz_core_register_plugin(core, plugin.device, plugin.path).check(
                    "load the plugin \(plugin.path) for \(plugin.device)")
            }
        } catch {
            dz_core_free(core)
            throw error
        }
        handle = core
    }

    deinit { dz_core_free(handle) }

    package static var version: String { String(cString: dz_openvino_version()) }

    /// The path of the OpenVINO library that this process runs; plugins and extensions lie beside it.
    package static func libraryPath() throws(OpenVINOError) -> String {
        try text("find the OpenVINO library") { dz_openvino_library(&$0) }
    }

    /// Loads a library of operators that OpenVINO does not hold itself, such as openvino_tokenizers.
    package func addExtension(_ path: String) throws(OpenVINOError) {
        try dz_core_add_extension(handle, path).check("load the extension \(path)")
    }

    /// Those that OpenVINO finds, and those with plugins from elsewhere, of which it does not find all.
    package func devices() throws(OpenVINOError) -> [String] {
        let found = try text("list the devices") { dz_core_devices(handle, &$0) }.split(separator: "\n").map(
            String.init)
        return found + PluginRegistry.plugins.map(\.device).filter { !found.contains($0) }
    }

    package func property(_ key: String, of device: String) throws(OpenVINOError) -> String {
        try text("read \(key) of \(device)") { dz_core_property(handle, device, key, &$0) }
    }

    /// The same as JSON.
    package func propertyJSON(_ key: String, of device: String) throws(OpenVINOError) -> String {
        try text("read \(key) of \(device)") { dz_core_property_json(handle, device, key, &$0) }
    }

    package func propertyNames(of device: String) throws(OpenVINOError) -> [String] {
        try text("list the properties of \(device)") { dz_core_property_names(handle, device, &$0) }
            .split(separator: "\n").map(String.init)
    }

    package func readModel(_ path: String) throws(OpenVINOError) -> Model {
        Model(owning: try owned("read the model \(path)") { dz_core_read_model(handle, path, &$0) })
    }

    package func compile(
        _ model: borrowing Model, for device: String, _ properties: [String: String] = [:]
    ) throws(OpenVINOError) -> CompiledModel {
        let strings = PropertyStrings(properties)
        let source = model.handle
        defer { withExtendedLifetime(strings) {} }
        return CompiledModel(
            owning: try owned("compile the model for \(device)") {
                dz_core_compile(handle, source, device, strings.raw, strings.raw.count, &$0)
            })
    }

    /// What `CompiledModel.export` wrote for the same device.
    package func importModel(
        _ path: String, for device: String, _ properties: [String: String] = [:]
    ) throws(OpenVINOError) -> CompiledModel {
        let strings = PropertyStrings(properties)
        defer { withExtendedLifetime(strings) {} }
        return CompiledModel(
            owning: try owned("read the compiled model \(path)") {
                dz_core_import(handle, path, device, strings.raw, strings.raw.count, &$0)
            })
    }
}

/// Properties as C sees them, for as long as this object lives.
final class PropertyStrings {
    let raw: [dz_property]
    private let strings: [(CString, CString)]

    init(_ properties: [String: String]) {
        strings = properties.sorted { $0.key < $1.key }.map { (CString($0.key), CString($0.value)) }
        raw = strings.map { dz_property(key: $0.0.pointer, value: $0.1.pointer) }
    }
}

/// A C string that lives as long as this object.
final class CString {
    let pointer: UnsafePointer<CChar>

    init(_ text: String) {
        let bytes = Array(text.utf8CString)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        pointer = UnsafePointer(copy)
    }

    deinit { pointer.deallocate() }
}
