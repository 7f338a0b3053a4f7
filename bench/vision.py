"""Measures Dazzle's server with pictures over HTTP, beside openvino_genai in process.

Both are up all the time and get the same orders in turn: a new picture, the same again, another question about it, several
clients with pictures of their own, and clients that only write text while others' pictures are encoded. Prints a section of
docs/benchmarks.md.
"""

import argparse
import base64
import http.client
import io
import json
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Tools", "fixtures"))

from genai_vision import run  # noqa: E402
from pictures import picture  # noqa: E402
from PIL import Image  # noqa: E402
from served import NAME, Server, row, say  # noqa: E402

SMALL, LARGE = (640, 427), (1280, 960)
FIRST, SECOND = "Describe this picture.", "Which colours do you see in it, and where?"
TEXT = "Tell me about zebras number {}: where they live, what they eat, and why they have stripes."


class Ours:
    """Asks a server as any client does."""

    def __init__(self, server):
        self.server = server
        self.pictures = {}

    def url(self, width, height, seed):
        """Made before the clock runs."""
        key = (width, height, seed)
        if key not in self.pictures:
            file = io.BytesIO()
            Image.fromarray(picture(seed, width, height)).save(file, "JPEG", quality=90)
            self.pictures[key] = "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
        return self.pictures[key]

    def ask(self, request):
        content = [{"type": "text", "text": request["question"]}]
        if request["picture"]:
            content.insert(0, {"type": "image_url", "image_url": {"url": self.url(*request["picture"])}})
        body = json.dumps({
            "model": NAME, "messages": [{"role": "user", "content": content}], "max_tokens": request["tokens"],
            "temperature": 0, "ignore_eos": True, "stream": True})
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=600)
        start = time.perf_counter()
        connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            sys.exit(answer.read().decode())
        times = []
        for line in answer:
            if line.startswith(b"data: {") and b'"content"' in line:
                times.append(time.perf_counter() - start)
        connection.close()
        return times

    def order(self, clients):
        for request in (request for client in clients for request in client):
            if request["picture"]:
                self.url(*request["picture"])
        return run(self.ask, clients)


class Theirs:
    def __init__(self, model):
        command = [sys.executable, os.path.join(HERE, "genai_vision.py"), model]
        environment = {**os.environ, "PYTHONPATH": os.path.join(HERE, "..", "Tools", "fixtures")}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.read()

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        sys.exit("openvino_genai ended without an answer")

    def order(self, clients):
        self.process.stdin.write(json.dumps({"clients": clients}) + "\n")
        self.process.stdin.flush()
        return self.read()


def request(shown, question, tokens):
    return {"picture": shown, "question": question, "tokens": tokens}


def single(side, shown, question):
    times = side.order([[request(shown, question, 17)]])["answers"][0][0]
    return {"first": times[0], "rate": (len(times) - 1) / max(times[-1] - times[0], 1e-9)}


def crowd(side, seed):
    clients = [[request([*SMALL, seed + i], FIRST, 16)] for i in range(8)]
    made = side.order(clients)
    return {"rate": 8 * 16 / made["seconds"]}


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def mixed(side, seed):
    """Eight clients write text, four show a picture each."""
    shows = [[request([*SMALL, seed + i], FIRST, 16)] for i in range(4)]
    writes = [[request(None, TEXT.format(seed * 100 + i * 10 + j), 32) for j in range(3)] for i in range(8)]
    answers = side.order(shows + writes)["answers"][4:]
    texts = [times for client in answers for times in client]
    gaps = [after - before for times in texts for before, after in zip(times, times[1:])]
    return {"first": percentile([times[0] for times in texts], 0.99), "gap": percentile(gaps, 0.99)}


def one_round(side, seed):
    new = single(side, [*SMALL, seed], FIRST)
    again = single(side, [*SMALL, seed], FIRST)
    second = single(side, [*SMALL, seed], SECOND)
    large = single(side, [*LARGE, seed], FIRST)
    busy = mixed(side, seed + 20)
    return {
        "new": 1000 * new["first"], "again": 1000 * again["first"], "second": 1000 * second["first"],
        "large": 1000 * large["first"], "decode": new["rate"], "crowd": crowd(side, seed + 10)["rate"],
        "text first": 1000 * busy["first"], "text gap": 1000 * busy["gap"]}


FIGURES = [
    ("new", "new 640×427 picture: time to first token (ms)", "{:.0f}"),
    ("again", "the same again (ms)", "{:.0f}"),
    ("second", "another question about it (ms)", "{:.0f}"),
    ("large", "new 1280×960 picture (ms)", "{:.0f}"),
    ("decode", "tok/s of one answer", "{:.1f}"),
    ("crowd", "8 clients with pictures of their own: tok/s", "{:.2f}"),
    ("text first", "8 text clients beside 4 new pictures: time to first token, 99 % (ms)", "{:.0f}"),
    ("text gap", "their gaps between tokens, 99 % (ms)", "{:.0f}"),
]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dazzle", required=True, help="the dazzle binary")
    options.add_argument("--model", required=True, help="folder of an exported Qwen2-VL model")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--serve-option", action="append", default=[], help="more for `dazzle serve`")
    options.add_argument("--output", help="file for the section; without it, only printed")
    given = options.parse_args()
    server = Server("dazzle", [
        given.dazzle, "serve", given.model, "--port", "{port}", "--served-model-name", NAME, "--cache-size", "2",
        "--no-access-log", "--log-level", "warning", *given.serve_option])
    results = {"ours": [], "theirs": []}
    try:
        sides = {"ours": Ours(server), "theirs": Theirs(os.path.abspath(given.model))}
        for side in sides.values():
            single(side, [*SMALL, 1], FIRST)
        for number in range(given.rounds):
            for name in list(sides) if number % 2 else list(sides)[::-1]:
                results[name].append(one_round(sides[name], 100 * (number + 1)))
                say(f"round {number + 1} of {given.rounds}, {name}: " + json.dumps(results[name][-1]))
    finally:
        server.stop()
    rows = [
        row("–", title, form, [r[key] for r in results["ours"]], [r[key] for r in results["theirs"]])
        for key, title, form in FIGURES]
    first, again, second = (statistics.median(r[key] for r in results["ours"]) for key in ("new", "again", "second"))
    text = "\n".join([
        "|  | figure | Dazzle over HTTP | openvino_genai in process | ratio (range) |",
        "|---|---|---|---|---|", *rows, "",
        f"A picture seen before costs {again / first:.3f}× of the first time, another question about it {second / first:.3f}×.",
    ]) + "\n"
    if given.output:
        with open(given.output, "w") as file:
            file.write(text)
    print(text)


if __name__ == "__main__":
    main()
