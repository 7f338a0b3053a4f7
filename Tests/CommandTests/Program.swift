import Foundation

/// The built program itself, as a shell runs it.
enum Program {
    static let url = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "dazzle")

    /// A tiny model with random weights.
    static let model = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/models/qwen2").standardized.path

    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a line of shell with `$dazzle` for the program and `$model` for the model.
    static func shell(_ line: String) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ["dazzle": url.path, "model": model, "PATH": "/usr/bin:/bin"]
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // What goes to standard error is short and waits in its pipe.
        let written = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: written, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self))
    }

    /// Starts the program, hands its standard output to `body`, and waits for the end.
    static func start(_ arguments: [String], _ body: (Process, FileHandle) throws -> Void) throws -> Process {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try body(process, output.fileHandleForReading)
        process.waitUntilExit()
        return process
    }
}
