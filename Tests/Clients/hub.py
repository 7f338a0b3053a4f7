"""A hub on loopback that holds models of a test's own, shaped like Hugging Face's and like ModelScope's, and fails as told."""

import hashlib
import itertools
import json
import re
import socket
import struct
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

LARGE = (".bin", ".gguf", ".safetensors")
PIECE = 1 << 18


class Blob:
    """A file's bytes: in memory, or on the disk where they are many."""

    def __init__(self, content: bytes | Path):
        self.content = content
        self.size = len(content) if isinstance(content, bytes) else content.stat().st_size
        self.git, self.sha256 = hashlib.sha1(b"blob %d\0" % self.size), hashlib.sha256()
        for piece in self.pieces(0):
            self.git.update(piece)
            self.sha256.update(piece)
        self.git, self.sha256 = self.git.hexdigest(), self.sha256.hexdigest()

    def pieces(self, start: int, size: int = PIECE):
        if isinstance(self.content, bytes):
            for place in range(start, self.size, size):
                yield self.content[place:place + size]
        else:
            with self.content.open("rb") as file:
                file.seek(start)
                while piece := file.read(size):
                    yield piece


class Model:
    """A repository: commits of files, and branches that lead to them."""

    def __init__(self, files: dict[str, bytes | Path], branch: str = "main", gated: bool = False, private: bool = False):
        self.gated, self.private = gated, private
        self.commits: dict[str, dict[str, Blob]] = {}
        self.branches: dict[str, str] = {}
        self.commit(files, branch)

    def commit(self, files: dict[str, bytes | Path], *branches: str) -> str:
        blobs = {path: Blob(content) for path, content in files.items()}
        commit = hashlib.sha1(repr([(path, blob.git) for path, blob in blobs.items()]).encode()).hexdigest()
        self.commits[commit] = blobs
        for branch in branches:
            self.branches[branch] = commit
        return commit

    def find(self, revision: str) -> str | None:
        commit = self.branches.get(revision, revision)
        return commit if commit in self.commits else None


@dataclass
class Trouble:
    """What goes wrong, until it has gone wrong often enough."""

    cuts: list[int] = field(default_factory=list)
    """Bodies that end after so many bytes, in the order they are asked for."""
    corrupt: dict[str, int] = field(default_factory=dict)
    """Paths of files in which a byte is wrong, and how many times."""
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Statuses and headers that the next requests get instead of what they ask for."""
    rate: float | None = None
    """Bytes a second, for each body."""
    ignores_ranges: bool = False


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    host: str
    status: int = 0
    sent: int = 0


class Hub:
    """Two servers, because real hubs keep large files at another place; `asked` is all that anybody wanted."""

    def __init__(self, page: int = 1000):
        self.models: dict[str, Model] = {}
        self.tokens = {"good": True, "poor": False}
        """Whether a token's account may see what is gated."""
        self.trouble = Trouble()
        self.asked: list[Asked] = []
        self.page = page
        self.lock = threading.Lock()
        self.servers = [self._serve("hub"), self._serve("store")]
        self.url, self.store = (f"http://127.0.0.1:{server.server_address[1]}" for server in self.servers)

    def _serve(self, role: str) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"hub": self, "role": role}))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    def close(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def bodies(self, *parts: str) -> list[Asked]:
        """The requests by which bytes of files were sent whose address holds one of `parts`."""
        return [one for one in self.asked if one.method == "GET" and one.status in (200, 206)
                and "/api/models/" not in one.path and "/repo/files" not in one.path
                and any(part in one.path for part in parts or [""])]

    def take(self, name: str):
        """The next trouble of a kind, nil when there is none left."""
        with self.lock:
            left = getattr(self.trouble, name)
            return left.pop(0) if left else None


@contextmanager
def hub_serving(**options):
    hub = Hub(**options)
    try:
        yield hub
    finally:
        hub.close()


class Handler(BaseHTTPRequestHandler):
    hub: Hub
    role: str
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 0

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.route()

    def do_GET(self):
        self.route()

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:
            # Clients that are killed, or want no more, close their connections.
            self.close_connection = True

    def route(self):
        self.asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()},
                           self.role)
        with self.hub.lock:
            self.hub.asked.append(self.asked)
        if refusal := self.hub.take("refusals"):
            return self.refuse(refusal[0], "", **refusal[1])
        url = urlsplit(self.path)
        routes = [("hub", r"/api/models/(.+)/revision/([^/]+)", self.revision), ("hub", r"/api/models/(.+)/tree/([^/]+)", self.tree),
                  ("hub", r"/api/v1/models/(.+)/repo/files", self.scope_files),
                  ("hub", r"/api/v1/models/(.+)/repo", self.scope_file),
                  ("hub", r"/(.+)/resolve/([^/]+)/(.+)", self.resolve), ("store", r"/([0-9a-f]{64})", self.stored)]
        self.query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        for role, pattern, route in routes:
            if role == self.role and (found := re.fullmatch(pattern, url.path)):
                return route(*(unquote(group) for group in found.groups()))
        self.refuse(404, "", "no such page")

    # What is asked for

    def token(self) -> str | None:
        cookie = re.search(r"m_session_id=([^;]+)", self.headers.get("Cookie", ""))
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return cookie[1] if cookie else bearer or None

    def model(self, name: str, revision: str, wants_bytes: bool) -> tuple[Model, str] | None:
        """A model and a commit of it; None where the client has been refused."""
        token, model = self.token(), self.hub.models.get(name)
        if token is not None and token not in self.hub.tokens:
            return self.refuse(401, "", "Invalid credentials in Authorization header")
        if model is None or (model.private and token is None):
            return self.refuse(404 if token else 401, "RepoNotFound", "Repository not found")
        if model.gated and wants_bytes and not self.hub.tokens.get(token):
            return self.refuse(403 if token else 401, "GatedRepo", f"Access to model {name} is restricted.")
        commit = model.find(revision)
        return (model, commit) if commit else self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")

    def revision(self, name: str, revision: str):
        if found := self.model(name, revision, False):
            model, commit = found
            files = [{"rfilename": path} | ({"size": blob.size, "blobId": blob.git} | large(path, blob, "sha256")
                                            if "blobs" in self.query else {})
                     for path, blob in model.commits[commit].items()]
            self.answer({"_id": "0", "id": name, "modelId": name, "sha": commit, "private": model.private,
                         "gated": "manual" if model.gated else False, "disabled": False, "tags": [], "downloads": 0,
                         "likes": 0, "siblings": files})

    def tree(self, name: str, revision: str):
        if found := self.model(name, revision, False):
            model, commit = found
            blobs = model.commits[commit]
            folders = {"/".join(path.split("/")[:end]) for path in blobs for end in range(1, path.count("/") + 1)}
            entries = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": path} for path in sorted(folders)]
            entries += [{"type": "file", "oid": blob.git, "size": blob.size, "path": path} | large(path, blob, "oid")
                        for path, blob in blobs.items()]
            start = int(self.query.get("cursor", 0))
            end = start + self.hub.page
            link = {"Link": f'<{self.hub.url}/api/models/{name}/tree/{quote(revision)}?recursive=true&cursor={end}>; rel="next"'}
            self.answer(entries[start:end], **(link if end < len(entries) else {}))

    def resolve(self, name: str, revision: str, path: str):
        if found := self.model(name, revision, True):
            model, commit = found
            blob = model.commits[commit].get(path)
            if blob is None:
                return self.refuse(404, "EntryNotFound", "Entry not found")
            headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
            if not path.endswith(LARGE):
                return self.send(blob, path, ETag=f'"{blob.git}"', **headers)
            self.refuse(302, "", "", Location=f"{self.hub.store}/{blob.sha256}?path={quote(path)}",
                        **{"X-Linked-Etag": f'"{blob.sha256}"', "X-Linked-Size": str(blob.size)}, **headers)

    def stored(self, sha256: str):
        blobs = (blob for model in self.hub.models.values() for files in model.commits.values() for blob in files.values())
        blob = next((blob for blob in blobs if blob.sha256 == sha256), None)
        if blob is None:
            return self.refuse(404, "", "")
        self.send(blob, self.query["path"], ETag=f'"{sha256}"', **{"Accept-Ranges": "bytes"})

    def scope_files(self, name: str):
        if found := self.model(name, self.query.get("Revision", "master"), False):
            model, commit = found
            files = [{"Name": path.split("/")[-1], "Path": path, "Type": "blob", "Size": blob.size, "Sha256": blob.sha256,
                      "IsLFS": path.endswith(LARGE), "Revision": commit, "Mode": "33188", "CommittedDate": 0}
                     for path, blob in model.commits[commit].items()]
            self.answer({"Code": 200, "Message": "success", "RequestId": "", "Success": True, "Data": {
                "Files": files, "IsVisual": 0, "LatestCommitter": {"CommitId": commit}}})

    def scope_file(self, name: str):
        if found := self.model(name, self.query.get("Revision", "master"), True):
            model, commit = found
            blob = model.commits[commit].get(self.query["FilePath"])
            if blob is None:
                return self.refuse(404, "", "no such file")
            self.send(blob, self.query["FilePath"], ETag=f'"{blob.sha256}"')

    # What is sent

    def start(self, status: int, length: int, headers: dict[str, str]):
        self.asked.status = status
        self.send_response(status)
        for header, value in ({"Content-Length": str(length)} | headers).items():
            self.send_header(header, value)
        self.end_headers()

    def answer(self, document, **headers: str):
        body = json.dumps(document).encode()
        self.start(200, len(body), {"Content-Type": "application/json"} | headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str, message: str = "", **headers: str) -> None:
        body = json.dumps({"error": message} if "/api/v1/" not in self.path else
                          {"Code": 10010205001, "Message": message, "Success": False}).encode()
        if code and "/api/v1/" not in self.path:
            headers["X-Error-Code"] = code
        if message:
            headers["X-Error-Message"] = message
        self.start(status, len(body), headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def send(self, blob: Blob, path: str, **headers: str):
        start, end = 0, blob.size
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and not self.hub.trouble.ignores_ranges:
            start, end = int(asked[1]), min(int(asked[2] or blob.size - 1) + 1, blob.size)
            if start >= end:
                return self.start(416, 0, {"Content-Range": f"bytes */{blob.size}"})
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
        cut = self.hub.take("cuts") if self.command == "GET" else None
        self.start(206 if "Content-Range" in headers else 200, end - start, headers)
        if self.command != "HEAD":
            self.send_body(blob, path, start, end, cut)

    def send_body(self, blob: Blob, path: str, start: int, end: int, cut: int | None):
        if cut is not None:
            end = min(end, start + cut)
        damage = self.hub.trouble.corrupt.get(path, 0)
        if damage:
            self.hub.trouble.corrupt[path] = damage - 1
        if isinstance(blob.content, Path) and not damage and self.hub.trouble.rate is None:
            with blob.content.open("rb") as file:
                self.asked.sent = self.connection.sendfile(file, start, end - start)
        else:
            self.send_pieces(blob, start, end, damage)
        if cut is not None:
            # Half of them in good order, half of them torn.
            if next(CUTS) % 2:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

    def send_pieces(self, blob: Blob, start: int, end: int, damage: int):
        began, left = time.monotonic(), end - start
        size = max(1, int(self.hub.trouble.rate / 50)) if self.hub.trouble.rate else PIECE
        for piece in blob.pieces(start, size):
            piece = bytearray(piece[:left])
            if damage and piece:
                piece[len(piece) // 2] ^= 1
                damage = 0
            self.connection.sendall(piece)
            left -= len(piece)
            self.asked.sent += len(piece)
            if rate := self.hub.trouble.rate:
                time.sleep(max(0, began + self.asked.sent / rate - time.monotonic()))
            if left <= 0:
                break


CUTS = itertools.count()


def large(path: str, blob: Blob, digest: str) -> dict:
    return {"lfs": {digest: blob.sha256, "size": blob.size, "pointerSize": 134}} if path.endswith(LARGE) else {}
