"""A dazzle process of a test's own, and what tests ask it."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

REPOSITORY = Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "Tests" / "Fixtures"
BINARY = Path(os.environ.get("DAZZLE", REPOSITORY / ".build" / "debug" / "dazzle"))
EXACT = ["--property", "INFERENCE_PRECISION_HINT=f32", "--property", "INFERENCE_NUM_THREADS=1"]


class Server:
    """`dazzle serve` on a free port. `log` is all it has said on standard error."""

    def __init__(self, *options: str, model: str | None = "qwen2", scheme: str = "http", exact: bool = True):
        command = [BINARY, "serve", *([FIXTURES / "models" / model] if model else []), "--port", "0",
                   *(EXACT if exact else []), *options]
        self.scheme = scheme
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self._address = threading.Event()
        self._ready = threading.Event()
        self.port = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.search(r"https?://[^ ]*:(\d+)", line):
                self.port = self.port or int(found[1])
                self._address.set()
            if re.search(r"\bready in \d", line):
                self._ready.set()
        self._address.set()
        self._ready.set()

    def wait_ready(self, seconds: float = 60) -> "Server":
        assert self._ready.wait(seconds) and self.process.poll() is None, "not ready:\n" + self.log
        return self

    def wait_listening(self, seconds: float = 60) -> "Server":
        assert self._address.wait(seconds) and self.port, "not listening:\n" + self.log
        return self

    @property
    def log(self) -> str:
        return "".join(self.lines)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def get(self, path: str, **headers: str) -> bytes:
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.read()

    def metrics(self) -> dict[str, float]:
        """Sums of all samples by their name."""
        sums: dict[str, float] = {}
        for family in text_string_to_metric_families(self.get("/metrics").decode()):
            for sample in family.samples:
                sums[sample.name] = sums.get(sample.name, 0) + sample.value
        return sums

    def busy(self) -> dict[str, float]:
        """What must be nothing once nobody is served."""
        metrics = self.metrics()
        names = ["dazzle_requests_running", "dazzle_requests_waiting", "dazzle_kv_blocks_used"]
        return {name: metrics[name] for name in names if metrics[name]}

    def wait_idle(self, seconds: float) -> float:
        """Returns how long it took until nothing runs, waits or holds blocks."""
        start = time.monotonic()
        while left := self.busy():
            assert time.monotonic() - start < seconds, f"still busy after {seconds} s: {left}"
            time.sleep(0.002)
        return time.monotonic() - start

    def wait_running(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not self.metrics()["dazzle_requests_running"]:
            assert time.monotonic() < deadline, "no request was taken in"
            time.sleep(0.002)

    def memory(self) -> int:
        """Resident bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def connect(self, seconds: float = 20) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def stop(self, seconds: float = 60) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@contextmanager
def serving(*options: str, ready: bool = True, **more):
    """A server that is ready (or listens only), and ends with the block."""
    server = Server(*options, **more)
    try:
        yield server.wait_ready() if ready else server.wait_listening()
        assert server.process.poll() is None, "the server has died:\n" + server.log
    finally:
        server.kill()


def post(path: str, body: dict | bytes, *headers: str) -> bytes:
    """A request as it goes over the wire."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = [f"POST {path} HTTP/1.1", "Host: test", "Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join([*head, *headers, "", ""]).encode() + data


def golden(family: str = "qwen2") -> dict:
    return json.loads((FIXTURES / "goldens" / "greedy" / f"{family}.json").read_text())
