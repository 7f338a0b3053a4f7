internal import Support

/// The JSON around the text of a choice's plain chunks. It is the same for all of them, so it is written once.
struct ChunkFrame: Sendable {
    private let head: [UInt8]
    private let tail: [UInt8]

    /// Writes the same chunk with two texts: where they part is where the text stands.
    init(_ format: any AnswerFormat, choice: Int, usage: JSONValue?) {
        func chunk(_ text: String) -> [UInt8] {
            Array(format.chunk(ChoicePiece(index: choice, text: text), usage: usage).written().utf8)
        }
        let (one, other) = (chunk("0"), chunk("1"))
        let place = zip(one, other).prefix { $0 == $1 }.count
        head = Array(EventBytes.prefix) + one[..<place]
        tail = one[min(place + 1, one.count)...] + EventBytes.end
    }

    func append(_ text: String, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: head)
        EventBytes.append(text, to: &buffer)
        buffer.append(contentsOf: tail)
    }
}
