internal import API
internal import Support

/// Keeps the served models as a configuration file says, while people edit it. What cannot be read changes nothing.
actor ConfigurationWatch {
    private let models: ConfiguredModels
    /// Served whatever the file says.
    private let named: [ModelPlan]
    private let fleet: ModelFleet
    private var seen = ""
    private var keys: [String] = []
    private var warned: Set<String> = []

    init(_ models: ConfiguredModels, beside named: [ModelPlan], _ fleet: ModelFleet) {
        self.models = models
        self.named = named
        self.fleet = fleet
    }

    /// The models to begin with.
    func start() throws -> [ModelPlan] {
        seen = models.fingerprint()
        return try read()
    }

    private func read() throws -> [ModelPlan] {
        let content = try models.read()
        for warning in content.warnings where warned.insert(warning).inserted { Log.warning(warning) }
        let plans = named + content.plans
        keys = plans.map { "\($0.name) \($0.key)" }
        return plans
    }

    /// Follows the files if they have changed.
    func look() async {
        let now = models.fingerprint()
        guard now != seen else { return }
        seen = now
        do {
            await fleet.apply(try read())
            Log.event(.info, "the configuration has changed")
        } catch {
            Log.error("the configuration has changed and is wrong, so everything stays as it was: \(error)")
        }
    }

    /// Reads the files again, and returns when the models are loaded. False if nothing has changed.
    func reload() async throws -> Bool {
        let before = keys
        seen = models.fingerprint()
        await fleet.apply(try read())
        await fleet.settle()
        return keys != before
    }
}
