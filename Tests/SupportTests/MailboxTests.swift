import Testing

@testable import Support

@Suite("Mailbox")
struct MailboxTests {
    struct Letters: MailboxContent {
        var values: [Int] = []
        var isEmpty: Bool { values.isEmpty }
    }

    @Test("What is not fetched is merged, and nothing is lost or doubled")
    func merging() async {
        let mailbox = Mailbox<Letters>()
        mailbox.update { $0.values.append(1) }
        mailbox.update { $0.values.append(2) }
        #expect(await mailbox.next()?.values == [1, 2])
        mailbox.update { $0.values.append(3) }
        mailbox.close()
        #expect(await mailbox.next()?.values == [3])
        #expect(await mailbox.next() == nil)
    }

    @Test("A fast producer and a waiting consumer see every value in order", arguments: [1, 1000])
    func concurrency(pause: Int) async {
        let mailbox = Mailbox<Letters>()
        let count = 10_000
        let producer = Task.detached {
            for value in 0..<count {
                mailbox.update { $0.values.append(value) }
                if value % pause == 0 { await Task.yield() }
            }
            mailbox.close()
        }
        var seen: [Int] = []
        while let letters = await mailbox.next() { seen += letters.values }
        await producer.value
        #expect(seen == Array(0..<count))
    }

    @Test("A consumer that is cancelled while it waits goes on at once")
    func cancellation() async {
        let mailbox = Mailbox<Letters>()
        let consumer = Task { await mailbox.next()?.values }
        consumer.cancel()
        #expect(await consumer.value == nil)
    }
}

@Suite("Threads and memory")
struct ThreadTests {
    @Test("Blocking work runs elsewhere and its result or error comes back")
    func dedicatedThread() async throws {
        struct Failure: Error, Equatable {}
        #expect(try await DedicatedThread.run { 6 * 7 } == 42)
        await #expect(throws: Failure()) { try await DedicatedThread.run { throw Failure() } }
    }

    #if os(Linux)
        @Test("The machine's memory is read")
        func memory() throws {
            let available = try #require(SystemMemory.available)
            let peak = try #require(SystemMemory.peakResident)
            #expect(available > 1 << 20)
            #expect(peak > 1 << 20)
            #expect(peak < 1 << 40)
        }
    #endif
}
