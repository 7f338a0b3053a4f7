import HTTPServer
import Testing

@testable import HTTPServer

@Suite("What a query says")
struct QueryTests {
    @Test(
        arguments: [
            ("device=CPU", "device", "CPU"), ("a=1&device=GPU.1&device=CPU", "device", "GPU.1"),
            ("device", "device", ""),
            ("a+b=c%20d", "a b", "c d"), ("d%65vice=%41", "device", "A"), ("device=%zz", "device", nil),
            ("", "device", nil),
            ("devices=1", "device", nil), ("&&=&device=x=y", "device", "x=y"),
        ] as [(String, String, String?)])
    func values(query: String, name: String, expected: String?) {
        var request = Request(.get, "/", id: "r")
        request.query = query
        #expect(request.queryValue(name) == expected)
    }
}
