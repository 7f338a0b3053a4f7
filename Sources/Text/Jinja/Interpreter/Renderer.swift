internal import Support

/// The state of one render: variables, output, and what has been used of the limits.
final class Renderer {
    let limits: RenderLimits
    let clock: () -> LocalTime
    let names: [String]
    /// The template's own variables by symbol: what it was given, what it sets outside any block, Jinja's globals.
    private var variables: [Value?]
    var scope: Scope?
    private(set) var output = ""
    private var savedOutputBytes = 0
    var autoescape = false
    /// Where in the source evaluation stands; errors that know no better place get this one.
    var offset = 0

    private var steps = 0
    private var stringBytes = 0
    private var callDepth = 0
    private let stack = StackGuard()
    /// What may hold itself and has to be taken apart at the end.
    private var scopes: [Scope] = []
    private var namespaces: [Namespace] = []
    private var loops: [LoopObject] = []

    init(names: [String], variables: [Value?], limits: RenderLimits, clock: @escaping () -> LocalTime) {
        self.names = names
        self.variables = variables
        self.limits = limits
        self.clock = clock
    }

    /// Breaks the cycles that namespaces and macros can form.
    func finish() {
        for scope in scopes { scope.clear() }
        for namespace in namespaces { namespace.clear() }
        for loop in loops { loop.forget() }
        variables = []
        scope = nil
    }

    func keep(_ scope: Scope) { scopes.append(scope) }
    func keep(_ namespace: Namespace) { namespaces.append(namespace) }
    func keep(_ loop: LoopObject) { loops.append(loop) }

    // MARK: Limits

    /// Counts one evaluated node and looks at the stack.
    func tick() throws(JinjaError) {
        try charge(steps: 1)
        guard stack.isWithin(limits.stackBytes) else { throw .limit("The template nests too deeply") }
    }

    func charge(steps count: Int) throws(JinjaError) {
        steps += min(count, limits.steps)
        guard steps <= limits.steps else { throw .limit("The template takes more than \(limits.steps) steps") }
    }

    func charge(items count: Int) throws(JinjaError) {
        guard count <= limits.items else { throw .limit("A list grew beyond \(limits.items) items") }
        try charge(steps: count)
    }

    func charge(bytes count: Int) throws(JinjaError) {
        guard count > 0 else { return }
        guard count <= limits.stringBytes else { throw .limit("A string grew beyond \(limits.stringBytes) bytes") }
        stringBytes &+= count
        guard stringBytes <= limits.totalStringBytes else {
            throw .limit("The template makes more than \(limits.totalStringBytes) bytes of strings")
        }
    }

    /// A string the template made, once it is known to fit.
    func made(_ text: String) throws(JinjaError) -> Value {
        try charge(bytes: text.utf8.count)
        return .string(text)
    }

    func nested<T>(_ body: () throws(JinjaError) -> T) throws(JinjaError) -> T {
        callDepth += 1
        defer { callDepth -= 1 }
        guard callDepth <= limits.calls else { throw .limit("More than \(limits.calls) calls inside one another") }
        return try body()
    }

    // MARK: Output

    func write(_ text: String) throws(JinjaError) {
        guard savedOutputBytes + output.utf8.count + text.utf8.count <= limits.outputBytes else {
            throw .limit("The output grew beyond \(limits.outputBytes) bytes")
        }
        output += text
    }

    /// Runs a body and returns what it wrote instead of writing it.
    func capture(_ body: () throws(JinjaError) -> Void) throws(JinjaError) -> String {
        let saved = output
        savedOutputBytes += saved.utf8.count
        output = ""
        defer {
            output = saved
            savedOutputBytes -= saved.utf8.count
        }
        try body()
        try charge(bytes: output.utf8.count)
        return output
    }

    // MARK: Variables

    func lookup(_ symbol: Symbol) -> Value? {
        var current = scope
        while let scope = current {
            if let value = scope[symbol] { return value }
            current = scope.parent
        }
        return variables[symbol]
    }

    func assign(_ symbol: Symbol, _ value: Value) {
        if let scope { scope.set(symbol, value) } else { variables[symbol] = value }
    }

    func withScope<T>(_ inner: Scope?, _ body: () throws(JinjaError) -> T) throws(JinjaError) -> T {
        let outer = scope
        scope = inner
        defer { scope = outer }
        return try body()
    }

    // MARK: Text and iteration

    /// `str(value)`
    func string(_ value: Value) throws(JinjaError) -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .int(let number): return String(number)
        default:
            var builder = TextBuilder(limit: limits.stringBytes)
            try builder.append(value)
            try charge(bytes: builder.text.utf8.count)
            return builder.text
        }
    }

    func representation(_ value: Value) throws(JinjaError) -> String {
        var builder = TextBuilder(limit: limits.stringBytes)
        try builder.append(representationOf: value)
        try charge(bytes: builder.text.utf8.count)
        return builder.text
    }

    /// `iter(value)`
    func iterate(_ value: Value, complaint: String? = nil) throws(JinjaError) -> ValueIterator {
        switch value {
        case .list(let list), .tuple(let list): return ValueIterator(list.items)
        case .string(let text), .markup(let text):
            return ValueIterator(try characters(text).map { .string(String($0)) })
        case .dict(let dict): return ValueIterator(dict.keys)
        case .undefined: return ValueIterator([])
        case .object(let object):
            if let iterator = try object.iterator(self) { return iterator }
        default: break
        }
        throw .runtime(complaint ?? "'\(value.typeName)' object is not iterable")
    }

    func characters(_ text: String) throws(JinjaError) -> [Unicode.Scalar] {
        try charge(items: text.utf8.count)
        return Array(text.unicodeScalars)
    }

    /// `list(value)`
    func elements(of value: Value) throws(JinjaError) -> [Value] {
        switch value {
        case .list(let list), .tuple(let list): return list.items
        default:
            var iterator = try iterate(value)
            var items: [Value] = []
            while let item = try iterator.next(self) {
                items.append(item)
                guard items.count <= limits.items else { throw .limit("A list grew beyond \(limits.items) items") }
            }
            return items
        }
    }

    /// `len(value)`
    func length(of value: Value) throws(JinjaError) -> Int {
        switch value {
        case .string(let text), .markup(let text): return text.unicodeScalars.count
        case .list(let list), .tuple(let list): return list.items.count
        case .dict(let dict): return dict.count
        case .undefined: return 0
        case .object(let object):
            if let length = object.length { return length }
            if let loop = object as? LoopObject { return try loop.count(self) }
        default: break
        }
        throw .runtime("object of type '\(value.typeName)' has no len()")
    }

    func call(_ callee: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
        switch callee {
        case .object(let object): return try object.call(arguments, self)
        case .undefined(let undefined): throw undefined.failure
        default: throw .runtime("'\(callee.typeName)' object is not callable")
        }
    }
}
