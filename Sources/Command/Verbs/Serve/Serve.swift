/// `dazzle serve MODEL`
enum Serve {
    static var verb: Verb {
        Verb(ServeOptions.spec) { options, console in
            try await ServeRun(options, console).run()
        }
    }
}
