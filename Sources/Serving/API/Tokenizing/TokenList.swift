internal import Dazzle
internal import Support

/// Writes token ids without making a JSON value of each; there may be millions.
enum TokenList {
    /// vLLM's answer.
    static func answer(_ tokens: [Int32], strings: Bool, _ model: LanguageModel) -> String {
        var text = #"{"count":\#(tokens.count),"max_model_len":\#(model.info.contextLength),"tokens":"#
        append(tokens, to: &text)
        text += #","token_strs":"#
        if strings {
            text += "["
            for (index, token) in tokens.enumerated() {
                if index > 0 { text += "," }
                text.appendJSONString(String(decoding: model.tokenBytes(token), as: UTF8.self), escapingNonASCII: false)
            }
            text += "]"
        } else {
            text += "null"
        }
        return text + "}"
    }

    /// OpenVINO Model Server's answer.
    static func answer(_ lists: [[Int32]], isList: Bool) -> String {
        var text = #"{"tokens":"#
        if isList { text += "[" }
        for (index, tokens) in lists.enumerated() {
            if index > 0 { text += "," }
            append(tokens, to: &text)
        }
        return text + (isList ? "]}" : "}")
    }

    private static func append(_ tokens: [Int32], to text: inout String) {
        text += "["
        for (index, token) in tokens.enumerated() {
            if index > 0 { text += "," }
            text += String(token)
        }
        text += "]"
    }
}
