/// GIF and BMP, whose decoders FFmpeg has. Of an animation the first frame.
enum StillDecoder {
    static func decode(_ bytes: [UInt8], _ limits: ImageLimits) throws(MediaError) -> Picture {
        var file = try VideoFile(bytes, formats: "gif,bmp_pipe", maxPixels: limits.maxPixels)
        try limits.check(file.size)
        guard try file.advance() else { throw MediaError(.unreadable, "the file has no picture in it; save it again") }
        let (pixels, size) = try file.pixels(channels: 4)
        return pixels.withUnsafeBufferPointer { Picture(rgba: $0, size: size) }
    }
}
