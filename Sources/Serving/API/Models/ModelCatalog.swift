package import Dazzle
internal import Synchronization

/// The models that are served, and how far each is. Loading happens elsewhere and is told here.
package final class ModelCatalog: Sendable {
    package enum State: Sendable {
        case loading
        case available(LanguageModel)
        /// With a sentence for the operator.
        case failed(String)
        /// Unloaded until somebody asks for it.
        case asleep
        /// Somebody has asked, and it is being loaded.
        case waking
        /// No longer configured; requests that began before may still be in flight.
        case retired
    }

    package struct Entry: Sendable {
        /// All names that requests may use; the first is the one told in answers.
        package var names: [String]
        /// The folder or repository it came from.
        package var root: String
        /// Unix time.
        package var created: Int
        package var state: State

        package init(names: [String], root: String, created: Int, state: State = .loading) {
            self.names = names
            self.root = root
            self.created = created
            self.state = state
        }
    }

    /// A model that can answer now.
    package struct Served: Sendable {
        package var entry: Entry
        package var model: LanguageModel
    }

    private struct Content: Sendable {
        var entries: [Entry] = []
        /// When somebody last asked for a model, by its first name.
        var uses: [String: ContinuousClock.Instant] = [:]
        var isDraining = false
    }

    private let content = Mutex(Content())

    package init() {}

    package func add(_ entry: Entry) { content.withLock { $0.entries.append(entry) } }

    /// In place of the entry of the same first name, if there is one.
    package func put(_ entry: Entry) {
        content.withLock { content in
            content.uses[entry.names[0]] = .now
            if let place = content.entries.firstIndex(where: { $0.names[0] == entry.names[0] }) {
                content.entries[place] = entry
            } else {
                content.entries.append(entry)
            }
        }
    }

    /// Requests find it no more, and the operator sees that it has been there. Only the latest few are kept.
    package func retire(_ name: String) {
        set(.retired, of: name)
        content.withLock { content in
            let retired = content.entries.filter(\.isRetired)
            for old in retired.dropLast(Self.retiredLimit) {
                content.entries.removeAll { $0.names[0] == old.names[0] }
            }
        }
    }

    private static let retiredLimit = 100

    package func state(of name: String) -> State? { entries.first { $0.names[0] == name }?.state }

    package func lastUse(of name: String) -> ContinuousClock.Instant {
        content.withLock { $0.uses[name] } ?? .now
    }

    /// Whether a model is loaded, works on nothing, and nobody has asked for it so long.
    package func isIdle(_ name: String, for duration: Duration) -> Bool {
        guard case .available(let model) = state(of: name) else { return false }
        let statistics = model.statistics
        return statistics.running == 0 && statistics.waitingRequests == 0 && statistics.waiting == 0
            && lastUse(of: name).duration(to: .now) >= duration
    }

    package func set(_ state: State, of name: String) {
        content.withLock { content in
            for place in content.entries.indices where content.entries[place].names.contains(name) {
                content.entries[place].state = state
            }
        }
    }

    package var entries: [Entry] { content.withLock { $0.entries } }

    /// The models that can answer now.
    package var available: [Served] {
        entries.compactMap { entry in
            if case .available(let model) = entry.state { Served(entry: entry, model: model) } else { nil }
        }
    }

    /// The name that answers and figures tell of a model that requests may name in several ways.
    package func firstName(for name: String) -> String? {
        entries.first { $0.names.contains(name) }?.names.first
    }

    /// Every model has been tried.
    package var isReady: Bool {
        content.withLock { content in
            !content.isDraining
                && content.entries.allSatisfy { if case .loading = $0.state { false } else { true } }
        }
    }

    /// Whether a request sent now would be answered.
    package var canAnswer: Bool {
        entries.contains {
            switch $0.state {
            case .available, .asleep, .waking: true
            case .loading, .failed, .retired: false
            }
        }
    }

    package var isDraining: Bool { content.withLock { $0.isDraining } }

    /// From now on requests for any model are refused.
    package func beginDrain() { content.withLock { $0.isDraining = true } }

    /// - Parameter name: nil is the only model, where there is one.
    package func find(_ name: String?) throws(APIError) -> Served {
        guard !isDraining else {
            throw APIError(.unavailable, "the server is shutting down; try again later", retryAfter: 5)
        }
        let served = try look(for: name)
        content.withLock { $0.uses[served.entry.names[0]] = .now }
        return served
    }

    /// The same for those who do not want to work with the model.
    package func look(for name: String?) throws(APIError) -> Served {
        let entries = entries.filter { !$0.isRetired }
        guard let entry = try Self.entry(name, in: entries) else {
            let known = entries.flatMap(\.names).map { "`\($0)`" }.joined(separator: ", ")
            throw APIError(
                .unknownModel,
                "The model `\(name ?? "")` does not exist. This server has \(known.isEmpty ? "none" : known).",
                parameter: "model")
        }
        switch entry.state {
        case .available(let model): return Served(entry: entry, model: model)
        case .loading:
            throw APIError(.unavailable, "The model `\(entry.names[0])` is still loading.", retryAfter: 2)
        case .asleep, .waking:
            var error = APIError(.unavailable, "The model `\(entry.names[0])` is being loaded.", retryAfter: 2)
            error.restingModel = entry.names[0]
            throw error
        case .failed, .retired:
            throw APIError(
                .unavailable, "The model `\(entry.names[0])` could not be loaded; the server's log says why.")
        }
    }

    private static func entry(_ name: String?, in entries: [Entry]) throws(APIError) -> Entry? {
        if let name { return entries.first { $0.names.contains(name) } }
        guard entries.count == 1 else {
            throw APIError(.malformedBody, "model is missing; name one of the served models", parameter: "model")
        }
        return entries[0]
    }
}

extension ModelCatalog.Entry {
    var isRetired: Bool { if case .retired = state { true } else { false } }
}
