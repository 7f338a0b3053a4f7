internal import CCurl
internal import Support
internal import Synchronization

/// The thread on which all transfers of a client run, and the way to give it orders.
final class TransferLoop: Sendable {
    enum Order: Sendable {
        case start(UInt64, HTTPRequest, Mailbox<Arrivals>)
        case resume(UInt64)
        case cancel(UInt64)
        case stop
    }

    private let multi: MultiHandle
    private let orders = Mutex<[Order]>([])

    init() throws(HTTPClientError) { multi = try MultiHandle() }

    /// From any thread.
    func send(_ order: Order) {
        orders.withLock { $0.append(order) }
        curl_multi_wakeup(multi.pointer)
    }

    /// Runs until the order to stop. For the loop's own thread.
    func run() {
        var transfers: [UInt64: Transfer] = [:]
        while obey(&transfers) {
            var running: Int32 = 0
            curl_multi_perform(multi.pointer, &running)
            finishDone(&transfers)
            // curl knows when it must act next and shortens the wait; orders wake it.
            curl_multi_poll(multi.pointer, nil, 0, 60_000, nil)
        }
        for transfer in transfers.values { curl_multi_remove_handle(multi.pointer, transfer.easy) }
    }

    /// Returns false if the loop is to stop.
    private func obey(_ transfers: inout [UInt64: Transfer]) -> Bool {
        let orders = orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
        for order in orders {
            switch order {
            case .start(let id, let request, let inbox): start(id, request, inbox, &transfers)
            case .resume(let id):
                if let transfer = transfers[id] { curl_easy_pause(transfer.easy, CURLPAUSE_CONT) }
            case .cancel(let id):
                if let transfer = transfers.removeValue(forKey: id) {
                    curl_multi_remove_handle(multi.pointer, transfer.easy)
                }
            case .stop: return false
            }
        }
        return true
    }

    private func start(
        _ id: UInt64, _ request: HTTPRequest, _ inbox: Mailbox<Arrivals>, _ transfers: inout [UInt64: Transfer]
    ) {
        do throws(HTTPClientError) {
            let transfer = try Transfer(id, request, inbox)
            guard curl_multi_add_handle(multi.pointer, transfer.easy) == CURLM_OK else {
                throw HTTPClientError(.other, "libcurl cannot take another transfer; it may be out of memory")
            }
            transfers[id] = transfer
        } catch {
            inbox.update { $0.failure = error }
            inbox.close()
        }
    }

    private func finishDone(_ transfers: inout [UInt64: Transfer]) {
        var waiting: Int32 = 0
        while let message = curl_multi_info_read(multi.pointer, &waiting) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let own = dazzle_curl_get_private(easy)
            else { continue }
            let result = message.pointee.data.result
            let transfer = Unmanaged<Transfer>.fromOpaque(own).takeUnretainedValue()
            curl_multi_remove_handle(multi.pointer, easy)
            transfers[transfer.id] = nil
            transfer.finish(result)
        }
    }
}

/// curl's handle for many transfers.
///
/// Unchecked, and sound: the pointer never changes and lives as long as this object, which the loop holds and the thread
/// holds the loop. All functions but one are called by that thread alone; the one, curl_multi_wakeup, is made for being
/// called by any other while the handle lives. The handle is freed with the last reference, so when nobody can call it.
final class MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    /// Once in a process, before anything else of curl.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK

    init() throws(HTTPClientError) {
        guard Self.isReady, let pointer = curl_multi_init() else {
            throw HTTPClientError(.other, "libcurl cannot start; it may be out of memory")
        }
        self.pointer = pointer
    }

    deinit { curl_multi_cleanup(pointer) }
}
