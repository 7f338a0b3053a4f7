internal import HTTPServer

extension EndpointSpec {
    static let models = [
        EndpointSpec(
            topic: .models, method: .get, patterns: ["/v1/models", "/v3/models", "/v3/v1/models"],
            summary: "The models that can answer now, under each of their names.",
            discussion: ["Under `/v3` a model has `id`, `object`, `created` and `owned_by` only."],
            answers: [
                Answer(
                    200, "A list.",
                    #"{"object":"list","data":[{"id":"qwen","object":"model","created":1764000000,"owned_by":"dazzle","root":"models/qwen","parent":null,"max_model_len":32768,"permission":[],"device":"CPU"}]}"#
                )
            ]),
        EndpointSpec(
            topic: .models, method: .get,
            patterns: ["/v1/models/{id...}", "/v3/models/{id...}", "/v3/v1/models/{id...}"],
            summary: "One model. Its name may hold slashes.",
            answers: [
                Answer(
                    200, "The model, as in the list.",
                    #"{"id":"qwen","object":"model","created":1764000000,"owned_by":"dazzle","root":"models/qwen","parent":null,"max_model_len":32768,"permission":[],"device":"CPU"}"#
                ), Answer(404, "No such model; the message names those there are."),
            ]),
        EndpointSpec(
            topic: .models, method: .get, patterns: ["/v1/config"],
            summary: "How far each model is, as OpenVINO Model Server tells it.",
            discussion: [
                "`state` is `START` (unloaded until it is asked for), `LOADING` (with `error_message` where that has failed), "
                    + "`AVAILABLE`, `UNLOADING` while the server shuts down, or `END` for a model that is no longer configured."
            ],
            answers: [
                Answer(
                    200, "By name.",
                    #"{"qwen":{"model_version_status":[{"version":"1","state":"AVAILABLE","status":{"error_code":"OK","error_message":"OK"}}]}}"#
                )
            ]),
    ]

    static let reload = EndpointSpec(
        topic: .models, method: .post, patterns: ["/v1/config/reload"],
        summary: "Reads the configuration file again, where the server was started with one.",
        answers: [
            Answer(200, "Nothing has changed; the states of `/v1/config`.", "{}"),
            Answer(201, "Models are loaded or unloaded; the states of `/v1/config`.", "{}"),
            Answer(400, "The file is wrong, and everything stays as it was; the message says why."),
        ])

    static let devices = [
        EndpointSpec(
            topic: .devices, method: .get, patterns: ["/device"],
            summary: "The devices that models can run on, as `--device` takes them.",
            answers: [Answer(200, "Their names.", #"{"devices":["CPU","GPU.0","NPU"]}"#)]),
        EndpointSpec(
            topic: .devices, method: .get, patterns: ["/device/{name}"],
            summary: "Every property of a device, by OpenVINO's names. What is no number or flag is text.",
            answers: [
                Answer(
                    200, "The properties.",
                    #"{"FULL_DEVICE_NAME":"Intel(R) Core(TM) Ultra 7 155H","NUM_STREAMS":1,"OPTIMIZATION_CAPABILITIES":"['FP32', 'INT8']","PERF_COUNT":false}"#
                ),
                Answer(404, "No such device.", #"{"error":"Device X not found. Available devices: ['CPU', 'GPU']"}"#),
            ]),
        EndpointSpec(
            topic: .devices, method: .post, patterns: ["/device"],
            summary: "The same, with the name in the query: `/device?device=CPU`.",
            answers: [
                Answer(200, "The properties.", #"{"FULL_DEVICE_NAME":"Intel(R) Core(TM) Ultra 7 155H"}"#),
                Answer(404, "No such device.", #"{"error":"Device X not found. Available devices: ['CPU', 'GPU']"}"#),
            ]),
    ]

    static let health = [
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/health", "/ping"],
            summary: "Whether a request sent now would be answered.",
            answers: [
                Answer(200, "Yes.", #"{"status":"healthy"}"#),
                Answer(503, "Models are loading, or the server shuts down.", #"{"status":"model not ready"}"#),
            ]),
        EndpointSpec(
            topic: .health, method: .post, patterns: ["/ping"], summary: "The same.",
            answers: [
                Answer(200, "Yes.", #"{"status":"healthy"}"#),
                Answer(503, "Models are loading, or the server shuts down.", #"{"status":"model not ready"}"#),
            ]),
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/v2/health/live"], summary: "Whether the server runs.",
            answers: [Answer(200, "Yes; the body is empty.", type: nil)]),
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/v2/health/ready"],
            summary: "Whether every model has been loaded or given up.",
            answers: [
                Answer(200, "Yes; the body is empty.", type: nil),
                Answer(503, "Not yet, or not any more.", #"{"error":"Server is not ready"}"#),
            ]),
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/v2"], summary: "What server this is, as KServe asks it.",
            answers: [Answer(200, "Name and version.", #"{"name":"Dazzle","version":"0.1.0","extensions":[]}"#)]),
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/v2/models/{name}", "/v2/models/{name}/versions/{version}"],
            summary: "A model, as KServe asks for it. Slashes in the name are written `%2F`.",
            answers: [
                Answer(
                    200, "The model is ready.",
                    #"{"name":"qwen","versions":["1"],"platform":"OpenVINO","inputs":[],"outputs":[]}"#),
                Answer(404, "No such model or version."), Answer(503, "It is not ready."),
            ]),
        EndpointSpec(
            topic: .health, method: .get,
            patterns: ["/v2/models/{name}/ready", "/v2/models/{name}/versions/{version}/ready"],
            summary: "Whether a model is ready.",
            answers: [
                Answer(200, "Yes; the body is empty.", type: nil), Answer(404, "No such model or version."),
                Answer(503, "It is not ready."),
            ]),
        EndpointSpec(
            topic: .health, method: .get, patterns: ["/version"], summary: "The program's version.",
            answers: [Answer(200, "The version.", #"{"version":"0.1.0"}"#)]),
    ]

    static let figures = [
        EndpointSpec(
            topic: .figures, method: .get, patterns: ["/metrics"],
            summary: "All figures in Prometheus' text format, version 0.0.4.",
            answers: [Answer(200, "Text.", type: "text/plain")]),
        EndpointSpec(
            topic: .figures, method: .get, patterns: ["/load"],
            summary: "Generation requests that have been taken in and are not yet answered.",
            answers: [Answer(200, "A number.", #"{"server_load":3}"#)]),
        EndpointSpec(
            topic: .figures, method: .get, patterns: ["/v1/queue-status"],
            summary: "What the engine computes, and what waits for it.",
            answers: [Answer(200, "Two numbers.", #"{"active_requests":3,"queued_requests":0}"#)]),
    ]

    static let reference = [
        EndpointSpec(
            topic: .reference, method: .get, patterns: ["/"],
            summary:
                "A page to talk to the models, for browsers (`Accept: text/html`); for others, where to find everything.",
            answers: [
                Answer(200, "Links.", #"{"name":"Dazzle","version":"0.1.0","docs":"/docs","openapi":"/openapi.json"}"#)
            ]),
        EndpointSpec(
            topic: .reference, method: .get, patterns: ["/playground/{name}"], summary: "The page's files.",
            answers: [
                Answer(200, "A file.", type: "text/javascript"), Answer(304, "The browser has it already.", type: nil),
                Answer(404, "No such file; the body is empty.", type: nil),
            ]),
        EndpointSpec(
            topic: .reference, method: .get, patterns: ["/docs"], summary: "This reference as a page.",
            answers: [Answer(200, "A page that loads nothing from elsewhere.", type: "text/html")]),
        EndpointSpec(
            topic: .reference, method: .get, patterns: ["/openapi.json"], summary: "This reference as OpenAPI 3.1.",
            answers: [Answer(200, "The document.", #"{"openapi":"3.1.0"}"#)]),
    ]
}
