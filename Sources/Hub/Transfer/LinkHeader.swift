/// Where a list that comes in pages goes on: `<https://…>; rel="next"`.
enum LinkHeader {
    static func next(_ headers: [(name: String, value: String)]) -> String? {
        for header in headers where header.name.lowercased() == "link" {
            for link in header.value.split(separator: ",") {
                let parts = link.split(separator: ";").map { $0.drop { $0 == " " } }
                guard let place = parts.first, place.hasPrefix("<"), place.hasSuffix(">"),
                    parts.dropFirst().contains(where: { ["rel=\"next\"", "rel=next"].contains($0.lowercased()) })
                else { continue }
                return String(place.dropFirst().dropLast())
            }
        }
        return nil
    }
}
