/// How far a batch of prompts is, as one line in the form that vLLM users know (tqdm's).
struct ProgressLine: Hashable {
    /// Stands before the bar; may be empty.
    var description = "Processed prompts"
    /// Whether tokens per second are told.
    var showsSpeed = true
    var total: Int
    var done = 0
    var inputTokens = 0
    var outputTokens = 0

    /// - Parameters:
    ///   - seconds: since the start.
    ///   - columns: the line's length; nil draws a bar of ten characters.
    func text(after seconds: Double, columns: Int?, blocks: Bool = true) -> String {
        let fraction = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let title = description.isEmpty ? "" : description + ": "
        let left = "\(title)\(padded("\(Int((fraction * 100).rounded(.toNearestOrEven)))", to: 3))%|"
        let tokens = showsSpeed ? ", " + speed(seconds) : ""
        let right = "| \(done)/\(total) [\(Self.clock(seconds))<\(remaining(seconds)), \(rate(seconds))\(tokens)]"
        let room = columns.map { max(1, $0 - left.count - right.count) } ?? 10
        let line = left + Self.bar(fraction, room, blocks: blocks) + right
        return columns.map { String(line.prefix($0)) } ?? line
    }

    private func remaining(_ seconds: Double) -> String {
        guard done > 0, seconds > 0 else { return "?" }
        return Self.clock(seconds / Double(done) * Double(max(0, total - done)))
    }

    private func rate(_ seconds: Double) -> String {
        guard done > 0, seconds > 0 else { return "?it/s" }
        let perSecond = Double(done) / seconds
        return perSecond >= 1
            ? padded(decimal(perSecond), to: 5) + "it/s" : padded(decimal(1 / perSecond), to: 5) + "s/it"
    }

    private func speed(_ seconds: Double) -> String {
        func perSecond(_ tokens: Int) -> String { decimal(seconds > 0 ? Double(tokens) / seconds : 0) }
        return "est. speed input: \(perSecond(inputTokens)) toks/s, output: \(perSecond(outputTokens)) toks/s"
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(max(0, seconds), 1e9))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(two(minutes)):\(two(rest))"
    }

    private static func bar(_ fraction: Double, _ width: Int, blocks: Bool) -> String {
        let marks = Array(blocks ? " ▏▎▍▌▋▊▉█" : " 123456789#")
        let steps = marks.count - 1
        let filled = Int(fraction * Double(width) * Double(steps))
        let (full, part) = (filled / steps, filled % steps)
        let bar = String(repeating: marks[steps], count: full) + (full < width ? String(marks[part]) : "")
        return bar + String(repeating: " ", count: max(0, width - bar.count))
    }
}

/// Two places after the point, without a locale.
func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = hundredths % 100
    return (value < 0 ? "-" : "") + "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
}

private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
