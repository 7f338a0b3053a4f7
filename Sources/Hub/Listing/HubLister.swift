/// Reads what a repository holds at a revision.
struct HubLister {
    let client: HubClient

    private static let pageLimit = 1000

    func listing() async throws -> HubListing {
        client.report(.askingHub(client.address.base))
        switch client.address.source {
        case .huggingFace: return try await huggingFace()
        case .modelScope:
            let page = try await client.document(client.address.listingURL(client.name, client.revision))
            return try ModelScopeListing.listing(page.document).checked()
        }
    }

    /// The commit first: files of one commit belong together, whatever happens to the branch meanwhile.
    private func huggingFace() async throws -> HubListing {
        let (address, name) = (client.address, client.name)
        var commit: String?
        if let url = address.revisionURL(name, client.revision) {
            commit = try HuggingFaceListing.commit(try await client.document(url).document)
        }
        var next: String? = address.listingURL(name, commit.flatMap(Revision.init) ?? client.revision)
        var files: [HubFile] = []
        var pages = 0
        while let url = next {
            let page = try await client.document(url)
            files += try HuggingFaceListing.files(page.document)
            next = page.next
            pages += 1
            guard files.count <= HubListing.fileLimit, pages <= Self.pageLimit else { break }
        }
        return try HubListing(commit: commit, files: files).checked()
    }
}
