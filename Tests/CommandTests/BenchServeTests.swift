import Foundation
import Support
import TestSupport
import Testing

@testable import Command

/// The verb against a server that answers every question with the same words.
@Suite struct BenchServeTests {
    private static func start(tokenizes: Bool = false) throws -> LoopbackServer {
        try LoopbackServer.start { request, connection in
            let question = (try? JSONValue(parsing: request.body)) ?? .null
            switch request.path {
            case "/v1/models": connection.answer(#"{"data":[{"id":"tiny","root":"folder/tiny"}]}"#)
            case "/v1/completions":
                let chunk = "data: {\"choices\":[{\"text\":\" w\"}]}\n\n"
                let usage = #"{"prompt_tokens":11,"completion_tokens":3}"#
                connection.answer(
                    String(repeating: chunk, count: question["max_tokens"]?.intValue ?? 0)
                        + "data: {\"choices\":[],\"usage\":\(usage)}\n\ndata: [DONE]\n\n")
            case "/v1/refusing/completions":
                connection.answer(#"{"error":{"message":"busy"}}"#, status: "503 Service Unavailable")
            case "/start_profile": connection.answer("{}")
            default: connection.answer(#"{"error":{"message":"nothing here"}}"#, status: "404 Not Found")
            }
        }
    }

    private static func run(_ server: LoopbackServer, _ options: String) async -> (Int32, RecordedConsole) {
        let recorded = RecordedConsole()
        let words = "bench serve --base-url \(server.url) --random-input 5 --random-output 3 \(options)"
        let status = await CommandLineFront.standard.run(words.split(separator: " ").map(String.init), recorded.console)
        return (status, recorded)
    }

    @Test func measures() async throws {
        let (status, recorded) = await Self.run(try Self.start(), "--num-prompts 4 --max-concurrency 2")
        #expect(status == 0)
        let lines = recorded.output.text.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(8) == [
                "Model not specified, fetching first model from server...",
                "First model name: tiny, first model id: folder/tiny", "Starting initial single prompt test run...",
                "Initial test run completed.", "Starting main benchmark run...", "Traffic request rate: inf",
                "Burstiness factor: 1.0 (Poisson process)", "Maximum request concurrency: 2",
            ])
        #expect(lines.contains("Successful requests:                     4         "))
        #expect(lines.contains("Total input tokens:                      44        "))
        #expect(lines.contains("Total generated tokens:                  12        "))
        #expect(lines.last == String(repeating: "=", count: 50))
        #expect(recorded.errors.text.hasPrefix("The server has no /tokenize, and --tokenizer is not given"))
        #expect(recorded.errors.text.contains("100%|██████████| 4/4 ["))
    }

    @Test func warmsUpRampsAndProfiles() async throws {
        let (status, recorded) = await Self.run(
            try Self.start(),
            "--num-prompts 2 --num-warmups 3 --profile --disable-tqdm --model m --skip-tokenizer-init "
                + "--ramp-up-strategy exponential --ramp-up-start-rps 100 --ramp-up-end-rps 200")
        #expect(status == 0)
        for line in [
            "Warming up with 3 requests...", "Warmup run completed.", "Profiler started",
            "Traffic ramp-up strategy: exponential.",
            "Will increase RPS from 100 to 200 RPS over the duration of the benchmark.", "Stopping profiler...",
        ] {
            #expect(recorded.output.text.contains(line + "\n"))
        }
        #expect(recorded.errors.text == "The server does not profile: 404 Not Found: nothing here\n")
    }

    @Test func savesAndAppends() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.start()
        let options = "--num-prompts 2 --metadata a=ü b=2 --result-dir \(folder.path)/new"
        #expect(await Self.run(server, options + " --save-result --result-filename r.json").0 == 0)
        #expect(await Self.run(server, options + " --append-result --save-detailed --result-filename r.json").0 == 0)
        let text = try String(contentsOf: URL(filePath: folder.path + "/new/r.json"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && text.contains("\"a\": \"\\u00fc\""))
        let results = try lines.map { try JSONValue(parsing: $0.utf8) }
        #expect(results.map { $0["completed"]?.intValue } == [2, 2])
        #expect(results[0]["tokenizer_id"] == "folder/tiny" && results[0]["generated_texts"] == nil)
        #expect(results[1]["generated_texts"] == [" w w w", " w w w"])
        #expect(await Self.run(server, options + " --save-result").0 == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new")
        #expect(names.contains { $0.hasPrefix("openai-infqps-tiny-") && $0.hasSuffix(".json") })
    }

    @Test func countsWithAModelsTokenizer() async throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"prompt\": \"The zebra\"}\n", to: "data.jsonl")
        let (status, recorded) = await Self.run(
            try Self.start(),
            "--num-prompts 2 --tokenizer \(Program.model) --dataset-name custom --dataset-path \(folder.path)/data.jsonl "
                + "--custom-output-len 2 --save-detailed --save-result --result-filename \(folder.path)/r.json")
        #expect(status == 0, "\(recorded.errors.text)")
        #expect(recorded.output.text.contains("Successful requests:                     2 "))
    }

    @Test(
        arguments: [
            (
                "--endpoint /v1/refusing/completions --num-prompts 1", 1,
                "dazzle: the initial test run failed: 503 Service Unavailable: busy\n"
            ),
            (
                "--base-url http://127.0.0.1:1 --model m", 1,
                "dazzle: nothing answers at 127.0.0.1:1 (connection refused); "
            ),
            ("--base-url nonsense", 1, "dazzle: 'nonsense/v1/models' is no URL of a web server; "),
            ("--tokenizer /nowhere", 1, "dazzle: "),
            (
                "--dataset-name custom --dataset-path /nowhere", 1,
                "dazzle: there is no file '/nowhere'; check the path\n"
            ),
            ("--random-input-len 0", 1, "dazzle: prompts could be empty: "),
            ("--num-prompts x", 2, "dazzle bench serve: --num-prompts does not take 'x': "),
            ("--random 1", 2, "dazzle bench serve: --random may stand for --random-input-len, "),
        ] as [(String, Int32, String)])
    func failsWithASentence(_ options: String, _ status: Int32, _ beginning: String) async throws {
        let (found, recorded) = await Self.run(try Self.start(), options)
        #expect(found == status)
        let complaint = recorded.errors.text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("The server has no") }.joined(separator: "\n")
        #expect(complaint.hasPrefix(beginning), "\(complaint)")
    }

    @Test func interruptionPrintsWhatThereIs() throws {
        let server = try LoopbackServer.start { request, connection in
            if request.path == "/v1/completions", request.headers["x-request-id"] != "r-0" {
                return connection.waitForEnd()
            }
            connection.answer("data: {\"choices\":[{\"text\":\" w\"}]}\n\n")
        }
        let process = Process()
        process.executableURL = Program.url
        process.arguments = [
            "bench", "serve", "--base-url", server.url, "--model", "m", "--num-prompts", "3", "--request-id-prefix",
            "r-",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("Maximum request concurrency: None\n") {
            text += String(decoding: try #require(try output.fileHandleForReading.read(upToCount: 1)), as: UTF8.self)
        }
        process.interrupt()
        text += String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(text.contains("Interrupted; requests that were under way are left out.\n"))
        #expect(text.contains("Serving Benchmark Result"))
    }
}
