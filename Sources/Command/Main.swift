#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

@main
struct Main {
    static func main() async {
        Signals.ignoreClosedPipes()
        let console = Console(
            output: FileOutput.standardOutput, errors: FileOutput.standardError,
            environment: ProcessInfo.processInfo.environment)
        let status = await CommandLineFront.standard.run(Array(CommandLine.arguments.dropFirst()), console)
        exit(status)
    }
}
