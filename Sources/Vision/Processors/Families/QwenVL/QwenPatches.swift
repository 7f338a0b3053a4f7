internal import Media

/// Cuts frames into the rows that the vision tower reads.
///
/// A row is a patch of two frames: channel, frame, y, x. Patches that will be merged come one after the other: groups of
/// 2 × 2 from the left, then down, then on in time.
struct QwenPatches: Sendable {
    var patch: Int
    var merge: Int
    var temporal: Int
    var normalisation: Normalisation

    var rowLength: Int { 3 * temporal * patch * patch }

    func rows(_ frames: [Bitmap], _ grid: MediaLayout.Grid) -> [Float] {
        var rows = [Float](repeating: 0, count: grid.count * rowLength)
        rows.withUnsafeMutableBufferPointer { rows in
            for time in 0..<grid.time {
                for part in 0..<temporal {
                    // A picture is a clip of two equal frames, and a last odd frame stands twice.
                    let frame = frames[min(time * temporal + part, frames.count - 1)]
                    fill(rows, from: frame, time: time, part: part, grid)
                }
            }
        }
        return rows
    }

    private func fill(
        _ rows: UnsafeMutableBufferPointer<Float>, from frame: Bitmap, time: Int, part: Int, _ grid: MediaLayout.Grid
    ) {
        let stride = frame.size.width * 3
        let (size, area) = (patch * patch, patch * patch * temporal)
        var row = time * grid.height * grid.width
        frame.bytes.withUnsafeBufferPointer { bytes in
            for blockY in 0..<grid.height / merge {
                for blockX in 0..<grid.width / merge {
                    for inner in 0..<merge * merge {
                        let top = (blockY * merge + inner / merge) * patch
                        let left = (blockX * merge + inner % merge) * patch
                        for channel in 0..<3 {
                            normalisation.tables[channel].withUnsafeBufferPointer { table in
                                var target = row * rowLength + channel * area + part * size
                                for y in top..<top + patch {
                                    var source = y * stride + left * 3 + channel
                                    for _ in 0..<patch {
                                        rows[target] = table[Int(bytes[source])]
                                        source &+= 3
                                        target &+= 1
                                    }
                                }
                            }
                        }
                        row += 1
                    }
                }
            }
        }
    }
}
