"""Bytes that nobody should send. The server answers or hangs up, and goes on.

DAZZLE_FUZZ_SECONDS=600 makes the two fuzzers run for as long; the default is a few seconds each.
"""

import base64
import json
import os
import random
import socket
import time

import pytest
from server import FIXTURES, Server, post, serving

SECONDS = float(os.environ.get("DAZZLE_FUZZ_SECONDS", "5"))
GOOD = {"model": "qwen2", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2, "temperature": 0}
# Half-written values of most kinds, and names of fields that mean something.
VALUES = [None, True, False, 0, -1, 1, 2 ** 31, 2 ** 63, 2 ** 64, -2 ** 63, 1e308, -1e-308, 0.5, "", "a", "\x00",
          "\ud800", "𝄞" * 50, "a" * 5000, [], {}, [[]], [None], {"a": {"b": []}}, ["a", 1, None], [1, 2, 3],
          [-1], [10 ** 9], [[1], [2]], {"type": "text"}, {"type": "json_object"}, {"include_usage": True}]
FIELDS = """model messages prompt max_tokens max_completion_tokens temperature top_p top_k min_p n best_of stop stream
stream_options logprobs top_logprobs logit_bias seed echo suffix user tools tool_choice response_format presence_penalty
frequency_penalty repetition_penalty ignore_eos min_tokens stop_token_ids skip_special_tokens allowed_token_ids bad_words
truncate_prompt_tokens prompt_logprobs chat_template chat_template_kwargs add_generation_prompt continue_final_message
add_special_tokens documents return_token_ids cache_salt use_beam_search length_penalty early_stopping priority request_id
include_stop_str_in_output parallel_tool_calls guided_json structured_outputs reasoning_effort modalities""".split()


@pytest.fixture(scope="module")
def server():
    with serving("--max-num-seqs", "8") as server:
        yield server
        server.wait_idle(10)


def answers(server: Server, data: bytes, seconds: float = 10) -> bytes:
    """All that comes back until the server hangs up or has said something and falls silent."""
    got = b""
    with server.connect(seconds) as connection:
        try:
            connection.sendall(data)
            connection.settimeout(seconds)
            while piece := connection.recv(65536):
                got += piece
                connection.settimeout(0.05)
        except (TimeoutError, ConnectionError):
            pass
    return got


def is_well(server: Server) -> None:
    status = answers(server, post("/v1/chat/completions", GOOD, "Connection: close")).split(b"\r\n")[0]
    assert status == b"HTTP/1.1 200 OK", status


BODIES = {
    "nothing": b"", "a word": b"hello", "half": b'{"model": "qwen2", "messages": [', "a list": b"[1, 2]",
    "a number": b"1", "null": b"null", "two documents": b"{}{}", "a null byte": b'{"model": "a\x00"}',
    "invalid UTF-8": b'{"model": "\xff\xfe"}', "overlong UTF-8": b'{"model": "\xc0\xaf"}',
    "surrogates": b'{"model": "\\ud800\\ud800"}', "deep lists": b"[" * 100_000, "deep objects": b'{"a":' * 100_000,
    "a deep message": b'{"model":"qwen2","messages":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "many keys": json.dumps({f"k{i}": i for i in range(50_000)}).encode(), "a long number": b"9" * 100_000,
    "a long string": b'{"model": "' + b"a" * 1_000_000 + b'"}', "NaN": b'{"model":"qwen2","temperature":NaN}',
    "equal keys": b'{"model":"qwen2","model":"x","messages":[]}', "UTF-16": '{"model": "qwen2"}'.encode("utf-16"),
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v3/completions", "/tokenize"])
def test_bodies(server: Server, name: str, path: str):
    answer = answers(server, post(path, BODIES[name], "Connection: close"))
    status = int(answer.split()[1])
    assert 400 <= status < 500, answer[:200]
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    assert (error if isinstance(error, str) else error["message"])


def test_a_body_that_is_too_large_names_the_limit(server: Server):
    head = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
    answer = answers(server, head + b"99999999999\r\n\r\n{}")
    assert b" 413 " in answer.split(b"\r\n")[0] and b"33554432" in answer


@pytest.mark.parametrize("type", ["text/plain", "application/xml", "multipart/form-data; boundary=a", "", "application/"])
def test_other_content_types(server: Server, type: str):
    data = json.dumps(GOOD).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {len(data)}\r\nConnection: close\r\n"
    head += f"Content-Type: {type}\r\n\r\n" if type else "\r\n"
    assert answers(server, head.encode() + data).split()[1] in (b"400", b"404", b"415")


def test_other_methods_and_paths(server: Server):
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "BREW"]:
        for path, expected in [("/v1/chat/completions", b"405"), ("/v3/chat/completions", b"406")]:
            head = f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
            assert answers(server, head).split()[1] in (expected, b"501"), (method, path)
    for path in ["/nothing", "/v1/nothing", "/v1/../../etc/passwd", "/%2e%2e/etc", "/v1/models/%ff", "//", "/v1/chat"]:
        head = f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
        assert answers(server, head).split()[1] in (b"404", b"400", b"405"), path


def mutated(dice: random.Random, data: bytes) -> bytes:
    """The bytes with a few of them changed, doubled or left out."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data) or 1)
        match dice.randrange(6):
            case 0: data[at:at + 1] = bytes([dice.randrange(256)])
            case 1: del data[at:at + dice.randrange(20)]
            case 2: data[at:at] = data[at:at + dice.randrange(40)]
            case 3: data[at:at] = dice.choice([b"\r\n", b"\n", b"\r", b"\x00", b" ", b":", b"\t", b"0", b"chunked"])
            case 4: data[at:at] = dice.choice([b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"\r\n\r\n"])
            case 5: data += data[:dice.randrange(200)]
    return bytes(data)


def chunked(dice: random.Random, data: bytes) -> bytes:
    out = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    while data:
        size = dice.randint(1, 60)
        piece, data = data[:size], data[size:]
        out += b"%x\r\n%s\r\n" % (len(piece), piece)
    return out + b"0\r\n\r\n"


def throw(server: Server, data: bytes) -> None:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    try:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        while connection.recv(65536):
            pass
    except (TimeoutError, ConnectionError, OSError):
        pass
    finally:
        connection.close()


def run_for_a_while(server: Server, seed: int, once, settling: float = 0.1) -> None:
    """Memory may not grow after the first part of the time, in which caches fill."""
    dice = random.Random(seed)
    end, count, settled = time.monotonic() + SECONDS, 0, None
    while time.monotonic() < end:
        once(dice)
        count += 1
        if settled is None and time.monotonic() > end - SECONDS * (1 - settling):
            settled = server.memory()
        if count % 200 == 0:
            is_well(server)
    is_well(server)
    server.wait_idle(10)
    grown = server.memory() - settled
    print(f"{count} tries, memory {settled >> 20} MiB, grown by {grown >> 10} KiB")
    assert grown < 64 << 20, f"memory has grown by {grown >> 20} MiB over {count} tries"


def test_fuzzing_http(server: Server):
    def once(dice: random.Random) -> None:
        request = GOOD if dice.random() < 0.5 else {"model": "qwen2", "prompt": "a", "max_tokens": 1}
        data = post("/v1/chat/completions", request)
        if dice.random() < 0.3:
            data = chunked(dice, json.dumps(request).encode())
        throw(server, mutated(dice, data * dice.choice([1, 1, 2])))

    run_for_a_while(server, 1, once)


def test_fuzzing_json(server: Server):
    def once(dice: random.Random) -> None:
        path = dice.choice(["/v1/chat/completions", "/v1/completions", "/v3/chat/completions", "/v3/completions",
                            "/tokenize", "/detokenize"])
        body = dict(GOOD) if "chat" in path else {"model": "qwen2", "prompt": "a", "tokens": [1, 2], "max_tokens": 2}
        for _ in range(dice.randint(1, 4)):
            body[dice.choice(FIELDS)] = dice.choice(VALUES)
        body["max_tokens"] = min(body["max_tokens"], 50) if isinstance(body.get("max_tokens"), int) else 2
        data = json.dumps(body).encode()
        answer = answers(server, post(path, data if dice.random() < 0.8 else mutated(dice, data), "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 ") and answer.split()[1] != b"500", (path, data, answer[:500])

    run_for_a_while(server, 2, once)


@pytest.fixture(scope="module")
def seeing():
    # What the caches of rows and prefixes may hold is not to be taken for a leak.
    with serving("--served-model-name", "qwen2", "--max-num-seqs", "4", "--allowed-local-media-path", FIXTURES / "images",
                 "--vision-cache-size", "8", "--no-enable-prefix-caching", model="qwen2_vl") as server:
        yield server


def test_fuzzing_parts(seeing: Server):
    """Parts of messages in every wrong shape."""
    picture = "data:image/png;base64," + base64.b64encode((FIXTURES / "images" / "rgb.png").read_bytes()).decode()
    names = ["type", "text", "image_url", "image", "input_image", "video_url", "video", "url", "uuid", "fps", "nframes",
             "num_frames", "min_pixels", "max_pixels", "resized_width", "resized_height", "detail"]
    values = [
        None, True, -1, 0, 1, 3.5, 1e300, 2**62, "", "a", "image_url", "video", "text", picture, picture[:60], [], {},
        {"url": picture}, {"url": None}, {"url": 5}, {"url": "rgb.png"}, [picture, picture], ["x"], [[]], "../../etc/passwd",
        "file:///etc/passwd", "http://127.0.0.1:1/a", "http://[::1]/", "data:,", "data:video/mp4;base64,AAAA", "28*28", "1//0",
        "9" * 60, "<|image_pad|>", "\u0000", "\ud83e\udd93"]

    def once(dice: random.Random) -> None:
        parts = []
        for _ in range(dice.randint(1, 4)):
            part = dice.choice([{"type": "image_url", "image_url": {"url": picture}}, {"type": "text", "text": "a"},
                                {"type": "video", "video": [picture, picture]}, {}])
            part = dict(part)
            for _ in range(dice.randint(0, 3)):
                part[dice.choice(names)] = dice.choice(values)
            parts.append(part if dice.random() < 0.95 else dice.choice(values))
        body = {"model": "qwen2", "max_tokens": 2, "messages": [{"role": "user", "content": parts}]}
        if dice.random() < 0.2:
            body["mm_processor_kwargs"] = {dice.choice(names): dice.choice(values)}
        data = json.dumps(body).encode()
        answer = answers(seeing, post("/v1/chat/completions", data, "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 ") and answer.split()[1] != b"500", (data, answer[:500])

    # OpenVINO keeps the kernels it has made for every shape, up to a number, and there are many lengths of prompts here: heap
    # profiles show that nothing else stays.
    run_for_a_while(seeing, 3, once, settling=0.5)
