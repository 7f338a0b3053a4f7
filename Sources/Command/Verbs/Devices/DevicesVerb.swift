internal import Dazzle

extension Devices {
    static var verb: Verb {
        Verb(spec) { options, console in
            let entries = try await Device.available().map {
                Entry(name: $0.name, fullName: $0.fullName, capabilities: $0.capabilities)
            }
            try console.output.write(options.text(entries, style: console.outputStyle))
        }
    }
}
