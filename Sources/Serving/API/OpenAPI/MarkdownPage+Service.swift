internal import HTTPServer
internal import Metrics
internal import Support

extension MarkdownPage {
    static let streams = """
        ## Streams

        With `"stream": true` the answer is `text/event-stream`: events of one line, `data: ` and a JSON object, each followed by
        a blank line. The first event comes with the first token; what fails before it has a status of its own. The last event is
        `data: [DONE]`.

        ```
        data: {"id":"chatcmpl-0f2a","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},…}],…}

        data: {"id":"chatcmpl-0f2a","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Against"},…}],…}

        data: {"id":"chatcmpl-0f2a","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop",…}],…}

        data: [DONE]

        ```

        With `"stream_options": {"include_usage": true}` an event with the usage and without choices stands before `[DONE]`. An
        error after the first event is an event with the error's body; under `/v1` `[DONE]` follows it, under `/v3` it is the last.

        A client that reads slowly gets fewer, larger events; the model does not wait for it. A client that closes its connection
        cancels its request, in the queue, while the prompt is computed and while the answer is written, streamed or not. A
        client that closes only its sending side counts as gone.
        """

    // MARK: Errors

    static var errors: String {
        let rows = errorRows.map { kind, parameter, text in
            let error = APIError(kind, "", parameter: parameter)
            return "| \(text) | \(Dialect.openAI.status(of: error).rawValue) `\(kind.openAIType)` "
                + "| \(Dialect.modelServer.status(of: error).rawValue) |"
        }
        return """
            ## Errors

            A message names the field at fault, the limit and what helps. `param` is the field's name. With 429 and 503 the
            header `Retry-After` says for how many seconds to stay away. A path that does not exist is answered with those near
            to it, a wrong method with the header `Allow`.

            | | `/v1` | `/v3` |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            Every answer has the header `X-Request-Id`: what the client sent under that name, or a new id.
            """
    }

    private static let errorRows: [(APIError.Kind, parameter: String?, String)] = [
        (.malformedJSON, nil, "The body is no JSON"),
        (.malformedBody, "model", "The body is no object, or `model` or `stream` has a wrong type"),
        (.malformedBody, "n", "Another field has a wrong type or is missing"),
        (.invalidValue, nil, "A value is out of range, or fields contradict each other, or the prompt is too long"),
        (.unsupported, nil, "The server cannot do it"),
        (.unauthorized, nil, "The key is missing or wrong"),
        (.unknownModel, nil, "No such model"),
        (.unknownPath, nil, "No such path"),
        (.wrongMethod, nil, "Another method is needed"),
        (.bodyTooLarge, nil, "The body is too large"),
        (.wrongContentType, nil, "The Content-Type is not `application/json`"),
        (.overloaded, nil, "Too many requests wait"),
        (.unavailable, nil, "The model is loading, or the server shuts down"),
        (.internalFailure, nil, "The server failed; its log says why"),
    ]

    // MARK: Limits

    static var limits: String {
        let limits = ServerLimits()
        let rows: [(String, String)] = [
            ("body of a request", "\(limits.bodyBytes >> 20) MiB"),
            ("bodies of all requests that wait", "\(limits.bufferedBytes >> 20) MiB"),
            ("head of a request", "\(limits.headerBytes >> 10) KiB, \(limits.headerCount) headers"),
            ("time for the head to come", "\(limits.headTimeout.components.seconds) s"),
            ("pace of the body", "at least \(limits.bodyBytesPerSecond >> 10) KiB/s"),
            ("connections", "\(limits.connections)"),
            ("connection without a request", "\(limits.idleTimeout.components.seconds) s"),
            ("client that takes nothing", "\(limits.writeTimeout.components.seconds) s"),
            ("depth of JSON", "100"), ("texts of one `tokenize`", "\(TokenizingRoutes.byteLimit >> 20) MiB"),
        ]
        return "## Limits\n\n| | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")
    }

    static var keys: String {
        let open = APIKey.openPaths.sorted().map { "`\($0)`" }.joined(separator: ", ")
        return """
            ## Keys and browsers

            Without a key set, all may ask; the server listens on 127.0.0.1 unless told otherwise. With one or more keys, requests
            need the header `Authorization: Bearer KEY`. Open without one are \(open) and what begins with `/v2/`.

            ```sh
            curl http://127.0.0.1:8000/v1/models -H "Authorization: Bearer $KEY"
            ```

            By default pages of all origins may use the server from a browser. Where origins are listed, an answer names the
            page's own origin if it is among them, and says `Vary: Origin`. Browsers keep the answer to `OPTIONS` for 10 minutes.
            """
    }

    // MARK: Figures

    static var figures: String {
        let rows = Quantity.all.map { quantity in
            let names = quantity.vllmNames.map { "`\($0)`" }.joined(separator: " ")
            return
                "| \(quantity.name.map { "`\($0)`" } ?? "") | \(names) | \(quantity.kind.rawValue) | \(quantity.help) |"
        }
        return """
            ## Figures

            `GET /metrics` is Prometheus' text format. Each series has the label `model`. With `--metrics-style vllm` the names of
            the second column stand instead of those of the first, with the labels `model_name` and `engine="0"` and vLLM's
            bounds, so that its dashboards and autoscalers work; what has no name there keeps its own.

            | name | `--metrics-style vllm` | | |
            |---|---|---|---|
            \(rows.joined(separator: "\n"))

            | name | labels | |
            |---|---|---|
            | `dazzle_requests_total` | `model`, `endpoint`, `outcome` | Generation requests by what became of them: `stop`, \
            `length`, `cancelled`, `failed`, or `refused_` and why, such as `refused_overloaded`. |
            | `vllm:request_success_total` | `model_name`, `engine`, `finished_reason` | In vLLM's style: `stop`, `length`, \
            `abort`, `error`. |
            | `vllm:cache_config_info` | `block_size`, `num_gpu_blocks`, … | In vLLM's style: the KV cache's size. |
            | `dazzle_http_requests_total` | `method`, `status`, `route` | In vLLM's style `http_requests_total` with `handler` \
            and statuses such as `2xx`. |
            | `dazzle_build_info` | `version` | Always 1. |
            | `process_*` | | Processor time, memory, start time and file descriptors. |

            The engine's own figures are read when somebody looks. A request's queue time ends with its first turn in the engine;
            `prefill` leads from there to the first token, `decode` on to the last.
            """
    }

    static let log = """
        ## Log

        Lines go to standard error, as text or, with `--log-format json`, as a JSON object each. A generation request has one
        line when it ends:

        ```
        2026-02-03 04:05:06 info request id=chatcmpl-0f2a model=qwen endpoint=chat.completions stream=true prompt_tokens=24 cached_tokens=16 completion_tokens=5 queue_ms=0.3 ttft_ms=41.2 total_ms=97.8 tokens_per_s=70.7 outcome=stop
        ```

        Each HTTP exchange has a line too; those of probes such as `/health` and `/metrics` are shown at the level `debug`. Prompts
        and answers are logged only where that is asked for, and only their first 2000 characters. Line breaks and control
        characters from outside are escaped.
        """
}
