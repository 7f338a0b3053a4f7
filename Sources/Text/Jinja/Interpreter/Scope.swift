/// The variables of one block. Lookups go outwards; assignments stay here. What no scope holds is looked up in the
/// template's own variables, which `Renderer` keeps.
final class Scope {
    let parent: Scope?
    private var symbols: [Symbol] = []
    private var values: [Value] = []

    init(parent: Scope?) { self.parent = parent }

    subscript(symbol: Symbol) -> Value? {
        for index in symbols.indices where symbols[index] == symbol { return values[index] }
        return nil
    }

    func set(_ symbol: Symbol, _ value: Value) {
        for index in symbols.indices where symbols[index] == symbol {
            values[index] = value
            return
        }
        symbols.append(symbol)
        values.append(value)
    }

    func clear() {
        symbols.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }
}
