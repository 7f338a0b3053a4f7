import Foundation
import Testing

/// The built program itself, as a shell runs it.
@Suite struct ProgramTests {
    private static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "dazzle")

    /// Runs a line of shell with `$dazzle` for the program.
    private static func shell(_ line: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ["dazzle": program.path, "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test(
        arguments: [
            ("$dazzle --version", 0, "dazzle "),
            ("$dazzle", 0, "dazzle: "),
            ("$dazzle nonsense", 2, "dazzle: there is no command 'nonsense'."),
            ("$dazzle help nonsense", 2, "dazzle help: there is no command 'nonsense'."),
            ("$dazzle help >/dev/full", 1, "dazzle: the output cannot be written: No space left on device; "),
            ("$dazzle help >&-", 1, "dazzle: the output cannot be written: "),
        ] as [(String, Int32, String)])
    func answersWithItsStatus(_ line: String, _ status: Int32, _ beginning: String) throws {
        let result = try Self.shell(line)
        #expect(result.status == status)
        #expect(result.output.hasPrefix(beginning))
    }

    @Test func survivesAReaderThatLeaves() throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = ["help", "--markdown"]
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try output.fileHandleForReading.close()
        try process.run()
        #expect(try errors.fileHandleForReading.readToEnd() ?? Data() == Data())
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }
}
