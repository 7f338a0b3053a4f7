internal import OpenVINO

extension Devices {
    static var verb: Verb {
        Verb(spec) { options, console in
            try console.output.write(options.text(try Entry.all(), style: console.outputStyle))
        }
    }
}

extension Devices.Entry {
    /// Every device that OpenVINO finds. One that does not tell about itself is listed all the same.
    fileprivate static func all() throws -> [Devices.Entry] {
        let core = try Core()
        return try core.devices().map { name in
            let capabilities = (try? core.property("OPTIMIZATION_CAPABILITIES", of: name)) ?? ""
            return Devices.Entry(
                name: name, fullName: (try? core.property("FULL_DEVICE_NAME", of: name)) ?? name,
                capabilities: capabilities.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init))
        }
    }
}
