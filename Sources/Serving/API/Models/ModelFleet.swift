package import Dazzle
internal import Support

/// Loads and unloads models, so that the catalog shows what is configured. Requests in flight keep the model that they began
/// with; it goes when the last of them has ended.
package actor ModelFleet {
    package struct Rules: Sendable {
        /// Models that nobody has asked for so long are unloaded until somebody does.
        package var idle: Duration?
        /// Bytes that models may take together; beyond, the one that nobody has asked for the longest is unloaded.
        package var budget: Int?
        /// Models are loaded when somebody asks for them.
        package var loadsOnDemand = false

        package init() {}
    }

    package typealias Loader = @Sendable (ModelPlan) async throws -> LanguageModel
    package typealias Announcer = @Sendable (ModelPlan, LanguageModel, Duration) -> Void

    private let catalog: ModelCatalog
    private let rules: Rules
    private let loader: Loader
    /// Is told of each model that can answer now.
    private let announce: Announcer
    private var plans: [ModelPlan] = []
    /// What each available model was loaded by.
    private var loaded: [String: String] = [:]
    private var sizes: [String: Int] = [:]
    /// The last of the loads, which come one after the other: each wants memory and all processors.
    private var last: Task<Void, Never>?
    private var waking: [String: Task<Void, Never>] = [:]

    package init(
        _ catalog: ModelCatalog, _ rules: Rules = Rules(), loader: @escaping Loader,
        announce: @escaping Announcer = { _, _, _ in }
    ) {
        self.announce = announce
        self.catalog = catalog
        self.rules = rules
        self.loader = loader
    }

    // MARK: What is configured

    /// Makes the catalog follow: what is new is loaded, what has changed is loaded beside the old one and takes its place, what is
    /// gone is unloaded. Returns when the work is begun; `settle` waits for its end.
    /// - Parameter loads: false only shows what will be loaded.
    package func apply(_ new: [ModelPlan], loads: Bool = true) {
        guard loads else {
            for plan in new {
                catalog.put(
                    .init(
                        names: plan.names, root: plan.folder, created: UnixTime.seconds,
                        state: rules.loadsOnDemand ? .asleep : .loading))
            }
            return
        }
        let old = Dictionary(plans.map { ($0.name, $0) }) { first, _ in first }
        plans = new
        for plan in old.values where !new.contains(where: { $0.name == plan.name }) { remove(plan) }
        for plan in new {
            if old[plan.name] == nil {
                catalog.put(.init(names: plan.names, root: plan.folder, created: UnixTime.seconds))
                if rules.loadsOnDemand { catalog.set(.asleep, of: plan.name) } else { enqueue(plan) }
            } else if old[plan.name]?.key != plan.key {
                enqueue(plan)
            } else if loaded[plan.name] == nil, case .failed = catalog.state(of: plan.name) {
                // It may be mended.
                catalog.set(.loading, of: plan.name)
                enqueue(plan)
            }
        }
    }

    /// Returns when nothing is being loaded.
    package func settle() async {
        while let task = last {
            await task.value
            if task == last { return }
        }
    }

    /// The first failure of a model that is configured now.
    package var failure: (name: String, message: String)? {
        for plan in plans {
            if case .failed(let message) = catalog.state(of: plan.name) { return (plan.name, message) }
        }
        return nil
    }

    private func remove(_ plan: ModelPlan) {
        Log.event(.info, "unloading", ["model": .string(plan.name)])
        loaded[plan.name] = nil
        catalog.retire(plan.name)
    }

    // MARK: Loading

    @discardableResult
    private func enqueue(_ plan: ModelPlan) -> Task<Void, Never> {
        let before = last
        let task = Task {
            await before?.value
            await load(plan)
        }
        last = task
        return task
    }

    private func isWanted(_ plan: ModelPlan) -> Bool {
        plans.contains { $0.name == plan.name && $0.key == plan.key }
    }

    private func load(_ plan: ModelPlan) async {
        guard isWanted(plan), loaded[plan.name] != plan.key else { return }
        let size = weight(of: plan)
        await makeRoom(for: size, besides: plan.name)
        let begin = ContinuousClock.now
        do {
            let model = try await loader(plan)
            guard isWanted(plan) else { return }
            loaded[plan.name] = plan.key
            sizes[plan.name] = size
            catalog.put(
                .init(names: plan.names, root: plan.folder, created: UnixTime.seconds, state: .available(model)))
            announce(plan, model, begin.duration(to: .now))
        } catch {
            let message = "\(error)"
            if loaded[plan.name] != nil {
                Log.error("\(plan.name) goes on as it was, for it could not be loaded anew: \(message)")
            } else {
                Log.error("\(plan.name) could not be loaded: \(message)")
                catalog.set(.failed(message), of: plan.name)
            }
        }
    }

    // MARK: Rest

    /// Loads a model that rests, however many ask for it.
    package func wake(_ name: String) async {
        guard let plan = plans.first(where: { $0.names.contains(name) }) else { return }
        if let task = waking[plan.name] { return await task.value }
        guard case .asleep = catalog.state(of: plan.name) else { return }
        catalog.set(.waking, of: plan.name)
        let task = enqueue(plan)
        waking[plan.name] = task
        await task.value
        waking[plan.name] = nil
    }

    /// Puts models to rest that nobody has asked for. Called now and then.
    package func rest() {
        guard let idle = rules.idle else { return }
        for plan in plans where catalog.isIdle(plan.name, for: idle) { sleep(plan) }
    }

    private func sleep(_ plan: ModelPlan) {
        Log.event(.info, "unloading until it is asked for", ["model": .string(plan.name)])
        loaded[plan.name] = nil
        sizes[plan.name] = nil
        catalog.set(.asleep, of: plan.name)
    }

    /// Unloads others, those first that nobody has asked for the longest. Waits for those that work.
    private func makeRoom(for size: Int, besides name: String) async {
        guard let budget = rules.budget else { return }
        while sizes.filter({ $0.key != name }).values.reduce(size, +) > budget {
            let others = plans.filter { $0.name != name && loaded[$0.name] != nil }
            guard !others.isEmpty else { return }
            let idle = others.filter { catalog.isIdle($0.name, for: .zero) }
            if let oldest = idle.min(by: { catalog.lastUse(of: $0.name) < catalog.lastUse(of: $1.name) }) {
                sleep(oldest)
            } else {
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// What a model will take: its weights, and the cache that was asked for.
    private func weight(of plan: ModelPlan) -> Int {
        FolderSize.bytes(of: plan.folder, endingWith: ".bin") + (plan.options.cacheBytes ?? 0)
    }
}
