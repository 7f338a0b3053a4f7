#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// `dazzle generate MODEL PROMPT`
enum Generate {
    static var verb: Verb {
        Verb(GenerateOptions.spec) { options, console in
            guard let folder = options.model else { throw ArgumentError.missingArgument("MODEL") }
            let jobs = try GenerateInput.jobs(options, standardInputIsTerminal: isatty(STDIN_FILENO) == 1)
            Signals.exitOnInterrupt()
            let model = try await options.loading.load(folder, console)
            try await GenerateRun(options: options, model: model, console: console).run(jobs)
        }
    }
}
