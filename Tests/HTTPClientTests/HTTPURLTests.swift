internal import HTTPClient
import Testing

struct HTTPURLTests {
    @Test(arguments: [
        ("https://a.b/c", "https://a.b:443"),
        ("HTTP://A.B:80/", "http://a.b:80"), ("http://u:p@h:8000", "http://h:8000"),
        ("ftp://a/b", nil), ("file:///etc/passwd", nil), ("not a url", nil), ("http://a\0.b", nil),
    ])
    func origin(url: String, origin: String?) {
        #expect(HTTPURL.origin(of: url) == origin)
    }

    @Test(arguments: [
        ("/x?y=z", "https://h/x?y=z"), ("x", "https://h/a/x"), ("//other/x", "https://other/x"),
        ("http://other:81/a b", "http://other:81/a%20b"), ("file:///etc/passwd", nil), ("gopher://h/", nil),
    ])
    func resolve(reference: String, url: String?) {
        #expect(HTTPURL.resolve(reference, against: "https://h/a/b") == url)
    }
}
