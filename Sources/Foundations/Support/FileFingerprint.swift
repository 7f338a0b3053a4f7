#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Tells whether a file is still what it was. No proof against somebody who wants to deceive.
package enum FileFingerprint {
    /// Of every byte; nil if the file cannot be read.
    package static func ofContent(_ path: String) -> Hash128? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 8) { buffer -> Hash128? in
            var hasher = SipHasher128(key: .zero)
            while true {
                let count = fread(buffer.baseAddress, 1, buffer.count, file)
                if count == 0 { return ferror(file) == 0 ? hasher.finalize() : nil }
                hasher.combine(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// Of its size and the time of its last change, for files that are too large to read; nil if there is none.
    package static func ofStatus(_ path: String) -> Hash128? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        var hasher = SipHasher128(key: .zero)
        hasher.combine(UInt64(bitPattern: Int64(status.st_size)))
        hasher.combine(UInt64(bitPattern: Int64(status.st_mtim.tv_sec)))
        hasher.combine(UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)))
        return hasher.finalize()
    }
}

extension Hash128 {
    /// 32 hexadecimal digits.
    package var hexadecimal: String {
        func digits(_ word: UInt64) -> String {
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits(high) + digits(low)
    }
}
