"""Measures what the server adds to the engine, and the server beside vLLM's on a CPU.

The engine in process (EngineBench), `dazzle serve` and, if asked for, vLLM's server with random weights of the same shape are
up all the time and get one short order after the other, in alternating order, so that what is compared was measured within
seconds of each other. `dazzle bench serve` asks all servers the same questions. Prints a section of docs/benchmarks.md.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from report import Engine

NAME = "bench"
CONTEXT = 2048
CLIENT = """
from vllm.benchmarks.serve import add_cli_args, main
from vllm.utils.argparse_utils import FlexibleArgumentParser
parser = FlexibleArgumentParser()
add_cli_args(parser)
main(parser.parse_args())
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Failed(Exception):
    """A server or a client did not do what it was asked for."""


class Server:
    """A server process of its own group, ready to be asked."""

    def __init__(self, name, command, environment=None, patience=600):
        self.name, self.port = name, free_port()
        command = [word.format(port=self.port) for word in command]
        self.log = tempfile.TemporaryFile()
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdout=self.log, stderr=self.log, env={**os.environ, **(environment or {})}, start_new_session=True)
        while not self.is_healthy():
            if self.process.poll() is not None or time.perf_counter() - start > patience:
                self.tell()
                self.stop()
                raise Failed(f"{' '.join(command)} did not become ready")
            time.sleep(0.1)
        self.ready = time.perf_counter() - start

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def is_healthy(self):
        try:
            # No proxy stands between this machine and itself.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            return opener.open(self.url + "/health", timeout=5).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def tell(self):
        """The end of what the server said, for people who look for a reason."""
        self.log.seek(0)
        say(self.log.read()[-5000:].decode(errors="replace"))

    def stop(self):
        """Both servers finish on SIGTERM; what is left of the group after that is ended."""
        self.process.terminate()
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def dazzle_server(given, model):
    return Server("dazzle", [
        given.dazzle, "serve", model, "--port", "{port}", "--served-model-name", NAME, "--max-model-len", str(CONTEXT),
        "--no-enable-prefix-caching", "--cache-size", "2", "--no-access-log", "--log-level", "warning"])


def vllm_server(given, model):
    """The console script of some builds does not find its own version, the module always starts."""
    return Server("vLLM", [
        os.path.join(given.vllm, "bin", "python"), "-m", "vllm.entrypoints.openai.api_server", "--model", model,
        "--served-model-name", NAME, "--port", "{port}", "--host", "127.0.0.1", "--load-format", "dummy",
        "--dtype", "bfloat16", "--max-model-len", str(CONTEXT), "--no-enable-prefix-caching",
        "--disable-uvicorn-access-log"],
        {"VLLM_CPU_KVCACHE_SPACE": "2", "HF_HUB_OFFLINE": "1"})


def ask(client, server, given, concurrency, waves, seed, extra=()):
    """One run of `bench serve`; its result file as a dict."""
    with tempfile.TemporaryDirectory() as folder:
        command = client + [
            "--base-url", server.url, "--model", NAME, "--random-input-len", str(given.prompt_tokens),
            "--random-output-len", str(given.new_tokens), "--num-prompts", str(concurrency * waves),
            "--max-concurrency", str(concurrency), "--temperature", "0", "--seed", str(seed), "--disable-tqdm",
            "--save-result", "--result-dir", folder, "--result-filename", "result.json", *extra]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            server.tell()
            raise Failed(f"{server.name} did not get through {' '.join(command)}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        with open(os.path.join(folder, "result.json")) as file:
            result = json.load(file)
    if result["failed"]:
        raise Failed(f"{result['failed']} requests to {server.name} failed:\n{done.stdout[-3000:]}")
    return result


def rounds(given, title, measurements):
    """Runs each measurement once a round, the first round to warm up: {name: [result of each round]}"""
    results = {name: [] for name in measurements}
    for number in range(-1, given.rounds):
        for name in list(measurements) if number % 2 else list(measurements)[::-1]:
            result = measurements[name](number + 1)
            if number >= 0:
                results[name].append(result)
    say(f"{title}: done")
    return results


def spread(values, form):
    text = form.format(statistics.median(values))
    return text + (f" ({form.format(min(values))}–{form.format(max(values))})" if len(values) > 1 else "")


def row(label, title, form, ours, theirs, ratios=True):
    compared = [a / b if ratios else a - b for a, b in zip(ours, theirs)]
    middle = statistics.median
    return (
        f"| {label} | {title} | {form.format(middle(ours))} | {form.format(middle(theirs))} | "
        f"{spread(compared, '{:.3f}×' if ratios else '{:+.1f}')} |")


def added_by_http(given, engine, server, concurrency):
    def in_process(_):
        return engine.measure(f"mixed {concurrency}")

    def over_http(seed):
        return ask(given.client, server, given, concurrency, 1, seed)

    results = rounds(given, f"{concurrency} at once, HTTP beside in process", {"http": over_http, "engine": in_process})
    http, inner = results["http"], results["engine"]
    return [
        row(concurrency, "generated tok/s, prompts included", "{:.1f}",
            [r["output_throughput"] for r in http], [r["tokens_per_second"] for r in inner]),
        row(concurrency, "time to first token (ms)", "{:.1f}",
            [r["mean_ttft_ms"] for r in http], [1000 * r["time_to_first_token"] for r in inner], ratios=False),
    ]


FIGURES = [
    ("requests/s", "request_throughput", "{:.2f}"),
    ("generated tok/s", "output_throughput", "{:.1f}"),
    ("time to first token (ms)", "mean_ttft_ms", "{:.1f}"),
    ("time per output token (ms)", "mean_tpot_ms", "{:.2f}"),
]


def beside(given, title, concurrency, first, second):
    results = rounds(given, f"{concurrency} at once, {title}", {"first": first, "second": second})
    return [
        row(concurrency, name, form, [r[key] for r in results["first"]], [r[key] for r in results["second"]])
        for name, key, form in FIGURES]


def table(head, rows):
    return "\n".join([f"| requests at once | figure | {' | '.join(head)} |", "|---|---|---|---|---|", *rows])


def measure(given, model):
    with open(os.path.join(model, "config.json")) as file:
        vocabulary = json.load(file)["vocab_size"]
    say(os.path.basename(model))
    engine = Engine([
        given.engine, model, "--prompt-tokens", str(given.prompt_tokens), "--new-tokens", str(given.new_tokens),
        "--vocabulary", str(vocabulary), "--context", str(CONTEXT)])
    servers = [dazzle_server(given, model)]
    out = [f"### {os.path.basename(model)}"]
    try:
        rows = [line for number in given.numbers for line in added_by_http(given, engine, servers[0], number)]
        out.append(table(["over HTTP", "in process", "ratio or difference (range)"], rows))
        engine.finish()
        if given.vllm:
            out += try_vllm(given, model, servers)
    finally:
        for server in servers:
            server.stop()
    return "\n\n".join(out)


def try_vllm(given, model, servers):
    """Not every model runs on vLLM's CPU build; that must not cost the figures of the others."""
    try:
        servers.append(vllm_server(given, model))
        return compare_with_vllm(given, model, *servers)
    except Failed as failure:
        say(failure)
        return ["vLLM's CPU build could not be measured with this model."]


def compare_with_vllm(given, model, ours, theirs):
    def asked(server, number):
        return lambda seed: ask(given.client, server, given, number, given.waves, seed)

    rows = [
        line for number in given.numbers
        for line in beside(given, "Dazzle beside vLLM", number, asked(ours, number), asked(theirs, number))]
    rows.append(f"| – | start-up (s) | {ours.ready:.1f} | {theirs.ready:.1f} | {ours.ready / theirs.ready:.3f}× |")
    number = given.numbers[-1]
    client = [os.path.join(given.vllm, "bin", "python"), "-c", CLIENT]

    def vllm_client(seed):
        extra = ["--tokenizer", model, "--ready-check-timeout-sec", "60"]
        return ask(client, ours, given, number, given.waves, seed, extra)

    clients = beside(given, "the clients on Dazzle's server", number, asked(ours, number), vllm_client)
    return [
        table(["Dazzle", "vLLM CPU", "ratio (range)"], rows),
        "The same server asked by both clients, `dazzle bench serve` and `vllm bench serve`:",
        table(["dazzle bench serve", "vllm bench serve", "ratio (range)"], clients)]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dazzle", required=True, help="the dazzle binary")
    options.add_argument("--engine", required=True, help="the EngineBench binary")
    options.add_argument("--models", required=True, nargs="+", help="exported model folders")
    options.add_argument("--vllm", help="virtual environment with vLLM's CPU build; without it, vLLM is left out")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--concurrency", default="1,8,32")
    options.add_argument("--waves", type=int, default=4, help="requests for each of those at once, beside vLLM")
    options.add_argument("--prompt-tokens", type=int, default=256)
    options.add_argument("--new-tokens", type=int, default=64)
    options.add_argument("--output", help="file for the section; without it, only printed")
    given = options.parse_args()
    given.client = [given.dazzle, "bench", "serve"]
    given.numbers = [int(number) for number in given.concurrency.split(",")]

    try:
        text = "\n\n".join(measure(given, os.path.abspath(model)) for model in given.models) + "\n"
    except Failed as failure:
        sys.exit(str(failure))
    if given.output:
        with open(given.output, "w") as file:
            file.write(text)
    print(text)


if __name__ == "__main__":
    main()
