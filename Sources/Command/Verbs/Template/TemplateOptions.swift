internal import Support

/// What `dazzle template` is asked for.
struct TemplateOptions: Hashable {
    var source: String?
    var messages: String?
    var tools: String?
    var variables: JSONObject?
    var addGenerationPrompt = true
    var date: TemplateDate?

    static var spec: CommandSpec<TemplateOptions> {
        CommandSpec(
            name: "template", abstract: "show the prompt that a chat template makes of a conversation",
            discussion: [
                "Prints exactly what the model would see, without a newline at the end. If the template refuses the "
                    + "conversation, its message goes to standard error and the status is 1."
            ],
            arguments: [
                .required(
                    \.source, .file("TEMPLATE"), "A Jinja file, or the folder of a model whose template is meant.")
            ],
            groups: [
                OptionGroup(
                    title: "The conversation",
                    options: [
                        .option(
                            "messages", \.messages, .file(),
                            "JSON list of messages, or an object with \"messages\" and \"tools\" like a chat request; '-' is "
                                + "standard input. Required."),
                        .option("tools", \.tools, .file(), "JSON list of tools."),
                        .option(
                            "kwargs", \.variables, .jsonObject, aliases: ["chat-template-kwargs"],
                            "More variables for the template, such as '{\"enable_thinking\": false}'."),
                        .toggle(
                            "generation-prompt", \.addGenerationPrompt,
                            "End with the header of the answer."),
                        .option(
                            "date", \.date, .date, unset: "now",
                            "What the template takes for the present, such as 2026-01-31 or 2026-01-31T12:00:00."),
                    ])
            ],
            examples: [
                CommandExample(
                    "dazzle template ./Qwen3-4B-int4-ov --messages chat.json", "See the prompt of a model:"),
                CommandExample(
                    "echo '[{\"role\": \"user\", \"content\": \"Hi\"}]' | dazzle template chat_template.jinja --messages -",
                    "Try a template file:"),
            ],
            initial: TemplateOptions(),
            complaint: { $0.messages == nil ? "--messages is missing: give a JSON file with the conversation." : nil })
    }
}

/// A moment of the calendar, without a time zone.
struct TemplateDate: Hashable {
    var year: Int
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0

    /// ISO 8601: a date, or a date and a time; a Z at the end is allowed.
    init?(_ text: String) {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let date = Self.numbers(halves[0], "-", lengths: [4, 2, 2])
        else { return nil }
        (year, month, day) = (date[0], date[1], date[2])
        if halves.count == 2 {
            let clock = halves[1].hasSuffix("Z") ? halves[1].dropLast() : halves[1]
            guard let time = Self.numbers(clock, ":", lengths: [2, 2, 2]) else { return nil }
            (hour, minute, second) = (time[0], time[1], time[2])
        }
        guard (1...12).contains(month), (1...daysInMonth).contains(day), hour < 24, minute < 60, second < 60, year > 0
        else { return nil }
    }

    private var daysInMonth: Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func numbers(_ text: Substring, _ separator: Character, lengths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.count) == lengths, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
            return nil
        }
        return parts.compactMap { Int($0) }
    }
}

extension ValueFormat where Value == TemplateDate {
    static var date: Self {
        ValueFormat(
            valueName: "DATE", expectation: "a date such as 2026-01-31 or 2026-01-31T12:00:00",
            parse: TemplateDate.init)
    }
}
