internal import Media

extension VisionInput {
    /// Tiles of one size as most towers read them: tile, channel, row, column.
    init(_ tiles: [Bitmap], _ layout: MediaLayout, _ normalisation: Normalisation) {
        let size = tiles.first?.size ?? PixelSize(width: 0, height: 0)
        let area = size.pixelCount
        var values = [Float](repeating: 0, count: tiles.count * 3 * area)
        values.withUnsafeMutableBufferPointer { values in
            for (index, tile) in tiles.enumerated() {
                tile.bytes.withUnsafeBufferPointer { bytes in
                    for channel in 0..<3 {
                        normalisation.tables[channel].withUnsafeBufferPointer { table in
                            let target = (index * 3 + channel) * area
                            for pixel in 0..<area { values[target + pixel] = table[Int(bytes[pixel * 3 + channel])] }
                        }
                    }
                }
            }
        }
        self.init(layout: layout, shape: [tiles.count, 3, size.height, size.width], values: values)
    }
}
