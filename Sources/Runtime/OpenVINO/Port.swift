internal import COpenVINO

/// The type of a tensor's elements.
package enum ElementType: Sendable, Hashable {
    case dynamic, bool, u4, u8, i8, i32, i64, f16, bf16, f32, string, other

    private static let table: [(ElementType, dz_element)] = [
        (.dynamic, DZ_DYNAMIC), (.bool, DZ_BOOL), (.u4, DZ_U4), (.u8, DZ_U8), (.i8, DZ_I8), (.i32, DZ_I32),
        (.i64, DZ_I64), (.f16, DZ_F16), (.bf16, DZ_BF16), (.f32, DZ_F32), (.string, DZ_STRING), (.other, DZ_OTHER),
    ]

    init(_ raw: dz_element) { self = Self.table.first { $0.1 == raw }?.0 ?? .other }

    var raw: dz_element { Self.table.first { $0.0 == self }?.1 ?? DZ_OTHER }

    package var bits: Int {
        switch self {
        case .u4: 4
        case .bool, .u8, .i8: 8
        case .f16, .bf16: 16
        case .i32, .f32: 32
        case .i64: 64
        case .dynamic, .string, .other: 0
        }
    }
}

/// An input or output of a model.
package struct Port: Sendable, Hashable {
    package var name: String
    package var element: ElementType
    /// nil where a dimension is dynamic; the whole is nil where even the rank is.
    package var shape: [Int?]?

    init(_ raw: dz_port) {
        name = String(cString: raw.name)
        element = ElementType(raw.element)
        guard raw.rank >= 0 else { return }
        shape = withUnsafeBytes(of: raw.dims) { bytes in
            bytes.bindMemory(to: Int64.self).prefix(Int(raw.rank)).map { $0 < 0 ? nil : Int($0) }
        }
    }

    static func list(
        _ count: Int, _ operation: String, _ read: (Int, inout dz_port) -> dz_status
    ) throws(OpenVINOError) -> [Port] {
        var ports: [Port] = []
        for index in 0..<count {
            var raw = dz_port()
            try read(index, &raw).check(operation)
            ports.append(Port(raw))
        }
        return ports
    }
}
