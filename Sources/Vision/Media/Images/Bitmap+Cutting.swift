extension Bitmap {
    /// A part of the picture; what lies outside of it is black.
    package func cropped(x: Int, y: Int, _ size: PixelSize) -> Bitmap {
        var result = [UInt8](repeating: 0, count: size.pixelCount * 3)
        let columns = max(0, -x)..<max(max(0, -x), min(size.width, self.size.width - x))
        for row in 0..<size.height where (0..<self.size.height).contains(y + row) {
            let source = ((y + row) * self.size.width + x + columns.lowerBound) * 3
            let target = (row * size.width + columns.lowerBound) * 3
            for index in 0..<columns.count * 3 { result[target + index] = bytes[source + index] }
        }
        return Bitmap(size: size, bytes: result)
    }

    /// The picture within a larger one of a single grey.
    package func padded(to size: PixelSize, left: Int, top: Int, grey: UInt8) -> Bitmap {
        var result = [UInt8](repeating: grey, count: size.pixelCount * 3)
        for row in 0..<self.size.height where (0..<size.height).contains(top + row) {
            let source = row * self.size.width * 3
            let target = ((top + row) * size.width + left) * 3
            for index in 0..<min(self.size.width, size.width - left) * 3 {
                result[target + index] = bytes[source + index]
            }
        }
        return Bitmap(size: size, bytes: result)
    }

    /// The picture cut into equal parts, row by row.
    package func tiles(_ tile: PixelSize) -> [Bitmap] {
        var tiles: [Bitmap] = []
        for y in stride(from: 0, to: size.height, by: tile.height) {
            for x in stride(from: 0, to: size.width, by: tile.width) { tiles.append(cropped(x: x, y: y, tile)) }
        }
        return tiles
    }
}
