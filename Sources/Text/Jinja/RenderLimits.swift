/// Bounds on what a template may use; the defaults are far above what real chat templates need.
package struct RenderLimits: Sendable, Hashable {
    /// Nodes evaluated, loop turns and items touched by filters, all together.
    package var steps = 10_000_000
    package var outputBytes = 32 << 20
    /// The longest single string, and the bytes of all strings made on the way.
    package var stringBytes = 32 << 20
    package var totalStringBytes = 512 << 20
    /// The longest list.
    package var items = 1_000_000
    /// Macros and recursive loops inside one another.
    package var calls = 200
    /// How much of the thread's stack rendering may use, whatever the template nests.
    package var stackBytes = 224 << 10

    package init() {}

    /// Lists within lists; not adjustable, because taking such a value apart again uses the stack.
    static let valueDepth = 100
    static let valueSize = 4_000_000
    static let sourceBytes = 4 << 20
    static let syntaxDepth = 100
}

/// Tells how much stack has been used since it was made, so that recursion ends before the stack does.
struct StackGuard {
    private let start: UInt

    init() { start = Self.here() }

    @inline(never)
    private static func here() -> UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }

    func isWithin(_ bytes: Int) -> Bool {
        let now = Self.here()
        return (now < start ? start - now : now - start) < UInt(bytes)
    }
}
