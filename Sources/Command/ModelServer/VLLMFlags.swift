/// Options of `vllm serve` that `dazzle serve` does not have: they are taken, and what they are for is said once.
enum VLLMFlags {
    /// Why an option changes nothing; with a value or without.
    private struct Flag {
        let reason: String
        let takesValue: Bool
    }

    private static let flags: [String: Flag] = {
        let groups: [(names: [String], takesValue: Bool, reason: String)] = [
            (["trust-remote-code"], false, "no code of a model is ever run"),
            (
                [
                    "enforce-eager", "disable-log-requests", "disable-log-stats", "enable-chunked-prefill",
                    "no-enable-chunked-prefill", "disable-custom-all-reduce", "enable-auto-tool-choice",
                ],
                false, "it has no meaning here"
            ),
            (
                ["tensor-parallel-size", "pipeline-parallel-size", "data-parallel-size"], true,
                "one device computes a model"
            ),
            (
                ["gpu-memory-utilization", "swap-space", "cpu-offload-gb", "kv-cache-memory-bytes"], true,
                "--cache-size sets the memory of the KV cache"
            ),
            (["block-size", "num-gpu-blocks-override"], true, "the device sets the size of blocks"),
            (
                [
                    "tokenizer", "tokenizer-mode", "hf-config-path", "load-format", "quantization", "config-format",
                    "runner",
                    "task", "generation-config", "download-dir",
                ],
                true, "models are taken as they were exported"
            ),
            (["kv-cache-dtype"], true, "--property KV_CACHE_PRECISION=… sets it"),
            (["uvicorn-log-level"], true, "--log-level sets it"),
            (
                [
                    "tool-call-parser", "reasoning-parser", "max-log-len", "max-seq-len-to-capture",
                    "distributed-executor-backend",
                    "compilation-config", "scheduling-policy", "max-parallel-loading-workers", "additional-config",
                ],
                true, "it has no meaning here"
            ),
        ]
        var flags: [String: Flag] = [:]
        for group in groups {
            for name in group.names { flags[name] = Flag(reason: group.reason, takesValue: group.takesValue) }
        }
        return flags
    }()

    /// The words without those options, and a sentence for each of them.
    static func taken(from words: [String]) -> (words: [String], notes: [String]) {
        var kept: [String] = []
        var notes: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let typed = word.prefix { $0 != "=" }
            let name = String(typed.drop { $0 == "-" }.map { $0 == "_" ? "-" : $0 })
            guard word.hasPrefix("--"), name == "dtype" || flags[name] != nil else {
                kept.append(word)
                continue
            }
            var value = typed.count < word.count ? String(word.dropFirst(typed.count + 1)) : nil
            if value == nil, name == "dtype" || flags[name]?.takesValue == true { value = rest.popFirst() }
            if name == "dtype" {
                // Exact maths for who asks for it; all else is the device's choice.
                if ["float32", "float"].contains(value) { kept += ["--property", "INFERENCE_PRECISION_HINT=f32"] }
            } else if let flag = flags[name] {
                notes.append("--\(name) changes nothing: \(flag.reason)")
            }
        }
        return (kept, notes)
    }
}
