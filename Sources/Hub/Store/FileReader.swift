/// Reads files in pieces, whatever their size.
enum FileReader {
    static let pieceBytes = 1 << 20

    /// Hands over what lies from the beginning up to `end`; false from `body` ends it early.
    static func read(
        _ file: borrowing FileDescriptor, to end: Int, _ body: (RawSpan) -> Bool
    ) throws(HubError) -> Int {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(pieceBytes, max(1, end)), alignment: 64)
        defer { buffer.deallocate() }
        var offset = 0
        while offset < end {
            let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - offset)])
            let count = try file.read(into: wanted, at: offset)
            if count == 0 { break }
            offset += count
            if !body(UnsafeRawBufferPointer(rebasing: wanted[..<count]).bytes) { break }
        }
        return offset
    }

    /// Whether a file is the one a hub speaks of: its size, and its digest where there is one.
    static func holds(_ hubFile: HubFile, at path: String) throws -> Bool {
        let file = try FileDescriptor.reading(path)
        guard file.size == hubFile.size else { return false }
        guard let expected = hubFile.digest else { return true }
        let digest = try ContentDigest(like: expected, size: hubFile.size)
        _ = try read(file, to: hubFile.size) { bytes in
            digest.update(bytes)
            return !Task.isCancelled
        }
        try Task.checkCancellation()
        return digest.finish() == expected
    }
}
