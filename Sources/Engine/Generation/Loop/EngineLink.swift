/// What the engine's thread shares with those who use the engine.
struct EngineLink: Sendable {
    let inbox = EngineInbox()
    let board = StatisticsBoard()
    let queue: QueueGauge
    let passes: PassWatch
}
