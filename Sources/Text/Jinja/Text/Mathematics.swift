#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The few functions of the C library that numbers need.
enum Mathematics {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    /// `printf` of one number, for example with "%.*e". The precision must be small enough to be meant.
    static func print(_ value: Double, _ conversion: String, precision: Int) -> String {
        let capacity = 400 + max(precision, 0)
        return withVaList([CInt(clamping: precision), value]) { arguments in
            let buffer = [CChar](unsafeUninitializedCapacity: capacity) { buffer, count in
                let written = vsnprintf(buffer.baseAddress, capacity, conversion, arguments)
                count = min(max(Int(written), 0), capacity - 1)
            }
            return String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
