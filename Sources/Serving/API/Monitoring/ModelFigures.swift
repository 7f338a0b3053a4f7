internal import Metrics

/// The figures of one model that change with every request, looked up once.
struct ModelFigures: Sendable {
    let inFlight: [Gauge]
    let promptTokens: [Counter]
    let cachedPromptTokens: [Counter]
    let images: [Counter]
    let videos: [Counter]
    let generationTokens: [Counter]
    let firstToken: [Histogram]
    let betweenTokens: [Histogram]
    private let atEnd: [(histograms: [Histogram], read: @Sendable (GenerationRecord) -> Double?)]

    /// Where all models' figures are kept.
    struct Families: Sendable {
        let inFlight: NamedFamilies<Gauge>
        let promptTokens: NamedFamilies<Counter>
        let cachedPromptTokens: NamedFamilies<Counter>
        let images: NamedFamilies<Counter>
        let videos: NamedFamilies<Counter>
        let generationTokens: NamedFamilies<Counter>
        let firstToken: NamedFamilies<Histogram>
        let betweenTokens: NamedFamilies<Histogram>
        let atEnd: [(families: NamedFamilies<Histogram>, read: @Sendable (GenerationRecord) -> Double?)]

        init(_ registry: MetricsRegistry, _ style: MetricsStyle) {
            inFlight = NamedFamilies(.inFlight, registry, style, ())
            promptTokens = NamedFamilies(.promptTokens, registry, style, ())
            cachedPromptTokens = NamedFamilies(.cachedPromptTokens, registry, style, ())
            images = NamedFamilies(.images, registry, style, ())
            videos = NamedFamilies(.videos, registry, style, ())
            generationTokens = NamedFamilies(.generationTokens, registry, style, ())
            firstToken = NamedFamilies(.firstToken, registry, style, Quantity.firstToken.bounds(style))
            betweenTokens = NamedFamilies(.betweenTokens, registry, style, Quantity.betweenTokens.bounds(style))
            atEnd = ModelFigures.readings.map { quantity, read in
                (NamedFamilies(quantity, registry, style, quantity.bounds(style)), read)
            }
        }
    }

    init(_ model: String, _ families: Families) {
        inFlight = families.inFlight[model]
        promptTokens = families.promptTokens[model]
        cachedPromptTokens = families.cachedPromptTokens[model]
        images = families.images[model]
        videos = families.videos[model]
        generationTokens = families.generationTokens[model]
        firstToken = families.firstToken[model]
        betweenTokens = families.betweenTokens[model]
        atEnd = families.atEnd.map { ($0.families[model], $0.read) }
    }

    func count(_ tokens: Int, after gap: Duration, isFirst: Bool) {
        for counter in generationTokens { counter.add(tokens) }
        if isFirst {
            for histogram in firstToken { histogram.observe(gap) }
        } else if tokens > 0 {
            // They came together, because nobody fetched them one by one; each took its share.
            let share = gap.seconds / Double(tokens)
            for histogram in betweenTokens { histogram.observe(share, times: tokens) }
        }
    }

    func end(_ record: GenerationRecord) {
        for gauge in inFlight { gauge.subtract() }
        if record.scheduled != nil {
            for counter in promptTokens { counter.add(record.promptTokens) }
            for counter in cachedPromptTokens { counter.add(record.cachedTokens) }
            for counter in images { counter.add(record.media.images) }
            for counter in videos { counter.add(record.media.videos) }
        }
        for (histograms, read) in atEnd {
            guard let value = read(record) else { continue }
            for histogram in histograms { histogram.observe(value) }
        }
    }

    /// What is told of a request that has ended.
    private static let readings: [(Quantity, @Sendable (GenerationRecord) -> Double?)] = [
        (.duration, { $0.duration.seconds }),
        (.queueTime, { $0.queueTime?.seconds }),
        (.prefillTime, { $0.prefillTime?.seconds }),
        (.decodeTime, { $0.decodeTime?.seconds }),
        (.inferenceTime, { $0.inferenceTime?.seconds }),
        (.perToken, { $0.timePerToken?.seconds }),
        (.requestPromptTokens, { Double($0.promptTokens) }),
        (.requestGenerationTokens, { Double($0.completionTokens) }),
        (.longestChoice, { ($0.longestChoice ?? ($0.choices == 1 ? $0.completionTokens : nil)).map(Double.init) }),
        (.askedTokens, { $0.maxTokens.map(Double.init) }),
        (.askedChoices, { Double($0.choices) }),
    ]
}

/// A quantity's families under all the names that a style has for it.
struct NamedFamilies<Value: Metric>: Sendable {
    private let families: [(family: Family<Value>, name: Quantity.Name)]

    init(_ quantity: Quantity, _ registry: MetricsRegistry, _ style: MetricsStyle, _ options: Value.Options) {
        families = quantity.names(style).map { name in
            (registry.register(Family(name.text, quantity.help, labels: name.labels, options: options)), name)
        }
    }

    subscript(model: String) -> [Value] { families.map { $0.family[$0.name.values(model)] } }
}
