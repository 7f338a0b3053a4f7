/// Pictures that tests and goldens share without files: the same formula is in Tools/fixtures/pictures.py.
package enum TestPicture {
    /// Rows of red, green and blue bytes.
    package static func bytes(seed: Int, width: Int, height: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let fine = x * (3 + seed % 5) + y * (5 + seed % 7) + ((x * y) >> 4)
                let coarse = (x >> 3) * 37 + (y >> 3) * 11 + seed * 17
                for channel in 0..<3 { bytes.append(UInt8(((fine + channel * 85) ^ coarse) & 255)) }
            }
        }
        return bytes
    }
}
