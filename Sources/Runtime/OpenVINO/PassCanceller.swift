internal import COpenVINO
internal import Synchronization

/// Cancels a pass of an infer request from any thread: the one thing that OpenVINO allows while another thread infers.
package final class PassCanceller: Sendable {
    /// The handle as a number, since pointers are not Sendable; 0 once the request is gone.
    private let address: Mutex<UInt>

    init(_ handle: OpaquePointer) { address = Mutex(UInt(bitPattern: handle)) }

    /// The pass in progress throws an error of the code `cancelled`; without one nothing happens.
    package func cancel() {
        address.withLock { address in
            if let handle = OpaquePointer(bitPattern: address) { _ = dz_request_cancel(handle) }
        }
    }

    /// Returns when nobody cancels any more.
    func retire() { address.withLock { $0 = 0 } }
}
