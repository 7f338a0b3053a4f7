import Testing

@testable import Command

/// A made-up verb with one option of every kind.
struct Sample: Equatable {
    var folder: String?
    var words: [String] = []
    var count = 3
    var share: Double?
    var names: [String] = []
    var isLoud = false
    var caches = true
    var colour: Colour?
    var length: Int?

    enum Colour: String, CaseIterable { case red, green }

    static var spec: CommandSpec<Sample> {
        CommandSpec(
            name: "sample", abstract: "show every kind of option",
            discussion: ["A paragraph that is long enough to be broken into two lines by the help of eighty columns."],
            arguments: [
                .required(\.folder, .folder("FOLDER"), "Where it is."),
                .many(\.words, .text("WORD"), "What to say."),
            ],
            groups: [
                OptionGroup(
                    title: "Values",
                    options: [
                        .option("count", \.count, .integer(atLeast: 1, atMost: 9), "How many."),
                        .option("top-share", \.share, .number(above: 0, atMost: 1), unset: "all", "How much."),
                        .option("colour", \.colour, .choice("COLOUR"), "Which."),
                        .option(
                            "max-length", \.length, .integer(scaled: true), unset: "any", aliases: ["max-new-length"],
                            "How long, in a unit whose explanation does not fit on one line."),
                        .repeated("name", \.names, .text("NAME"), "Who."),
                    ]),
                OptionGroup(
                    title: "Switches",
                    options: [
                        .flag("loud", \.isLoud, "Shout."),
                        .toggle("cache", \.caches, "Remember."),
                    ]),
            ],
            examples: [CommandExample("dazzle sample . hello", "Say hello:")],
            initial: Sample(),
            complaint: { $0.isLoud && $0.count > 5 ? "--loud goes with a --count of at most 5." : nil })
    }
}

extension CommandDescription: CustomTestStringConvertible {
    public var testDescription: String { name }
}
