import Foundation
import Testing

@Suite struct ProgramTests {
    @Test(
        arguments: [
            ("$dazzle nonsense", 2, "dazzle: there is no command 'nonsense'."),
            ("$dazzle help nonsense", 2, "dazzle help: there is no command 'nonsense'."),
            ("$dazzle help >/dev/full", 1, "dazzle: the output cannot be written: No space left on device; "),
            ("$dazzle help >&-", 1, "dazzle: the output cannot be written: "),
            ("$dazzle generate /nowhere Hi", 1, "dazzle: no folder '/nowhere'; "),
            ("$dazzle generate $model Hi --device XPU", 1, "dazzle: "),
            ("$dazzle generate $model --input /nowhere", 1, "dazzle: there is no file '/nowhere'; check the path\n"),
            ("$dazzle generate $model Hi --max-model-len 1", 1, "dazzle: max_model_len is 1"),
            ("$dazzle generate $model Hi --cache-size 0.0000001", 1, "dazzle: a KV cache of 107 bytes"),
            ("$dazzle generate $model Hi --device XPU", 1, "dazzle: no device 'XPU' here"),
            ("$dazzle generate $model Hi --temprature 1", 2, "dazzle generate: there is no option --temprature. "),
        ] as [(String, Int32, String)])
    func failsWithASentence(_ line: String, _ status: Int32, _ beginning: String) throws {
        let result = try Program.shell(line)
        #expect(result.status == status)
        #expect(result.errors.hasPrefix(beginning))
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [
        ("$dazzle --version", "dazzle "),
        ("$dazzle", "dazzle: "),
        ("$dazzle devices", "DEVICE"),
        ("$dazzle devices --json", "[{\"name\": \"CPU\""),
    ])
    func succeeds(_ line: String, _ beginning: String) throws {
        let result = try Program.shell(line)
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        #expect(result.output.hasPrefix(beginning))
    }

    @Test func answersTheSameInEveryForm() throws {
        let options = "--temperature 0 --max-tokens 8 --no-progress --property INFERENCE_PRECISION_HINT=f32"
        let single = try Program.shell("$dazzle generate $model 'The zebra' \(options)")
        let piped = try Program.shell("printf 'The zebra' | $dazzle generate $model \(options)")
        let lines = try Program.shell(
            "echo '{\"prompt\": \"The zebra\"}' | $dazzle generate $model --input - \(options)")
        #expect(single.status == 0 && single.errors.isEmpty && single.output.count > 1)
        #expect(piped.output == single.output)
        #expect(lines.output == single.output)
    }

    @Test func survivesAReaderThatLeaves() throws {
        let arguments = ["generate", Program.model, "Hi", "--ignore-eos", "--max-tokens", "1500", "--temperature", "0"]
        let process = try Program.start(arguments) { _, output in
            _ = try output.read(upToCount: 1)
            try output.close()
        }
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }

    @Test func interruptionEndsItAtOnce() throws {
        let arguments = ["generate", Program.model, "Hi", "--ignore-eos", "--max-tokens", "1500", "--temperature", "0"]
        let process = try Program.start(arguments) { process, output in
            _ = try output.read(upToCount: 1)
            process.interrupt()
            _ = try output.readToEnd()
        }
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
    }
}
