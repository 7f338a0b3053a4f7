internal import HTTPClient

/// `dazzle health`
struct Health: Hashable {
    var url = "http://127.0.0.1:8000"
    var seconds = 5.0

    static var spec: CommandSpec<Health> {
        CommandSpec(
            name: "health", abstract: "ask whether a server answers",
            discussion: [
                "Ends with status 0 if a request sent now would be answered, else with 1 and a sentence. For the health checks "
                    + "of containers and supervisors, which need no other program then."
            ],
            groups: [
                OptionGroup(
                    title: "Options",
                    options: [
                        .option("url", \.url, .text("URL"), "The server."),
                        .option(
                            "timeout", \.seconds, .number("SECONDS", above: 0, atMost: 3600), "How long it may take."),
                    ])
            ],
            examples: [CommandExample("dazzle health --url http://127.0.0.1:8000", "Ask the server on this machine:")],
            initial: Health())
    }

    static var verb: Verb {
        Verb(spec) { options, console in
            var request = HTTPRequest("GET", options.url + "/health")
            request.timeout = .seconds(options.seconds)
            request.isInsecure = true  // The server's own certificate is not what is asked about.
            let answer: HTTPAnswer
            do {
                answer = try await HTTPClient().send(request)
            } catch {
                throw Failure("\(options.url) does not answer: \(error)")
            }
            guard answer.status == 200 else {
                throw Failure("\(options.url) is not ready: it answers with status \(answer.status)")
            }
            try console.output.write("healthy\n")
        }
    }
}
