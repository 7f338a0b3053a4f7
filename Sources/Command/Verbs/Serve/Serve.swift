/// `dazzle serve MODEL`
enum Serve {
    static var verb: Verb {
        Verb(ServeOptions.spec) { options, console in
            guard let folder = options.model else { throw ArgumentError.missingArgument("MODEL") }
            try await ServeRun(options, folder: folder, console).run()
        }
    }
}
