internal import Metrics

extension Quantity {
    // MARK: Read from the engine when somebody looks

    static let running = Quantity(
        .gauge, "dazzle_requests_running", vllm: ["vllm:num_requests_running"],
        "Sequences that the engine computes; a request with n choices has n of them.")
    static let waiting = Quantity(
        .gauge, "dazzle_requests_waiting", vllm: ["vllm:num_requests_waiting"],
        "Requests that wait for their turn.")
    static let blocksUsed = Quantity(
        .gauge, "dazzle_kv_blocks_used", "KV-cache blocks that unfinished requests hold.")
    static let blocksCached = Quantity(
        .gauge, "dazzle_kv_blocks_cached", "KV-cache blocks kept only for prompts that may begin alike.")
    static let blocksTotal = Quantity(.gauge, "dazzle_kv_blocks_total", "KV-cache blocks there are.")
    static let cacheUsage = Quantity(
        .gauge, nil, vllm: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"],
        "Share of the KV cache that unfinished requests hold, from 0 to 1.")
    static let prefixQueries = Quantity(
        .counter, "dazzle_prefix_cache_query_tokens_total",
        vllm: ["vllm:prefix_cache_queries_total", "vllm:gpu_prefix_cache_queries_total"],
        "Prompt tokens that were looked up in the prefix cache.")
    static let prefixHits = Quantity(
        .counter, "dazzle_prefix_cache_hit_tokens_total",
        vllm: ["vllm:prefix_cache_hits_total", "vllm:gpu_prefix_cache_hits_total"],
        "Prompt tokens that were found in the prefix cache.")
    static let preemptions = Quantity(
        .counter, "dazzle_preemptions_total", vllm: ["vllm:num_preemptions_total"],
        "Sequences that had to give up their KV-cache blocks for a while.")

    static let visionRuns = Quantity(
        .counter, "dazzle_vision_encoder_runs_total", "Pictures and clips that went through the vision encoder.")
    static let visionHits = Quantity(
        .counter, "dazzle_vision_cache_hits_total",
        "Pictures and clips for which the vision encoder need not run, because it had seen them.")
    static let visionBytes = Quantity(
        .gauge, "dazzle_vision_cache_bytes", "Memory that holds what the vision encoder made of pictures seen lately.")

    // MARK: Counted as requests go by

    static let mediaFetch = media("fetch", "To get a picture or clip from where a request says it is.")
    static let mediaDecode = media("decode", "To decode a picture or clip.")
    static let mediaPreprocess = media("preprocess", "To resize, cut and normalise a picture or clip.")
    static let mediaEncode = media("encode", "Of a pass through the vision encoder, for one or several pictures.")

    private static func media(_ stage: String, _ help: String) -> Quantity {
        Quantity(.histogram, "dazzle_media_\(stage)_seconds", help, bounds: Bounds.phases)
    }

    static let inFlight = Quantity(
        .gauge, "dazzle_requests_in_flight", "Generation requests that have been taken in and are not yet answered.")
    static let promptTokens = Quantity(
        .counter, "dazzle_prompt_tokens_total", vllm: ["vllm:prompt_tokens_total"],
        "Prompt tokens of requests that the engine began to compute, counted at their end.")
    static let cachedPromptTokens = Quantity(
        .counter, "dazzle_prompt_tokens_cached_total", vllm: ["vllm:prompt_tokens_cached_total"],
        "Those of them that were found in the prefix cache.")
    static let images = Quantity(
        .counter, "dazzle_images_total", "Pictures in requests that the engine began to compute.")
    static let videos = Quantity(
        .counter, "dazzle_videos_total", "Clips in requests that the engine began to compute.")
    static let generationTokens = Quantity(
        .counter, "dazzle_generation_tokens_total", vllm: ["vllm:generation_tokens_total"], "Tokens generated.")

    static let firstToken = Quantity(
        .histogram, "dazzle_time_to_first_token_seconds", vllm: ["vllm:time_to_first_token_seconds"],
        "From a request's arrival to its first token.", bounds: Bounds.firstToken)
    static let betweenTokens = Quantity(
        .histogram, "dazzle_inter_token_latency_seconds",
        vllm: ["vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds"],
        "Between two tokens of a request.", bounds: Bounds.tokens, vllmBounds: Bounds.vllmTokens)
    static let perToken = Quantity(
        .histogram, "dazzle_request_time_per_output_token_seconds",
        vllm: ["vllm:request_time_per_output_token_seconds"],
        "A request's mean time for each token after the first.", bounds: Bounds.tokens,
        vllmBounds: Bounds.vllmTokens)
    static let duration = phase(
        "duration", vllm: "e2e_request_latency", "From a request's arrival to its end.")
    static let queueTime = phase("queue", vllm: "request_queue_time", "From a request's arrival to its first turn.")
    static let prefillTime = phase(
        "prefill", vllm: "request_prefill_time", "From a request's first turn to its first token.")
    static let decodeTime = phase(
        "decode", vllm: "request_decode_time", "From a request's first token to its last.")
    static let inferenceTime = phase(
        "inference", vllm: "request_inference_time", "From a request's first turn to its last token.")
    static let requestPromptTokens = Quantity(
        .histogram, "dazzle_request_prompt_tokens", vllm: ["vllm:request_prompt_tokens"],
        "Tokens in a request's prompt.", bounds: Bounds.counts)
    static let requestGenerationTokens = Quantity(
        .histogram, "dazzle_request_generation_tokens", vllm: ["vllm:request_generation_tokens"],
        "Tokens that a request was answered with, all choices together.", bounds: Bounds.counts)
    static let longestChoice = Quantity(
        .histogram, nil, vllm: ["vllm:request_max_num_generation_tokens"],
        "Tokens in a request's longest choice.", bounds: Bounds.counts)
    static let askedTokens = Quantity(
        .histogram, "dazzle_request_max_tokens", vllm: ["vllm:request_params_max_tokens"],
        "Tokens that a request allowed, where it said so.", bounds: Bounds.counts)
    static let askedChoices = Quantity(
        .histogram, "dazzle_request_choices", vllm: ["vllm:request_params_n"], "Choices that a request asked for.",
        bounds: [1, 2, 5, 10, 20])

    private static func phase(_ name: String, vllm: String, _ help: String) -> Quantity {
        Quantity(
            .histogram, "dazzle_request_\(name)_seconds", vllm: ["vllm:\(vllm)_seconds"], help, bounds: Bounds.phases,
            vllmBounds: Bounds.vllmPhases)
    }

    /// All of them, for the reference page.
    static let all = [
        running, waiting, blocksUsed, blocksCached, blocksTotal, cacheUsage, prefixQueries, prefixHits, preemptions,
        inFlight, promptTokens, cachedPromptTokens, generationTokens, firstToken, betweenTokens, perToken, duration,
        queueTime, prefillTime, decodeTime, inferenceTime, requestPromptTokens, requestGenerationTokens, longestChoice,
        askedTokens, askedChoices, visionRuns, visionHits, visionBytes, mediaFetch, mediaDecode, mediaPreprocess,
        mediaEncode, images, videos,
    ]

    private enum Bounds {
        static let firstToken = [
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640,
            2560,
        ]
        static let vllmTokens = [
            0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
        ]
        /// Small models need less than 10 ms.
        static let tokens = [0.0005, 0.001, 0.0025, 0.005] + vllmTokens
        static let vllmPhases = [
            0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
        ]
        static let phases = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2] + vllmPhases
        static let counts: [Double] = [
            1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000,
        ]
    }
}
