/// Changes fields in the text they were read from; every other byte stays: comments, order, spelling.
struct TextProtoEditor {
    private struct Edit {
        let range: Range<Int>
        let text: String
        var key: (Int, Int) { (range.lowerBound, range.upperBound) }
    }

    private let bytes: [UInt8]
    private let newline: String
    private var edits: [Edit] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
        let end = bytes.firstIndex(of: 0x0A) ?? 0
        newline = end > 0 && bytes[end - 1] == 0x0D ? "\r\n" : "\n"
    }

    /// Writes into the message what differs between the two records.
    mutating func edit<Record: TextProtoRuled>(_ message: TextProtoMessage, from old: Record, to new: Record) {
        var added: [TextProtoField] = []
        var removed: Set<String> = []
        for rule in Record.rules {
            let value = rule.value(new)
            guard value != rule.value(old) else { continue }
            switch (message.first(rule.name), value) {
            case (let field?, let value?):
                if !rule.editInside(&self, field, old, new) { replace(field, with: value) }
            case (let field?, nil):
                remove(field)
                removed.insert(rule.name)
            case (nil, let value?): added.append(TextProtoField(rule.name, value))
            case (nil, nil): break
            }
        }
        let last = message.fields.last { field in !removed.contains { field.name == .field($0) } }
        if !added.isEmpty { insert(added, behind: last?.source, in: message) }
    }

    /// The text with all changes made.
    var edited: [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for edit in edits.sorted(by: { $0.key < $1.key }) where edit.range.lowerBound >= position {
            result += bytes[position..<edit.range.lowerBound]
            result += edit.text.utf8
            position = edit.range.upperBound
        }
        return result + bytes[position...]
    }

    private mutating func replace(_ field: TextProtoField, with value: TextProtoValue) {
        guard let source = field.source else { return }
        edits.append(Edit(range: source.value, text: value.written))
    }

    /// With its line, where it has one for itself.
    private mutating func remove(_ field: TextProtoField) {
        guard let statement = field.source?.statement else { return }
        let (start, end) = (lineStart(before: statement.lowerBound), skipBlanks(from: statement.upperBound))
        if skipBlanks(from: start) == statement.lowerBound, end < bytes.count, bytes[end] == 0x0A {
            edits.append(Edit(range: start..<end + 1, text: ""))
        } else {
            edits.append(Edit(range: statement, text: ""))
        }
    }

    /// Behind the last field that stays, in its style.
    private mutating func insert(
        _ added: [TextProtoField], behind last: TextProtoSource?, in message: TextProtoMessage
    ) {
        guard let last else {
            let place = message.body?.lowerBound ?? bytes.count
            let text = added.map(\.written).joined(separator: ", ")
            edits.append(Edit(range: place..<place, text: " \(text) "))
            return
        }
        let mark = last.hasSeparator ? String(decoding: [bytes[last.statement.upperBound - 1]], as: UTF8.self) : ""
        let start = lineStart(before: last.statement.lowerBound)
        let indent = String(decoding: bytes[start..<skipBlanks(from: start)], as: UTF8.self)
        let ownLine = skipBlanks(from: start) == last.statement.lowerBound
        guard ownLine, let end = lineEnd(from: last.statement.upperBound) else {
            let text = added.map { " " + $0.written + mark }.joined()
            edits.append(Edit(range: last.statement.upperBound..<last.statement.upperBound, text: text))
            return
        }
        let text = added.map { newline + indent + $0.written + mark }.joined()
        edits.append(Edit(range: end..<end, text: text))
    }

    private func lineStart(before place: Int) -> Int {
        bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    }

    /// Past spaces, tabs and carriage returns.
    private func skipBlanks(from place: Int) -> Int {
        var place = place
        while place < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[place]) { place += 1 }
        return place
    }

    /// Where the line ends, if nothing but a comment stands before that.
    private func lineEnd(from place: Int) -> Int? {
        let next = skipBlanks(from: place)
        guard next < bytes.count, bytes[next] == 0x0A || bytes[next] == UInt8(ascii: "#") else { return nil }
        let end = bytes[next...].firstIndex(of: 0x0A) ?? bytes.count
        return end > place && bytes[end - 1] == 0x0D ? end - 1 : end
    }
}
