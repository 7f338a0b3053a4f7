#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Dazzle
internal import Support

/// `dazzle chat MODEL`
enum ChatVerb {
    static var verb: Verb {
        Verb(ChatOptions.spec) { options, console in
            guard let folder = options.model else { throw ArgumentError.missingArgument("MODEL") }
            let model = try await options.loading.load(folder, console)
            let session = ChatSession(
                model: model, parameters: .layered(model.defaults, options.sampling), system: options.system,
                variables: options.variables ?? JSONObject(), console: console,
                isInteractive: isatty(STDIN_FILENO) == 1 && console.output.isTerminal)
            let watch = Signals.onInterrupt {
                if !session.interrupt() { _exit(ExitCode.interrupted) }
            }
            defer { withExtendedLifetime(watch) {} }
            try await session.run { try await DedicatedThread.run { readLine() } }
        }
    }
}
