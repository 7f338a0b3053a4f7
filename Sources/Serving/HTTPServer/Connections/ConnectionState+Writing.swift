extension ConnectionState {
    /// Above this, whoever writes has to wait; below half of it they may go on.
    static let highWater = 64 << 10

    enum SendResult: Sendable { case sent, full, gone }

    /// Sends what the socket takes at once and keeps the rest.
    mutating func send(_ bytes: [UInt8], _ core: ServerCore) -> (SendResult, [Action]) {
        guard !isClosed, exchange != nil else { return (.gone, []) }
        let wasEmpty = output.isEmpty
        output.append(bytes)
        exchange?.sent += bytes.count
        guard wasEmpty else { return (output.count > Self.highWater ? .full : .sent, []) }
        since = .now
        let actions = flush(core)
        return (isClosed ? .gone : output.count > Self.highWater ? .full : .sent, actions)
    }

    mutating func flush(_ core: ServerCore) -> [Action] {
        guard let transport else { return [] }
        if phase == .handshake { return read(core) }
        let before = output.count
        guard output.flush(transport) else { return close(core) }
        if output.count < before { since = .now }
        setInterest(output.isEmpty ? interest.subtracting(.writing) : interest.union(.writing), core)
        var actions: [Action] = []
        if output.count <= Self.highWater / 2 { actions += takeWriters(hasRoom: true) }
        guard output.isEmpty else { return actions }
        if phase == .lingering { transport.finishWriting() }
        if exchange?.isHandled == true { actions += complete(core) }
        return actions
    }

    /// The handler is through. What it wrote may still be in the queue.
    mutating func handled(_ outcome: ExchangeSummary.Outcome, keepsAlive: Bool, _ core: ServerCore) -> [Action] {
        exchange?.isHandled = true
        exchange?.task = nil
        if isClosed {
            // Clients that have all of their answer may close before the handler comes to say so.
            if outcome == .completed, exchange?.wasCutOff == false { exchange?.outcome = .completed }
            return endExchange()
        }
        exchange?.keepsAlive = keepsAlive
        exchange?.outcome = outcome
        if outcome == .failed { return close(core) }
        return output.isEmpty ? complete(core) : []
    }

    /// Everything has been sent: on to the next request, if there is to be one.
    private mutating func complete(_ core: ServerCore) -> [Action] {
        let keepsAlive = exchange?.keepsAlive == true
        var actions = endExchange() + releaseBody()
        guard keepsAlive, !core.isDraining else {
            phase = .lingering
            since = .now
            transport?.finishWriting()
            setInterest(interest.union(.reading), core)
            return actions
        }
        phase = .head
        since = .now
        hasBegun = false
        setInterest(interest.union(.reading), core)
        if start < input.count { actions += process(core) }
        if wantsInput, transport?.hasBufferedInput == true { actions += read(core) }
        return actions
    }

    // MARK: Time

    private static let lingerTime: Duration = .seconds(2)

    /// Ends what takes too long.
    mutating func tick(_ now: ContinuousClock.Instant, _ core: ServerCore) -> [Action] {
        let waited = since.duration(to: now)
        let limits = core.limits
        switch phase {
        case .closed: return []
        case .handshake: return waited > limits.headTimeout ? close(core) : []
        case .head where !hasBegun:
            return waited > limits.idleTimeout || core.isDraining ? close(core) : []
        case .head: return waited > limits.headTimeout ? tooSlow(core, "head") : []
        case .body:
            let due = Double(limits.bodyBytesPerSecond) * ((waited - limits.headTimeout) / .seconds(1))
            return Double(body.count) < due ? tooSlow(core, "body") : []
        case .exchange: return !output.isEmpty && waited > limits.writeTimeout ? close(core) : []
        case .lingering: return waited > (output.isEmpty ? Self.lingerTime : limits.writeTimeout) ? close(core) : []
        }
    }

    private mutating func tooSlow(_ core: ServerCore, _ part: String) -> [Action] {
        refuse(HTTPFailure(.requestTimeout, "the request's \(part) came too slowly; send it again"), core)
    }
}
