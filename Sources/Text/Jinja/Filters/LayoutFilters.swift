// Filters that arrange text in lines and columns.
extension Filters {
    static let layout: [String: Filter] = [
        "center": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("center", ["width"])
            let value = try soft(value, renderer)
            let width = try StringMethods.integer(bound[0], 80, "center")
            return try StringMethods.like(
                value, try StringMethods.pad(value.text ?? "", width: width, fill: " ", .both, renderer), renderer)
        },
        "indent": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("indent", ["width", "first", "blank"])
            guard let text = value.text else {
                throw value.typeError("unsupported operand type(s) for +=: '\(value.typeName)' and 'str'")
            }
            let width = bound[0] ?? .int(4)
            var indentation = width.text ?? ""
            if width.text == nil {
                let count = try spaces(try StringMethods.integer(width, 4, "indent"), renderer)
                indentation = String(repeating: " ", count: count)
            }
            let lines = (text + "\n").pythonLines()
            let (bytes, overflows) = indentation.utf8.count.multipliedReportingOverflow(by: lines.count)
            try renderer.charge(bytes: overflows ? .max : bytes)
            let blank = bound[2]?.isTrue ?? false
            var result = bound[1]?.isTrue ?? false ? indentation : ""
            for (index, line) in lines.enumerated() {
                if index > 0 { result += blank || !line.isEmpty ? "\n" + indentation : "\n" }
                result += line
            }
            return try StringMethods.like(value, result, renderer)
        },
        "truncate": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("truncate", ["length", "killwords", "end", "leeway"])
            let length = try StringMethods.integer(bound[0], 255, "truncate")
            let end = try bound[2].map { value throws(JinjaError) in try renderer.string(value) } ?? "..."
            let leeway = bound[3].flatMap { $0.isNone ? nil : $0 }
            let slack = try StringMethods.integer(leeway, 5, "truncate")
            guard length >= end.scalarCount, slack >= 0 else {
                throw .runtime("expected length >= \(end.scalarCount) and leeway >= 0")
            }
            guard let text = value.text else {
                guard try renderer.length(of: value) > length.addingReportingOverflow(slack).partialValue else {
                    return value
                }
                throw value.typeError("'\(value.typeName)' cannot be truncated")
            }
            let (most, overflows) = length.addingReportingOverflow(slack)
            if overflows || text.scalarCount <= most { return value }
            let cut = String(text.unicodeScalars.prefix(length - end.scalarCount))
            let kept = bound[1]?.isTrue ?? false ? cut : cut.pythonSplitFromEnd(" ", limit: 1)[0]
            return try StringMethods.like(value, kept + end, renderer)
        },
        "wordwrap": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind(
                "wordwrap", ["width", "break_long_words", "wrapstring", "break_on_hyphens"])
            guard let text = value.text else { throw value.typeError("'\(value.typeName)' cannot be wrapped") }
            let separator =
                try bound[2].flatMap { $0.isNone ? nil : $0 }.map { value throws(JinjaError) in
                    try renderer.string(value)
                } ?? "\n"
            let wrapper = WordWrapper(
                width: try StringMethods.integer(bound[0], 79, "wordwrap"),
                breaksLongWords: bound[1]?.isTrue ?? true, breaksOnHyphens: bound[3]?.isTrue ?? true)
            var lines: [String] = []
            for line in text.pythonLines() {
                lines.append(try wrapper.wrap(line, renderer).joined(separator: separator))
            }
            return try StringMethods.like(value, lines.joined(separator: separator), renderer)
        },
    ]

    private static func spaces(_ count: Int, _ renderer: Renderer) throws(JinjaError) -> Int {
        try renderer.charge(bytes: count)
        return max(count, 0)
    }
}
