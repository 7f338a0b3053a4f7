/// A filter: the value before the bar, then what stands in the parentheses.
typealias Filter = Method

/// Jinja's filters by name; each file of this folder holds one topic.
enum Filters {
    static let table: [String: Filter] = text.merging(layout) { $1 }.merging(html) { $1 }.merging(numbers) { $1 }
        .merging(sequences) { $1 }.merging(ordering) { $1 }.merging(choosing) { $1 }.merging(values) { $1 }

    /// `str(value)` unless it is a string already: Jinja's `soft_str`, which keeps markup.
    static func soft(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        switch value {
        case .string, .markup: value
        default: .string(try renderer.string(value))
        }
    }

    /// A filter that is a method of the value's text.
    static func method(_ name: String) -> Filter {
        { renderer, value, arguments throws(JinjaError) in
            guard let method = StringMethods.table[name] else { return .null }
            return try method(renderer, try soft(value, renderer), arguments)
        }
    }
}
