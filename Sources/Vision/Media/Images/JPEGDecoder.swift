internal import CTurboJPEG

enum JPEGDecoder {
    static func decode(_ bytes: [UInt8], _ limits: ImageLimits) throws(MediaError) -> Picture {
        guard let handle = tjInitDecompress() else { throw MediaError(.unreadable, "no JPEG decoder can be had") }
        defer { tjDestroy(handle) }
        var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard
            tjDecompressHeader3(handle, bytes, UInt(bytes.count), &width, &height, &sampling, &colours) == 0
        else { throw damaged(handle) }
        let size = PixelSize(width: Int(width), height: Int(height))
        try limits.check(size)
        let isFourColour = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
        let format = isFourColour ? TJPF_CMYK : TJPF_RGB
        var pixels = [UInt8](repeating: 0, count: size.pixelCount * (isFourColour ? 4 : 3))
        let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
        guard
            tjDecompress2(
                handle, bytes, UInt(bytes.count), &pixels, width, 0, height, Int32(format.rawValue), Int32(flags)) == 0
        else { throw damaged(handle) }
        let bitmap = Bitmap(size: size, bytes: isFourColour ? rgb(ofCMYK: pixels) : pixels)
        return Picture(bitmap: bitmap.turned(EXIFOrientation.read(bytes)))
    }

    private static func damaged(_ handle: tjhandle) -> MediaError {
        MediaError(
            .unreadable,
            "the JPEG file is damaged or cut off (\(String(cString: tjGetErrorStr2(handle)))); save it again")
    }

    /// Adobe's files hold the inverse of ink, which is what makes Pillow's formula this simple.
    private static func rgb(ofCMYK pixels: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: pixels.count / 4 * 3)
        for pixel in 0..<pixels.count / 4 {
            let black = Int(pixels[pixel * 4 + 3])
            for channel in 0..<3 {
                // Pillow's MULDIV255 of the inverse inks.
                let product = Int(pixels[pixel * 4 + channel]) * black + 128
                result[pixel * 3 + channel] = UInt8(((product >> 8) + product) >> 8)
            }
        }
        return result
    }
}
