/// Turns files into pixels, as Pillow's `Image.open(…).convert("RGB")` does.
package enum ImageDecoder {
    package static func decode(
        _ bytes: [UInt8], _ limits: ImageLimits = ImageLimits()
    ) throws(MediaError) -> Picture {
        try limits.check(bytes: bytes.count)
        switch try format(of: bytes) {
        case .jpeg: return try JPEGDecoder.decode(bytes, limits)
        case .png: return try PNGDecoder.decode(bytes, limits)
        case .webp: return try WebPDecoder.decode(bytes, limits)
        case .gif, .bmp: return try StillDecoder.decode(bytes, limits)
        }
    }

    private static func format(of bytes: [UInt8]) throws(MediaError) -> ImageFormat {
        guard let format = ImageFormat(bytes) else {
            throw MediaError(
                .unsupported, "the file is \(ImageFormat.guess(bytes)); pictures are taken as \(ImageFormat.names)")
        }
        return format
    }
}
