/// How a camera was held: what EXIF's tag 0x0112 in a JPEG file says, 1 to 8.
enum EXIFOrientation {
    /// 1, upright, where there is none or it makes no sense.
    static func read(_ bytes: [UInt8]) -> Int {
        var offset = 2
        while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
            let marker = bytes[offset + 1]
            let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
            guard length >= 2, marker != 0xDA, marker != 0xD9, offset + 2 + length <= bytes.count else { return 1 }
            let segment = bytes[offset + 4..<offset + 2 + length]
            if marker == 0xE1, segment.starts(with: "Exif\0\0".utf8) { return value(in: Array(segment.dropFirst(6))) }
            offset += 2 + length
        }
        return 1
    }

    /// - Parameter tiff: the part after "Exif", which is a small TIFF file.
    private static func value(in tiff: [UInt8]) -> Int {
        let isLittle = tiff.starts(with: "II".utf8)
        guard isLittle || tiff.starts(with: "MM".utf8) else { return 1 }
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= tiff.count else { return nil }
            let part = tiff[offset..<offset + count]
            return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let count = number(directory, 2) else { return 1 }
        for entry in 0..<min(count, 512) {
            let place = directory + 2 + entry * 12
            guard let tag = number(place, 2) else { return 1 }
            if tag == 0x0112, let value = number(place + 8, 2), (1...8).contains(value) { return value }
        }
        return 1
    }
}

extension Bitmap {
    /// Upright, of a picture with this orientation.
    func turned(_ orientation: Int) -> Bitmap {
        guard orientation > 1 else { return self }
        let (width, height) = (size.width, size.height)
        let swaps = orientation >= 5
        let target = swaps ? PixelSize(width: height, height: width) : size
        var result = [UInt8](repeating: 0, count: bytes.count)
        for y in 0..<target.height {
            for x in 0..<target.width {
                let (sourceX, sourceY) =
                    switch orientation {
                    case 2: (width - 1 - x, y)
                    case 3: (width - 1 - x, height - 1 - y)
                    case 4: (x, height - 1 - y)
                    case 5: (y, x)
                    case 6: (y, height - 1 - x)
                    case 7: (width - 1 - y, height - 1 - x)
                    default: (width - 1 - y, x)
                    }
                let from = (sourceY * width + sourceX) * 3
                let to = (y * target.width + x) * 3
                for channel in 0..<3 { result[to + channel] = bytes[from + channel] }
            }
        }
        return Bitmap(size: target, bytes: result)
    }
}
