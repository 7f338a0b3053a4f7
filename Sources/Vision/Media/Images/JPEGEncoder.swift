internal import CTurboJPEG

/// Makes JPEG files; for those who measure servers with pictures.
package enum JPEGEncoder {
    /// - Parameter quality: 1 to 100.
    package static func encode(_ bitmap: Bitmap, quality: Int = 75) throws(MediaError) -> [UInt8] {
        guard let handle = tjInitCompress() else { throw MediaError(.unsupported, "no JPEG encoder can be had") }
        defer { tjDestroy(handle) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        defer { tjFree(buffer) }
        let (width, height) = (Int32(bitmap.size.width), Int32(bitmap.size.height))
        let sampling = Int32(TJSAMP_420.rawValue)
        guard
            tjCompress2(
                handle, bitmap.bytes, width, 0, height, Int32(TJPF_RGB.rawValue), &buffer, &size, sampling,
                Int32(min(max(1, quality), 100)), 0) == 0, let buffer
        else { throw MediaError(.unsupported, "a picture cannot be made: \(String(cString: tjGetErrorStr2(handle)))") }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
    }
}
