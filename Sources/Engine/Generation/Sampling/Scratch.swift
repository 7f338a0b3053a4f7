/// Memory that is kept from one use to the next, so that steady work allocates nothing.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
    private var memory = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

    /// Room for `count` elements with unspecified content. Memory handed out earlier is void once this has to grow.
    mutating func reserve(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
        if memory.count < count {
            memory.deallocate()
            memory = .allocate(capacity: count)
        }
        return memory
    }

    deinit { memory.deallocate() }
}

extension Sampler {
    /// What sampling a row needs beside the row. One for each thread that samples; what one row leaves behind never
    /// influences the next.
    package final class Workspace {
        var maxima = Scratch<Float>()
        var sums = Scratch<Float>()
        var keys = Scratch<UInt64>()
        var weights = Scratch<Float>()
        var selection = Scratch<UInt64>()
        var raw = Scratch<Float>()

        package init() {}
    }
}
