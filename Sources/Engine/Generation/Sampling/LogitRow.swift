/// One row of logits, read in blocks with SIMD. NaN counts as -∞ everywhere.
struct LogitRow {
    static let block = 64
    static let lanes = Lanes.scalarCount

    let base: UnsafeMutablePointer<Float>
    let count: Int

    /// nil for a row without logits.
    init?(_ row: UnsafeMutableBufferPointer<Float>) {
        guard let base = row.baseAddress, row.count > 0 else { return nil }
        self.base = base
        count = row.count
    }

    var blockCount: Int { (count + Self.block - 1) / Self.block }

    /// Sixteen logits from `index` on; -∞ beyond the end of the row.
    @inline(__always)
    func lanes(at index: Int) -> Lanes {
        if index + Self.lanes <= count {
            return UnsafeRawPointer(base + index).loadUnaligned(as: Lanes.self)
        }
        var lanes = Lanes(repeating: -.infinity)
        for lane in 0..<max(0, count - index) { lanes[lane] = base[index + lane] }
        return lanes
    }

    /// Writes the largest logit of each block and returns the largest of all; -∞ if there is none.
    func scanMaxima(into maxima: UnsafeMutableBufferPointer<Float>) -> Float {
        var largest = -Float.infinity
        for block in 0..<blockCount {
            let begin = block * Self.block
            var best = Lanes(repeating: -.infinity)
            if begin + Self.block <= count {
                for part in 0..<Self.block / Self.lanes {
                    let pointer = UnsafeRawPointer(base + begin + part * Self.lanes)
                    best = best.larger(pointer.loadUnaligned(as: Lanes.self))
                }
            } else {
                for part in 0..<Self.block / Self.lanes { best = best.larger(lanes(at: begin + part * Self.lanes)) }
            }
            let value = best.largest
            maxima[block] = value
            if value > largest { largest = value }
        }
        return largest
    }

    /// The lowest id whose logit equals `largest`, the row's maximum; 0 if no logit is a number.
    func firstIndex(of largest: Float, maxima: UnsafeMutableBufferPointer<Float>) -> Int {
        for block in 0..<blockCount where maxima[block] == largest {
            let begin = block * Self.block
            for index in begin..<min(begin + Self.block, count) where base[index] == largest { return index }
        }
        return 0
    }

    /// Writes Σ e^((x - largest) · scale) of each block and returns the sum of all. Blocks that would all together add
    /// less than 4e-9 of the largest term are passed over.
    func sumExponentials(
        largest: Float, scale: Float, maxima: UnsafeMutableBufferPointer<Float>,
        into sums: UnsafeMutableBufferPointer<Float>
    ) -> Double {
        var total = 0.0
        for block in 0..<blockCount {
            let isNegligible = (maxima[block] - largest) * scale < -32
            sums[block] = isNegligible ? 0 : blockSum(block, largest: largest, scale: scale, floor: -.infinity)
            total += Double(sums[block])
        }
        return total
    }

    /// The part of that sum that logits of at least `floor` make up.
    func sumExponentials(
        atLeast floor: Float, largest: Float, scale: Float, maxima: UnsafeMutableBufferPointer<Float>
    ) -> Double {
        var total = 0.0
        for block in 0..<blockCount where maxima[block] >= floor {
            total += Double(blockSum(block, largest: largest, scale: scale, floor: floor))
        }
        return total
    }

    /// Float is exact enough for so few terms; across blocks the sums are added as Double.
    @inline(__always)
    private func blockSum(_ block: Int, largest: Float, scale: Float, floor: Float) -> Float {
        let begin = block * Self.block
        var sum = Lanes.zero
        for part in 0..<Self.block / Self.lanes {
            let x = lanes(at: begin + part * Self.lanes)
            let weight = exponential((x - largest) * scale)
            sum += floor == -.infinity ? weight : weight.replacing(with: 0, where: .!(x .>= floor))
        }
        return sum.total
    }

    /// Collects the keys of all logits of at least `floor`, looking only into blocks that hold one.
    func collect(
        atLeast floor: Float, maxima: UnsafeMutableBufferPointer<Float>, into keys: inout Scratch<UInt64>
    ) -> Int {
        var blocks = 0
        for block in 0..<blockCount where maxima[block] >= floor { blocks += 1 }
        let memory = keys.reserve(blocks * Self.block + 1)
        var found = 0
        for block in 0..<blockCount where maxima[block] >= floor {
            let begin = block * Self.block
            // Writing always and counting only what stays spares a jump that nobody can predict.
            for index in begin..<min(begin + Self.block, count) {
                memory[found] = RankKey.make(logit: base[index], id: index)
                found += base[index] >= floor ? 1 : 0
            }
        }
        return found
    }

    /// How many logits are greater than `logit`.
    func countGreater(than logit: Float) -> Int {
        var ones = SIMD16<Int32>.zero
        var begin = 0
        while begin < count {
            ones = ones.replacing(with: ones &+ 1, where: lanes(at: begin) .> logit)
            begin += Self.lanes
        }
        return Int(ones.wrappedSum())
    }

    /// The largest logit, when the block maxima are known.
    func largest(of maxima: UnsafeMutableBufferPointer<Float>) -> Float {
        var largest = -Float.infinity
        for block in 0..<blockCount where maxima[block] > largest { largest = maxima[block] }
        return largest
    }
}
