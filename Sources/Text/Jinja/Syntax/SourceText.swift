/// A template's source with one kind of line end, and the way back from a byte offset to line and column.
struct SourceText: Sendable {
    let bytes: [UInt8]

    /// Every line end becomes `\n`, and the last one is dropped, as Jinja does by default.
    init(_ source: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var previous: UInt8 = 0
        for byte in source.utf8 {
            if byte == 0x0D {
                bytes.append(0x0A)
            } else if byte != 0x0A || previous != 0x0D {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last == 0x0A { bytes.removeLast() }
        self.bytes = bytes
    }

    /// Line and column from 1; columns count code points.
    func position(of offset: Int) -> (line: Int, column: Int) {
        let before = bytes.prefix(max(offset, 0))
        let line = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = before[start...].reduce(1) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
        return (line, column)
    }

    func failure(_ message: String, at offset: Int) -> JinjaError {
        let (line, column) = position(of: offset)
        return JinjaError(kind: .syntax, message: message, line: line, column: column)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The code point that starts at an offset, and its length in bytes.
    func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
        var decoder = UTF8()
        var iterator = bytes[offset...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return ("\u{FFFD}", 1) }
        return (scalar, UTF8.width(scalar))
    }

    func skippingSpace(from offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count {
            let (scalar, length) = scalar(at: offset)
            guard scalar.isPythonSpace else { break }
            offset += length
        }
        return offset
    }

    /// The end of a range once the white space at its end is cut off.
    func trimmingSpace(endOf range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound {
            var start = end - 1
            while start > range.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
            guard scalar(at: start).scalar.isPythonSpace else { break }
            end = start
        }
        return end
    }

    func has(_ word: StaticString, at offset: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard offset >= 0, offset + count <= bytes.count else { return false }
        return word.withUTF8Buffer { bytes[offset..<offset + count].elementsEqual($0) }
    }
}
