/// A picture as rows of red, green and blue bytes, from the top left.
package struct Bitmap: Sendable, Hashable {
    package let size: PixelSize
    package var bytes: [UInt8]

    /// `bytes` must have three entries for each pixel.
    package init(size: PixelSize, bytes: [UInt8]) {
        precondition(bytes.count == size.pixelCount * 3)
        self.size = size
        self.bytes = bytes
    }
}

/// A decoded picture that may be partly transparent.
package struct Picture: Sendable, Hashable {
    package var bitmap: Bitmap
    /// One byte for each pixel, 255 is opaque; nil if the whole picture is.
    package var alpha: [UInt8]?

    package init(bitmap: Bitmap, alpha: [UInt8]? = nil) {
        self.bitmap = bitmap
        self.alpha = alpha
    }

    /// What a model is shown.
    package func flattened(_ rule: AlphaRule) -> Bitmap {
        guard let alpha, case .over(let red, let green, let blue) = rule else { return bitmap }
        var result = bitmap
        let ground = [Int(red), Int(green), Int(blue)]
        for pixel in 0..<bitmap.size.pixelCount where alpha[pixel] != 255 {
            let weight = Int(alpha[pixel])
            for channel in 0..<3 {
                // Pillow's rounding in `Image.paste` with a mask.
                let sum = Int(bitmap.bytes[pixel * 3 + channel]) * weight + ground[channel] * (255 - weight) + 128
                result.bytes[pixel * 3 + channel] = UInt8(((sum >> 8) + sum) >> 8)
            }
        }
        return result
    }
}

/// What becomes of transparency.
package enum AlphaRule: Sendable, Hashable {
    /// The colours stand as they are, as `Image.convert("RGB")` leaves them.
    case drop
    case over(red: UInt8, green: UInt8, blue: UInt8)
}
