import Foundation
import Support
import TestSupport
import Testing

@testable import Tokenizers

/// Runs for about a second, or for `DAZZLE_FUZZ_SECONDS`.
@Suite("Tokenizers survive any text", .serialized)
struct TokenizerFuzzTests {
    private static let asked = ProcessInfo.processInfo.environment["DAZZLE_FUZZ_SECONDS"].flatMap(Double.init)
    private static let seconds = asked ?? 1

    private static let corners: [Unicode.Scalar] = [
        "\0", "\u{1}", "\t", "\n", "\r", " ", "\u{85}", "\u{A0}", "\u{AD}", "\u{300}", "\u{301}", "\u{200B}",
        "\u{200D}",
        "\u{2028}", "\u{202E}", "\u{2581}", "\u{FE0F}", "\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "\u{1F468}", "\u{1F3FD}",
        "\u{E0001}", "\u{10FFFF}", "<", ">", "|", "'", "s", "a", "0",
    ]

    private static let pieces = [
        "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<unk>", "<0x0A>", "<0xFF>", "[INST]", "'re", "n't", "   ",
        "\r\n\r\n",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: text += pieces.randomElement(using: &random) ?? ""
            case 1: text.unicodeScalars.append(corners.randomElement(using: &random) ?? " ")
            case 2:
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) {
                    text.unicodeScalars.append(scalar)
                }
            default:
                let scalar = corners.randomElement(using: &random) ?? " "
                text.unicodeScalars.append(
                    contentsOf: repeatElement(scalar, count: Int.random(in: 1...200, using: &random)))
            }
        }
        return text
    }

    @Test("No text is refused, every id is known, memory stays bounded", arguments: ["qwen2", "mistral"])
    func anyText(family: String) throws {
        let tokenizer = try Tokenizer(folder: Fixtures.model(family), lanes: 1)
        var random = SeededGenerator(seed: 7)
        let clock = ContinuousClock()
        let end = clock.now + .seconds(Self.seconds / 2)
        var rounds = 0
        var warm: Int?
        while clock.now < end || rounds < 20 {
            let text = Self.text(&random)
            let ids = try tokenizer.encode(text, addSpecialTokens: Bool.random(using: &random))
            #expect(ids.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabulary.count })
            var detokenizer = tokenizer.makeDetokenizer(skipSpecialTokens: Bool.random(using: &random))
            var filter = StopStringFilter(["<", "\n\n", "'re"], includeStop: false)
            for id in ids { _ = filter.push(detokenizer.push(id)) }
            _ = filter.push(detokenizer.finish()).text + filter.finish()
            rounds += 1
            if rounds == 2000 { warm = SystemMemory.peakResident }
        }
        // In an ordinary run other tests share the process, so only a long run of this suite alone says something.
        if Self.asked != nil, let warm, let peak = SystemMemory.peakResident {
            #expect(peak - warm < 256 << 20, "\(rounds) rounds")
        }
    }
}
