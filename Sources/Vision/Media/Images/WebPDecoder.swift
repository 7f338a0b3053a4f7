internal import CWebP

enum WebPDecoder {
    static func decode(_ bytes: [UInt8], _ limits: ImageLimits) throws(MediaError) -> Picture {
        var features = WebPBitstreamFeatures()
        guard WebPGetFeaturesInternal(bytes, bytes.count, &features, WEBP_DECODER_ABI_VERSION) == VP8_STATUS_OK else {
            throw damaged
        }
        let size = PixelSize(width: Int(features.width), height: Int(features.height))
        try limits.check(size)
        guard features.has_animation == 0 else {
            throw MediaError(.unsupported, "the WebP file is an animation; send a still picture, or the clip as MP4")
        }
        var pixels = [UInt8](repeating: 0, count: size.pixelCount * 4)
        let count = pixels.count
        let isRead = pixels.withUnsafeMutableBufferPointer { memory in
            WebPDecodeRGBAInto(bytes, bytes.count, memory.baseAddress, count, Int32(size.width * 4)) != nil
        }
        guard isRead else { throw damaged }
        return pixels.withUnsafeBufferPointer { Picture(rgba: $0, size: size) }
    }

    private static var damaged: MediaError {
        MediaError(.unreadable, "the WebP file is damaged or cut off; save it again")
    }
}
