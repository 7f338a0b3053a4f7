#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

package enum UnixTime {
    /// Now, in whole seconds since 1970.
    package static var seconds: Int { Int(time(nil)) }
}
