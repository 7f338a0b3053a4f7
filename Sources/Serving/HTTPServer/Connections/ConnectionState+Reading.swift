extension ConnectionState {
    private static let readSize = 64 << 10
    /// What may wait unread behind a request that is being answered.
    private static let pipelineLimit = 64 << 10
    /// Of one client before the others have their turn.
    private static let readsAtOnce = 16

    /// The socket has something to say.
    mutating func react(to what: Poll.Interest, _ core: ServerCore) -> [Action] {
        guard !isClosed else { return [] }
        if !what.isDisjoint(with: .hangUp) { return close(core) }
        var actions: [Action] = []
        if what.contains(.writing) { actions += flush(core) }
        if what.contains(.reading) { actions += read(core) }
        return actions
    }

    mutating func read(_ core: ServerCore) -> [Action] {
        if phase == .handshake {
            do {
                guard try transport?.handshake() == true else { return [] }
                phase = .head
            } catch {
                return close(core)
            }
        }
        var actions: [Action] = []
        var reads = 0
        // The poll tells again of what is left: it is level-triggered, and no transport keeps bytes to itself after a
        // read of `readSize`.
        while let transport, wantsInput, reads < Self.readsAtOnce {
            reads += 1
            let result = withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 1) { memory in
                let result = transport.read(into: memory)
                if case .moved(let count) = result, phase != .lingering {
                    input.append(contentsOf: memory[..<count])
                }
                return result
            }
            switch result {
            case .moved:
                actions += process(core)
            case .wouldBlock: return actions
            case .ended: return actions + close(core)
            }
        }
        // Level-triggered: without this, a client that sends ahead would wake the loop over and over.
        if phase == .exchange { setInterest(interest.subtracting(.reading), core) }
        return actions
    }

    var wantsInput: Bool {
        switch phase {
        case .head, .body, .lingering: true
        case .exchange, .handshake, .closed: false
        }
    }

    /// Goes on with what has been read, as far as that leads.
    mutating func process(_ core: ServerCore) -> [Action] {
        do {
            if phase == .head, try takeHead(core) { phase = .body }
            if phase == .body, try takeBody(core) { return beginExchange(core) }
            return []
        } catch {
            return refuse(error, core)
        }
    }

    private mutating func takeHead(_ core: ServerCore) throws(HTTPFailure) -> Bool {
        skipEmptyLines()
        guard start < input.count, !(input.count == start + 1 && input[start] == 0x0D) else {
            dropRead()
            return false
        }
        if scanned == start { head = RequestHead() }
        if !hasBegun {
            hasBegun = true
            since = .now
        }
        guard let end = try findHeadEnd(core.limits) else { return false }
        headCame = .now
        since = headCame
        head = try RequestHead(parsing: input[start..<end], core.limits)
        start = end + 4
        scanned = start
        if case .length(let count) = head.framing {
            try reserve(count, core)
            body.reserveCapacity(count)
        }
        decoder = ChunkedDecoder()
        if head.expectsContinue, start == input.count {
            output.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            // That the client is gone, the poll tells too.
            if let transport, output.flush(transport), !output.isEmpty { setInterest(interest.union(.writing), core) }
        }
        return true
    }

    /// Empty lines before a request are what some clients put behind the body of the last.
    private mutating func skipEmptyLines() {
        while input.count >= start + 2, input[start] == 0x0D, input[start + 1] == 0x0A { start += 2 }
        scanned = max(scanned, start)
    }

    private mutating func findHeadEnd(_ limits: ServerLimits) throws(HTTPFailure) -> Int? {
        defer { scanned = input.count }
        var end: Int?
        for place in scanned..<input.count where input[place] == 0x0A {
            // A bare line feed never becomes right, so the client need not be waited for.
            guard place > start, input[place - 1] == 0x0D else {
                throw HTTPFailure(.badRequest, "a line of the request's head ends with LF alone; lines end with CRLF")
            }
            guard place >= start + 3, input[place - 2] == 0x0A, input[place - 3] == 0x0D else { continue }
            end = place - 3
            break
        }
        guard (end ?? input.count) - start <= limits.headerBytes else {
            throw HTTPFailure(
                .headerFieldsTooLarge, "the request's head is larger than \(limits.headerBytes) bytes")
        }
        return end
    }

    private mutating func takeBody(_ core: ServerCore) throws(HTTPFailure) -> Bool {
        defer { dropRead() }
        switch head.framing {
        case .none: return true
        case .length(let length):
            let count = min(length - body.count, input.count - start)
            body.append(contentsOf: input[start..<start + count])
            start += count
            return body.count == length
        case .chunked:
            let before = body.count
            try decoder.consume(input, from: &start, into: &body, limits: core.limits)
            try reserve(body.count - before, core)
            return decoder.isDone
        }
    }

    private mutating func dropRead() {
        if start == input.count {
            input.removeAll(keepingCapacity: input.capacity <= Self.pipelineLimit)
        } else if start > Self.readSize {
            input.removeFirst(start)
        } else {
            return scanned = start
        }
        start = 0
        scanned = 0
    }

    private mutating func reserve(_ count: Int, _ core: ServerCore) throws(HTTPFailure) {
        guard core.reserve(count) else {
            throw HTTPFailure(
                .serviceUnavailable,
                "bodies of other requests fill the \(core.limits.bufferedBytes) bytes this server has for them; try again later"
            )
        }
        reserved += count
    }

    private mutating func beginExchange(_ core: ServerCore) -> [Action] {
        let id = RequestID.choose(head.headers["X-Request-Id"])
        var request = Request(head.method, head.path, headers: head.headers, body: body, id: id)
        request.query = head.query
        request.peer = peer
        request.arrival = headCame
        body = []
        phase = .exchange
        since = .now
        // Under the lock, so that there is no moment between two requests of one connection when nothing is counted.
        core.exchangeBegan()
        exchange = Exchange(
            method: head.method.rawValue, path: head.path, id: id, begin: headCame,
            keepsAlive: head.keepsAlive)
        return [.start(request, head)]
    }

    // MARK: Refusing

    /// Answers bytes that are no request, and reads no more of them.
    mutating func refuse(_ failure: HTTPFailure, _ core: ServerCore) -> [Action] {
        var response = core.refusal(failure, head.path)
        if failure.status == .serviceUnavailable { response.headers["Retry-After"] = "1" }
        let id = RequestID.choose(nil)
        response.headers["X-Request-Id"] = id
        guard case .bytes(let content) = response.body else { return close(core) }
        let bytes = ResponseHead.bytes(response, .known(content.count), keepsAlive: false, isOld: false) + content
        output.append(bytes)
        phase = .lingering
        since = .now
        input = []
        body = []
        let summary = ExchangeSummary(
            method: "", path: "", peer: peer, id: id, status: failure.status, bytesSent: bytes.count,
            duration: .zero, outcome: .refused)
        return [.report(summary)] + releaseBody() + flush(core)
    }
}
