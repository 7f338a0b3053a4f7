internal import CPNG

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

enum PNGDecoder {
    static func decode(_ bytes: [UInt8], _ limits: ImageLimits) throws(MediaError) -> Picture {
        let size = try size(of: bytes)
        try limits.check(size)
        var pixels: UnsafeMutablePointer<UInt8>?
        var channels: Int32 = 0
        var message = [CChar](repeating: 0, count: 128)
        guard dazzle_png_decode(bytes, bytes.count, &pixels, &channels, &message), let pixels else {
            let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw MediaError(.unreadable, "the PNG file is damaged (\(reason)); save it again")
        }
        defer { free(pixels) }
        let memory = UnsafeBufferPointer(start: pixels, count: size.pixelCount * Int(channels))
        guard channels == 4 else { return Picture(bitmap: Bitmap(size: size, bytes: Array(memory))) }
        return Picture(rgba: memory, size: size)
    }

    /// From the IHDR chunk, which always comes first.
    private static func size(of bytes: [UInt8]) throws(MediaError) -> PixelSize {
        guard bytes.count >= 33, bytes[12..<16].elementsEqual("IHDR".utf8) else {
            throw MediaError(.unreadable, "the PNG file is damaged: it has no header; save it again")
        }
        func number(_ offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        return PixelSize(width: number(16), height: number(20))
    }
}

extension Picture {
    /// Splits four bytes a pixel.
    init(rgba: UnsafeBufferPointer<UInt8>, size: PixelSize) {
        var colours = [UInt8](repeating: 0, count: size.pixelCount * 3)
        var alpha = [UInt8](repeating: 0, count: size.pixelCount)
        for pixel in 0..<size.pixelCount {
            for channel in 0..<3 { colours[pixel * 3 + channel] = rgba[pixel * 4 + channel] }
            alpha[pixel] = rgba[pixel * 4 + 3]
        }
        self.init(bitmap: Bitmap(size: size, bytes: colours), alpha: alpha.allSatisfy { $0 == 255 } ? nil : alpha)
    }
}
