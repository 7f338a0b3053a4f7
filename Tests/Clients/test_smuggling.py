"""Requests whose end two parsers could see at different places. Each is refused, and what hides behind it is never answered."""

import pytest
from server import serving

HIDDEN = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = "POST /v1/completions HTTP/1.1\r\nHost: a\r\n"


def body(fields: str, content: str = "") -> str:
    return f"{HEAD}{fields}\r\n\r\n{content}{HIDDEN}"


def chunks(content: str) -> str:
    return body("Transfer-Encoding: chunked", content)


FORMS = {
    # Two ways to say how long the body is.
    "length and chunks": body("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    "chunks and length": body("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
    "two lengths": body("Content-Length: 0\r\nContent-Length: 5"),
    "two equal lengths": body("Content-Length: 0\r\nContent-Length: 0"),
    "a list of lengths": body("Content-Length: 0, 0"),
    "chunks in HTTP/1.0": body("Transfer-Encoding: chunked", "0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0", 1),
    # Lengths that are none.
    "signed length": body("Content-Length: +0"), "negative length": body("Content-Length: -1"),
    "hexadecimal length": body("Content-Length: 0x0"), "empty length": body("Content-Length:"),
    "length with a blank": body("Content-Length: 0 0"), "length with a point": body("Content-Length: 0.0"),
    "length that overflows": body("Content-Length: 18446744073709551616"),
    "length with an underscore": body("Content_Length: 0"), "length with a letter": body("Content-Length: 0a"),
    # Encodings that only some would take for chunks.
    "xchunked": body("Transfer-Encoding: xchunked", "0\r\n\r\n"),
    "two encodings": body("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    "identity too": body("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
    "identity first": body("Transfer-Encoding: identity, chunked", "0\r\n\r\n"),
    "a comma first": body("Transfer-Encoding: ,chunked", "0\r\n\r\n"),
    "quoted": body('Transfer-Encoding: "chunked"', "0\r\n\r\n"),
    "with a parameter": body("Transfer-Encoding: chunked;a=b", "0\r\n\r\n"),
    "vertical tab": body("Transfer-Encoding:\x0bchunked", "0\r\n\r\n"),
    "null byte": body("Transfer-Encoding: chunked\x00", "0\r\n\r\n"),
    "space before the colon": body("Transfer-Encoding : chunked", "0\r\n\r\n"),
    "tab before the colon": body("Transfer-Encoding\t: chunked", "0\r\n\r\n"),
    "encoding with an underscore": body("Transfer_Encoding: chunked", "0\r\n\r\n"),
    "empty encoding": body("Transfer-Encoding:", "0\r\n\r\n"),
    # Lines that do not end where they seem to.
    "folded line": body("X: a\r\n Transfer-Encoding: chunked", "0\r\n\r\n"),
    "folded value": body("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"),
    "line feed alone": body("X: a\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    "return alone": body("X: a\rTransfer-Encoding: chunked", "0\r\n\r\n"),
    "two line feeds end the head": f"{HEAD}X: a\n\n{HIDDEN}",
    "head without a colon": body("Transfer-Encoding chunked", "0\r\n\r\n"),
    "name of nothing": body(": a"), "name with a blank": body("X Y: a"), "control in a value": body("X: \x01"),
    # Chunks that do not end where they seem to.
    "chunk size with 0x": chunks("0x0\r\n\r\n"), "chunk size with a sign": chunks("+0\r\n\r\n"),
    "chunk size with a blank": chunks(" 0\r\n\r\n"), "chunk size behind a blank": chunks("0 \r\n\r\n"),
    "no chunk size": chunks("\r\n\r\n"), "chunk size that overflows": chunks("10000000000000000\r\n"),
    "chunk line with LF alone": chunks("0\n\n"), "chunk longer than its size": chunks("1\r\nab\r\n0\r\n\r\n"),
    "chunk without its end": chunks("1\r\na0\r\n\r\n"), "chunk ending with LF": chunks("1\r\na\n0\r\n\r\n"),
    "control in an extension": chunks("0;a=\x01\r\n\r\n"), "negative chunk": chunks("-1\r\n\r\n"),
    "length behind the chunks": chunks("0\r\nContent-Length: 50\r\n\r\n"),
    # Request lines.
    "two blanks": HIDDEN.replace("GET ", "GET  ") + HIDDEN, "tab": HIDDEN.replace("GET ", "GET\t") + HIDDEN,
    "no version": "GET /smuggled\r\n\r\n" + HIDDEN, "small version": HIDDEN.replace("HTTP", "http") + HIDDEN,
    "long version": HIDDEN.replace("1.1", "1.10") + HIDDEN, "HTTP/2": HIDDEN.replace("1.1", "2.0") + HIDDEN,
    "preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN, "blank in the target": "GET /a /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
    "other host in the target": "GET http://b/smuggled HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    "fragment": "GET /a#/smuggled HTTP/1.1\r\nHost: a\r\n\r\n" + HIDDEN,
    # Hosts, and fields that are not for everybody.
    "no host": "GET /smuggled HTTP/1.1\r\n\r\n" + HIDDEN, "two hosts": HIDDEN.replace("Host: a", "Host: a\r\nHost: b") + HIDDEN,
    "host with a blank": HIDDEN.replace("Host: a", "Host: a b") + HIDDEN, "empty host": HIDDEN.replace(": a", ":") + HIDDEN,
    "connection hides the length": body("Connection: Content-Length\r\nContent-Length: 0"),
    "unknown expectation": body("Expect: 200-ok\r\nContent-Length: 0"),
    "compressed": body("Content-Encoding: gzip\r\nContent-Length: 1", "a"),
}


@pytest.fixture(scope="module")
def server():
    with serving("--log-level", "debug") as server:
        yield server
        server.stop()
        assert "/smuggled" not in server.log
        server.process.poll = lambda: None


@pytest.mark.parametrize("name", FORMS)
def test_refused(server, name: str):
    with server.connect(5) as connection:
        connection.sendall(FORMS[name].encode("latin-1"))
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    head, _, rest = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0].split()[1] in (b"400", b"413", b"415", b"417", b"431", b"501", b"505"), answer
    assert b"Connection: close" in lines and answer.count(b"X-Request-Id") == 1, answer
    assert b'"error"' in rest
