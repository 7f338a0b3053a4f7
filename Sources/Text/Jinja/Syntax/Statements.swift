/// A node that writes text or changes variables.
protocol Statement: Sendable {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow
}

/// How a statement ended.
enum Flow { case next, breakLoop, continueLoop }

typealias Body = [any Statement]

struct TextOutput: Statement {
    let text: String
}

struct ValueOutput: Statement {
    let expression: any Expression
    let offset: Int
}

struct IfStatement: Statement {
    let branches: [(condition: any Expression, body: Body)]
    let otherwise: Body
}

/// What an assignment can write to.
indirect enum Target: Sendable {
    case name(Symbol)
    case tuple([Target])
    case namespace(Symbol, attribute: String, offset: Int)
}

struct ForStatement: Statement {
    let target: Target
    let sequence: any Expression
    let condition: (any Expression)?
    let isRecursive: Bool
    let body: Body
    let otherwise: Body
    let loopSymbol: Symbol
    let offset: Int
}

struct LoopExit: Statement {
    let flow: Flow
}

struct SetStatement: Statement {
    let target: Target
    let value: any Expression
    let offset: Int
}

struct SetBlock: Statement {
    let target: Target
    let filter: FilterCall?
    let body: Body
    let offset: Int
}

struct WithStatement: Statement {
    let bindings: [(target: Target, value: any Expression)]
    let body: Body
    let offset: Int
}

struct FilterBlock: Statement {
    let filter: FilterCall
    let body: Body
    let offset: Int
}

/// `{% generation %}`, which marks text of the assistant for training and renders its body.
struct GenerationBlock: Statement {
    let body: Body
}

struct AutoescapeBlock: Statement {
    let isOn: any Expression
    let body: Body
}

/// `{% block %}`: without inheritance it renders in place and sees only the template's own variables.
struct NamedBlock: Statement {
    let isScoped: Bool
    let body: Body
}

/// The parameters and body shared by macros and call blocks.
struct MacroDefinition: Sendable {
    struct Parameter: Sendable {
        let name: String
        let symbol: Symbol
        let defaultValue: (any Expression)?
    }

    let name: String?
    let parameters: [Parameter]
    let body: Body
    let offset: Int
    /// Which of the implicit variables the body reads; a macro accepts only what it reads.
    let readsCaller: Symbol?
    let readsKeywords: Symbol?
    let readsPositional: Symbol?
}

struct MacroStatement: Statement {
    let definition: MacroDefinition
    let symbol: Symbol
}

struct CallBlock: Statement {
    let definition: MacroDefinition
    let call: Call
}

/// `include`, `import`, `from` and `extends`: there are no other templates to reach.
struct OtherTemplate: Statement {
    let keyword: String
    let offset: Int
}
