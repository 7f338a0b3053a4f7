/// Which frames of a clip a model is shown.
package enum FramePicking: Sendable, Hashable {
    /// qwen_vl_utils: so many a second, an even number of them, spread from the first frame to the last.
    case qwen(fps: Double?, count: Int?, least: Int, most: Int)
    /// vLLM: so many, spread from the first frame to the last; all where there are fewer.
    case uniform(Int)
    case all

    /// Throws what the clip cannot give.
    package func indices(total: Int, rate: Double) throws(MediaError) -> [Int] {
        guard total > 0 else { throw MediaError(.unreadable, "the clip has no frames") }
        switch self {
        case .all: return Array(0..<total)
        case .uniform(let count):
            guard count > 0, count < total else { return Array(0..<total) }
            // numpy's linspace cut to integers.
            let step = Double(total - 1) / Double(max(1, count - 1))
            return (0..<count).map { $0 == count - 1 ? total - 1 : Int(Double($0) * step) }
        case .qwen(let fps, let count, let least, let most):
            let wanted = try qwenCount(total, rate, fps, count, least, most)
            // torch's linspace, rounded with halves to even.
            let step = Float(total - 1) / Float(max(1, wanted - 1))
            return (0..<wanted).map { index in
                let value =
                    index < wanted / 2 ? step * Float(index) : Float(total - 1) - step * Float(wanted - 1 - index)
                return Int(value.rounded(.toNearestOrEven))
            }
        }
    }

    private func qwenCount(
        _ total: Int, _ rate: Double, _ fps: Double?, _ count: Int?, _ least: Int, _ most: Int
    ) throws(MediaError) -> Int {
        if let count {
            let even = Int((Double(count) / 2).rounded(.toNearestOrEven)) * 2
            guard even >= 2, even <= total else {
                throw MediaError(
                    .unsupported, "\(count) frames are asked for, and the clip gives 2 to \(total); ask for as many")
            }
            return even
        }
        let least = (least + 1) / 2 * 2
        let most = min(most, total) / 2 * 2
        var wanted = Double(total) / max(rate, 1e-6) * (fps ?? 2)
        wanted = min(min(max(wanted, Double(least)), Double(most)), Double(total))
        let even = Int(wanted / 2) * 2
        guard even >= 2 else {
            throw MediaError(
                .unsupported, "the clip has only \(total) frame, and at least 2 are needed; send it as a picture")
        }
        return even
    }
}
