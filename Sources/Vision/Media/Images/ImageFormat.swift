/// What a file is by its first bytes; its name and declared type may lie.
package enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg = "JPEG"
    case png = "PNG"
    case webp = "WebP"
    case gif = "GIF"
    case bmp = "BMP"

    package init?(_ bytes: [UInt8]) {
        func begins(_ magic: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: magic.utf8) }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if begins("RIFF"), begins("WEBP", at: 8) {
            self = .webp
        } else if begins("GIF87a") || begins("GIF89a") {
            self = .gif
        } else if begins("BM") {
            self = .bmp
        } else {
            return nil
        }
    }

    static let names = "JPEG, PNG, WebP, GIF and BMP"

    /// What else a file may be, for the sentence that refuses it.
    static func guess(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
        let brand = bytes.count >= 12 ? String(decoding: bytes[4..<12], as: UTF8.self) : ""
        let signs: [(Bool, String)] = [
            (bytes.isEmpty, "empty"),
            (
                brand.hasPrefix("ftypheic") || brand.hasPrefix("ftypheix") || brand.hasPrefix("ftypmif1"),
                "a HEIC picture"
            ),
            (brand.hasPrefix("ftypavif"), "an AVIF picture"), (brand.hasPrefix("ftyp"), "an MP4 file"),
            (
                bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]), "a TIFF picture"
            ),
            (text.contains("<svg"), "an SVG drawing"),
            (text.contains("<html") || text.contains("<!doctype"), "a web page"),
            (bytes.starts(with: "%PDF".utf8), "a PDF document"),
        ]
        return signs.first { $0.0 }?.1 ?? "of an unknown kind"
    }
}
