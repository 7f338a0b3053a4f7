/// A string that is equal only to the same code points. Vocabularies hold composed and decomposed spellings of one
/// word as different keys, which Swift's `String` would treat as the same.
package struct ExactString: Sendable, Hashable {
    package let string: String

    @inlinable
    package init(_ string: String) { self.string = string }

    @inlinable
    package static func == (left: ExactString, right: ExactString) -> Bool {
        let (left, right) = (left.string.utf8, right.string.utf8)
        return left.count == right.count && left.elementsEqual(right)
    }

    @inlinable
    package func hash(into hasher: inout Hasher) {
        var copy = string
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
