"""Clients that leave: whatever the phase, their requests end and their blocks come free, at once."""

import random
import socket
import struct
import time

import pytest
from server import Server, post, serving

# A step of the model must be short beside the time that is measured.
LONG = {"model": "qwen2", "max_tokens": 1900, "ignore_eos": True, "temperature": 0}
PROMPT = [5 + index % 900 for index in range(1500)]
LIMIT = 0.1


@pytest.fixture(scope="module")
def server():
    with serving("--max-num-seqs", "4", "--max-num-batched-tokens", "64") as server:
        yield server
        assert not server.busy()


def leave(connection: socket.socket, how: str) -> None:
    if how == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how == "half":
        connection.shutdown(socket.SHUT_WR)
    else:
        connection.close()


def start(server: Server, body: dict, path: str = "/v1/completions") -> socket.socket:
    connection = server.connect()
    connection.sendall(post(path, body))
    return connection


def median_of(server: Server, rounds: int, once) -> float:
    """Rounds of `once`, which returns what to hang up; the median of how long the server then takes to be idle."""
    times = []
    for _ in range(rounds):
        connections, how = once()
        began = time.monotonic()
        for connection in connections:
            leave(connection, how)
        server.wait_idle(5)
        times.append(time.monotonic() - began)
        for connection in connections:
            connection.close()
    return sorted(times)[len(times) // 2]


@pytest.mark.parametrize("how", ["close", "reset", "half"])
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "unary"])
def test_while_writing(server: Server, how: str, stream: bool):
    def once():
        connection = start(server, LONG | {"prompt": "Hello", "stream": stream})
        server.wait_running()
        if stream:
            connection.recv(100)
        return [connection], how

    assert median_of(server, 5, once) < LIMIT


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "unary"])
def test_while_reading_the_prompt(server: Server, stream: bool):
    def once():
        prompt = random.sample(PROMPT, len(PROMPT))
        connection = start(server, LONG | {"prompt": prompt, "max_tokens": 100, "stream": stream})
        server.wait_running()
        return [connection], "close"

    assert median_of(server, 5, once) < LIMIT


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "unary"])
def test_while_waiting_for_its_turn(server: Server, stream: bool):
    """Four run, which is all that may; those behind them leave."""
    running = [start(server, LONG | {"prompt": "Hello", "stream": True}) for _ in range(4)]
    for connection in running:
        connection.recv(100)
    times = []
    for _ in range(5):
        waiting = [start(server, LONG | {"prompt": "Bye", "stream": stream}) for _ in range(8)]
        deadline = time.monotonic() + 10
        while server.metrics()["dazzle_requests_waiting"] < 8:
            assert time.monotonic() < deadline
        began = time.monotonic()
        for connection in waiting:
            connection.close()
        while server.metrics()["dazzle_requests_waiting"]:
            assert time.monotonic() - began < 5
        times.append(time.monotonic() - began)
        assert server.metrics()["dazzle_requests_running"] == 4
    assert sorted(times)[2] < LIMIT
    for connection in running:
        connection.close()
    server.wait_idle(5)


def test_several_answers_to_several_prompts(server: Server):
    def once():
        body = LONG | {"prompt": ["a", "b"], "n": 2, "temperature": 1, "stream": True}
        connection = start(server, body)
        connection.recv(100)
        return [connection], "close"

    assert median_of(server, 5, once) < LIMIT


def test_five_hundred_at_any_time(server: Server):
    """Nothing is left running and no block is held, however the clients left."""
    dice = random.Random(20)
    before = server.descriptors()
    for _ in range(500):
        body = LONG | {"stream": dice.random() < 0.6, "max_tokens": dice.choice([1, 5, 50, 1000])}
        body |= {"prompt": dice.choice(["Hello", dice.sample(PROMPT, 200), ["a", "b", "c"]]), "n": dice.choice([1, 1, 2])}
        body |= {"temperature": dice.choice([0, 1])}
        data = post("/v1/completions", body)
        connection = server.connect()
        sent = dice.choice([len(data), len(data), len(data), dice.randrange(len(data))])
        connection.sendall(data[:sent])
        time.sleep(dice.choice([0, 0, 0.001, 0.004, 0.02]))
        if dice.random() < 0.3:
            connection.settimeout(0.02)
            try:
                connection.recv(dice.choice([1, 100, 5000]))
            except TimeoutError:
                pass
        leave(connection, dice.choice(["close", "reset"]))
    server.wait_idle(10)
    metrics = server.metrics()
    assert metrics["dazzle_requests_running"] == metrics["dazzle_requests_waiting"] == 0
    assert metrics["dazzle_kv_blocks_used"] == 0
    deadline = time.monotonic() + 5
    while server.descriptors() > before + 2:
        assert time.monotonic() < deadline, "connections are left open"
