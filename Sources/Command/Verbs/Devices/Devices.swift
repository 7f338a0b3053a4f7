internal import Support

/// `dazzle devices`
struct Devices: Hashable {
    var isJSON = false

    /// One device as OpenVINO describes it.
    struct Entry: Hashable {
        /// As --device takes it.
        var name: String
        var fullName: String
        /// Number formats it computes in natively, such as FP16, INT8.
        var capabilities: [String] = []
    }

    static var spec: CommandSpec<Devices> {
        CommandSpec(
            name: "devices", abstract: "list the devices that models can run on",
            discussion: [
                "A GPU or NPU that is missing here usually lacks its driver: the compute runtime (Level Zero and OpenCL) for "
                    + "a GPU, the Linux NPU driver for an NPU."
            ],
            groups: [
                OptionGroup(
                    title: "Options", options: [.flag("json", \.isJSON, "Print a JSON array instead of a table.")])
            ],
            examples: [CommandExample("dazzle devices", "See what can stand after --device:")],
            initial: Devices())
    }

    func text(_ entries: [Entry], style: TextStyle) -> String {
        if isJSON { return JSONValue.array(entries.map(\.json)).written(as: .python) + "\n" }
        let rows = entries.map { [$0.name, $0.fullName, $0.capabilities.joined(separator: ", ")] }
        let lines = TextTable.render([["DEVICE", "NAME", "CAPABILITIES"]] + rows)
        let end = lines.firstIndex(of: "\n") ?? lines.endIndex
        return style.bold(String(lines[..<end])) + lines[end...]
    }
}

extension Devices.Entry {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "full_name": .string(fullName),
            "capabilities": .array(capabilities.map(JSONValue.string)),
        ]
    }
}
