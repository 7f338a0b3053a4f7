import Foundation

@testable import Generation

/// Beam search written down once more, as plainly as possible and with nothing in common with the engine's: whole
/// sequences as keys, full sorts, Float arithmetic in the order openvino_genai uses.
struct BeamReference {
    struct Settings {
        var size = 2
        var groups = 1
        var diversity: Float = 0
        var lengthPenalty: Float = 1
        var stopping: BeamSearch.EarlyStopping = .heuristic
        var ngram = 0
        var endingTokens: Set<Int32> = [0]
        var maxTokens = 6
    }

    struct Answer: Equatable {
        var tokens: [Int32]
        var score: Float
        var reason: FinishReason
    }

    let settings: Settings
    let prompt: [Int32]
    /// Log-probabilities of the next token after prompt and answer.
    let model: ([Int32]) -> [Float]

    private struct Beam {
        var tokens: [Int32]
        var score: Float
    }

    func answers() -> [Answer] {
        var running = [[Beam]](repeating: [Beam(tokens: [], score: 0)], count: settings.groups)
        var complete = [[Answer]](repeating: [], count: settings.groups)
        var done = [Bool](repeating: false, count: settings.groups)
        for length in 1...settings.maxTokens where done.contains(false) {
            var chosen: [Int32] = []
            for group in 0..<settings.groups where !done[group] {
                let offers = offers(of: running[group], chosen: chosen)
                var next: [Beam] = []
                for (place, offer) in offers.enumerated() where next.count < settings.size {
                    guard let last = offer.tokens.last else { continue }
                    if !settings.endingTokens.contains(last) {
                        next.append(offer)
                    } else if place < settings.size {
                        finish(offer, .stop, &complete[group])
                    }
                }
                chosen += next.compactMap(\.tokens.last)
                done[group] = next.isEmpty || isSettled(complete[group], running[group][0], length - 1)
                running[group] = next
            }
        }
        for group in 0..<settings.groups where !done[group] {
            for beam in running[group] { finish(beam, .length, &complete[group]) }
        }
        return complete.flatMap { $0 }.enumerated()
            .sorted {
                $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset
            }
            .map(\.element)
    }

    private func offers(of beams: [Beam], chosen: [Int32]) -> [Beam] {
        var offers: [Beam] = []
        for beam in beams {
            var logprobs = model(beam.tokens)
            for token in chosen { logprobs[Int(token)] -= settings.diversity }
            let text = prompt + beam.tokens
            if settings.ngram > 0, text.count >= settings.ngram {
                let tail = Array(text.suffix(settings.ngram - 1))
                for start in 0...(text.count - settings.ngram) {
                    let gram = text[start..<start + settings.ngram]
                    if Array(gram.dropLast()) == tail, let last = gram.last { logprobs[Int(last)] = -.infinity }
                }
            }
            let order = logprobs.indices.sorted { logprobs[$0] != logprobs[$1] ? logprobs[$0] > logprobs[$1] : $0 < $1 }
            for token in order.prefix(2 * settings.size) where logprobs[token] > -.infinity {
                offers.append(Beam(tokens: beam.tokens + [Int32(token)], score: beam.score + logprobs[token]))
            }
        }
        return offers.enumerated()
            .sorted {
                $0.element.score != $1.element.score ? $0.element.score > $1.element.score : $0.offset < $1.offset
            }
            .map(\.element)
    }

    private func finish(_ beam: Beam, _ reason: FinishReason, _ complete: inout [Answer]) {
        let score = beam.score / powf(Float(beam.tokens.count), settings.lengthPenalty)
        complete.append(Answer(tokens: beam.tokens, score: score, reason: reason))
        if complete.count > settings.size {
            var worst = 0
            for index in complete.indices where complete[index].score < complete[worst].score { worst = index }
            complete.remove(at: worst)
        }
    }

    /// `length` and `best` are those of the beams before they were continued.
    private func isSettled(_ complete: [Answer], _ best: Beam, _ length: Int) -> Bool {
        guard complete.count == settings.size, let worst = complete.map(\.score).min() else { return false }
        switch settings.stopping {
        case .always: return true
        case .heuristic: return worst >= best.score / powf(Float(length), settings.lengthPenalty)
        case .never:
            let longest = settings.lengthPenalty > 0 ? settings.maxTokens : length
            return worst >= best.score / powf(Float(longest), settings.lengthPenalty)
        }
    }
}
