internal import Dazzle
internal import Support

/// How log-probabilities are written.
enum LogprobStyle: Sendable, Hashable {
    case chat
    /// Offsets into the text count characters, or bytes in OVMS.
    case completion(Dialect)
}

/// What tokens are called in an answer.
struct TokenNames: Sendable {
    let model: LanguageModel
    let byID: Bool

    func name(_ token: Int32) -> String {
        byID ? "token_id:\(token)" : String(decoding: model.tokenBytes(token), as: UTF8.self)
    }
}

/// Writes the log-probabilities of one choice, piece by piece.
struct LogprobScribe: Sendable {
    let style: LogprobStyle
    let names: TokenNames
    /// How much text stands before the next token.
    private var offset = 0

    init(_ style: LogprobStyle, _ names: TokenNames) {
        self.style = style
        self.names = names
    }

    typealias Entry = (token: Int32, position: PositionLogprobs?)

    mutating func json(_ entries: [Entry]) -> JSONValue {
        switch style {
        case .chat: ["content": .array(entries.compactMap(\.position).map(chat))]
        case .completion(let dialect): completion(entries, dialect)
        }
    }

    /// What an impossible token has, since JSON knows no infinity.
    private static let floor: Float = -9999

    static func number(_ logprob: Float) -> JSONValue { .double(Double(logprob > floor ? logprob : floor)) }

    // MARK: Chat

    private func chat(_ position: PositionLogprobs) -> JSONValue {
        var entry = entry(position.chosen)
        entry["top_logprobs"] = .array(position.top.map { .object(self.entry($0)) })
        return .object(entry)
    }

    private func entry(_ token: TokenLogprob) -> JSONObject {
        [
            "token": .string(names.name(token.token)), "logprob": Self.number(token.logprob),
            "bytes": .array(names.model.tokenBytes(token.token).map { .int(Int($0)) }),
        ]
    }

    // MARK: Completions

    private mutating func completion(_ entries: [Entry], _ dialect: Dialect) -> JSONValue {
        var offsets: [JSONValue] = []
        var logprobs: [JSONValue] = []
        var tokens: [JSONValue] = []
        var alternatives: [JSONValue] = []
        for (token, position) in entries {
            offsets.append(.int(offset))
            let bytes = names.model.tokenBytes(token)
            // Every byte but those that continue a character begins one.
            offset += dialect == .openAI ? bytes.count { $0 & 0xC0 != 0x80 } : bytes.count
            tokens.append(.string(names.name(token)))
            logprobs.append(position.map { Self.number($0.chosen.logprob) } ?? .null)
            alternatives.append(position.map { .object(byName($0)) } ?? .null)
        }
        return dialect == .openAI
            ? [
                "text_offset": .array(offsets), "token_logprobs": .array(logprobs), "tokens": .array(tokens),
                "top_logprobs": .array(alternatives),
            ]
            : [
                "tokens": .array(tokens), "token_logprobs": .array(logprobs), "top_logprobs": .array(alternatives),
                "text_offset": .array(offsets),
            ]
    }

    /// The chosen token, then the others; of tokens that read the same, the likeliest.
    private func byName(_ position: PositionLogprobs) -> JSONObject {
        var object = JSONObject()
        for each in [position.chosen] + position.top {
            let name = names.name(each.token)
            if object[name] == nil { object[name] = Self.number(each.logprob) }
        }
        return object
    }

    // MARK: Prompts

    /// An array with an object for each token, by token id; nothing comes before the first.
    static func promptJSON(_ positions: [PositionLogprobs?], _ model: LanguageModel) -> JSONValue {
        .array(
            positions.map { position in
                guard let position else { return .null }
                var object = JSONObject()
                for each in [position.chosen] + position.top where object["\(each.token)"] == nil {
                    object["\(each.token)"] = [
                        "logprob": number(each.logprob), "rank": .int(each.rank),
                        "decoded_token": .string(String(decoding: model.tokenBytes(each.token), as: UTF8.self)),
                    ]
                }
                return .object(object)
            })
    }
}
