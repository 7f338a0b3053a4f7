import Testing

@testable import Command

@Suite struct ArgumentParserTests {
    struct Accepted: CustomTestStringConvertible {
        var words: [String]
        var change: @Sendable (inout Sample) -> Void
        var testDescription: String { words.joined(separator: " ") }

        init(_ words: String..., change: @escaping @Sendable (inout Sample) -> Void) {
            self.words = words
            self.change = change
        }
    }

    @Test(arguments: [
        Accepted("m", change: { _ in }),
        Accepted("m", "a", "b", change: { $0.words = ["a", "b"] }),
        Accepted("m", "-", change: { $0.words = ["-"] }),
        Accepted("m", "", change: { $0.words = [""] }),
        Accepted("m", "--", "--loud", "-x", change: { $0.words = ["--loud", "-x"] }),
        Accepted("m", "--", "--", change: { $0.words = ["--"] }),
        Accepted("m", "--", "--help", change: { $0.words = ["--help"] }),
        Accepted("--count", "4", "m", change: { $0.count = 4 }),
        Accepted("m", "--count=4", change: { $0.count = 4 }),
        Accepted("m", "--count", "4", "--count", "5", change: { $0.count = 5 }),
        Accepted("m", "--top-share", "0.5", change: { $0.share = 0.5 }),
        Accepted("m", "--top_share", "0.5", change: { $0.share = 0.5 }),
        Accepted("m", "--top_share=1e-3", change: { $0.share = 0.001 }),
        Accepted("m", "--name", "a=b_c", change: { $0.names = ["a=b_c"] }),
        Accepted("m", "--name=a=b", "--name", "-1", change: { $0.names = ["a=b", "-1"] }),
        Accepted("m", "--name=--x", "--name=", change: { $0.names = ["--x", ""] }),
        Accepted("m", "--colour", "GREEN", change: { $0.colour = .green }),
        Accepted("m", "--loud", "a", change: { ($0.isLoud, $0.words) = (true, ["a"]) }),
        Accepted("m", "--loud=false", change: { _ in }),
        Accepted("m", "--no-cache", change: { $0.caches = false }),
        Accepted("m", "--no_cache", "--cache", change: { _ in }),
        Accepted("m", "--max-length", "16k", change: { $0.length = 16000 }),
        Accepted("m", "--max-length=2K", change: { $0.length = 2048 }),
        Accepted("m", "--max_new_length", "7", change: { $0.length = 7 }),
        Accepted("m", "--name", "日本", change: { $0.names = ["日本"] }),
    ])
    func accepts(_ row: Accepted) throws {
        var expected = Sample()
        expected.folder = "m"
        row.change(&expected)
        guard case .run(let options) = try ArgumentParser.parse(row.words, by: Sample.spec) else {
            Issue.record("took it for a call for help")
            return
        }
        #expect(options == expected)
    }

    @Test(
        arguments: [
            ([], .missingArgument("FOLDER")),
            (["--count", "4"], .missingArgument("FOLDER")),
            (["m", "--count"], .missingValue(option: "--count", expectation: "a whole number from 1 to 9")),
            (["m", "--count", "--loud"], .missingValue(option: "--count", expectation: "a whole number from 1 to 9")),
            (["m", "--count", "0"], .badValue(name: "--count", value: "0", expectation: "a whole number from 1 to 9")),
            (["m", "--count=10"], .badValue(name: "--count", value: "10", expectation: "a whole number from 1 to 9")),
            (
                ["m", "--count", "4x"],
                .badValue(name: "--count", value: "4x", expectation: "a whole number from 1 to 9")
            ),
            (["m", "--count="], .badValue(name: "--count", value: "", expectation: "a whole number from 1 to 9")),
            (
                ["m", "--count", "99999999999999999999"],
                .badValue(name: "--count", value: "99999999999999999999", expectation: "a whole number from 1 to 9")
            ),
            (["m", "--top_share", "0"], .badValue(name: "--top-share", value: "0", expectation: shareExpectation)),
            (["m", "--top-share", "nan"], .badValue(name: "--top-share", value: "nan", expectation: shareExpectation)),
            (["m", "--top-share", "inf"], .badValue(name: "--top-share", value: "inf", expectation: shareExpectation)),
            (
                ["m", "--max-length", "9223372036854775807K"],
                .badValue(
                    name: "--max-length", value: "9223372036854775807K", expectation: "a whole number, at least 0")
            ),
            (["m", "--colour", "blue"], .badValue(name: "--colour", value: "blue", expectation: "one of red, green")),
            (["m", "--loud=maybe"], .badValue(name: "--loud", value: "maybe", expectation: "true or false")),
            (["m", "--no-cache=true"], .badValue(name: "--no-cache", value: "true", expectation: "no value")),
            (["m", "--cuont", "4"], .unknownOption("--cuont", suggestion: "--count")),
            (["m", "--topshare=1"], .unknownOption("--topshare", suggestion: "--top-share")),
            (["m", "--nocache"], .unknownOption("--nocache", suggestion: "--no-cache")),
            (["m", "-loud"], .unknownOption("-loud", suggestion: "--loud")),
            (["m", "--zebra"], .unknownOption("--zebra", suggestion: nil)),
            (["m", "-5"], .unknownOption("-5", suggestion: nil)),
            (["m", "--loud", "--count", "6"], .contradiction("--loud goes with a --count of at most 5.")),
        ] as [([String], ArgumentError)])
    func refuses(_ words: [String], with expected: ArgumentError) {
        #expect(throws: expected) { try ArgumentParser.parse(words, by: Sample.spec) }
    }

    private static let shareExpectation = "a number above 0 and at most 1"

    @Test func refusesMoreArgumentsThanPlaces() {
        #expect(throws: ArgumentError.unexpectedArgument("b")) {
            try ArgumentParser.parse(["fish", "b"], by: Completions.spec)
        }
    }

    @Test(arguments: [["--help"], ["-h"], ["m", "--count", "0", "--help"], ["--zebra", "--help"], ["m", "-h"]])
    func hearsCallsForHelp(_ words: [String]) throws {
        guard case .help = try ArgumentParser.parse(words, by: Sample.spec) else {
            Issue.record("ran instead")
            return
        }
    }

    @Test(arguments: [
        ("count", "count", 0), ("cuont", "count", 1), ("coun", "count", 1), ("counts", "count", 1), ("", "abc", 3),
        ("abc", "", 3), ("ca", "abc", 3), ("kitten", "sitting", 3),
    ])
    func measuresSlips(_ first: String, _ second: String, _ distance: Int) {
        #expect(editDistance(first, second) == distance)
    }

    @Test func doesNotGuessAtEndlessWords() {
        #expect(nearest(to: String(repeating: "x", count: 100_000), in: ["x"]) == nil)
    }
}
