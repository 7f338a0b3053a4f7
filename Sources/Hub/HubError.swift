/// Why a model was not pulled, in a sentence with the remedy.
package struct HubError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case notFound, noSuchRevision, gated, unauthorized, forbidden
        case rateLimited, serverFailed, offline, network
        case invalidListing, invalidAnswer, nothingSelected
        case corrupt, noSpace, notWritable, locallyChanged, system
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
