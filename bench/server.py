"""Measures the server over HTTP beside the engine in process, in turns, and vLLM's server for CPUs where it is installed.

Called by bench/run; prints a page of Markdown. All traffic stays on this machine.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORTS = {"dazzle": 18731, "vllm": 18732}


class Engine:
    """EngineBench, which answers an order a line."""

    def __init__(self, binary: str, model: str, prompt: int, new: int, properties: list[str]):
        command = [binary, model, "--prompt-tokens", str(prompt), "--new-tokens", str(new)]
        for item in properties:
            command += ["--property", item]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        json.loads(self.process.stdout.readline())

    def measure(self, order: str) -> dict:
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait()


class Server:
    """A server process, ready when /health answers."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str] | None = None):
        self.port = PORTS[name]
        self.begin = time.monotonic()
        self.process = subprocess.Popen(command + ["--port", str(self.port)], env=os.environ | (environment or {}),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - self.begin > 600:
                sys.exit(f"bench: {name} did not start: {' '.join(command)}")
            time.sleep(0.1)
        self.ready = time.monotonic() - self.begin

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


def drive(dazzle: str, port: int, prompts: int, concurrency: int, prompt: int, new: int, seed: int) -> dict:
    """One run of `dazzle bench serve`; every run has prompts of its own."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([dazzle, "bench", "serve", "--port", str(port), "--num-prompts", str(prompts), "--seed", str(seed),
                        "--max-concurrency", str(concurrency), "--random-input-len", str(prompt), "--ignore-eos",
                        "--random-output-len", str(new), "--temperature", "0", "--disable-tqdm", "--save-result",
                        "--result-dir", folder, "--result-filename", "result.json"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = json.loads((Path(folder) / "result.json").read_text())
    if result["completed"] != prompts:
        sys.exit(f"bench: only {result['completed']} of {prompts} requests were answered")
    return result


def spread(values: list[float], digits: int = 0) -> str:
    values = sorted(values)
    return f"{statistics.median(values):.{digits}f} ({values[0]:.{digits}f}–{values[-1]:.{digits}f})"


def throughput(options: argparse.Namespace, model: str, concurrency: int) -> tuple[list[float], list[float]]:
    """Generated tokens a second, in process and over HTTP, one after the other in each round."""
    serve = [options.dazzle, "serve", model, "--no-enable-prefix-caching", "--no-access-log", "--log-level", "warning"]
    server = Server("dazzle", serve + ["--cache-size", "2"])
    engine = Engine(options.engine, model, 256, 64, [])
    try:
        inside, outside = [], []
        for round in range(options.rounds + 1):
            orders = [lambda: inside.append(engine.measure(f"mixed {concurrency}")["tokens_per_second"]),
                      lambda: outside.append(drive(options.dazzle, server.port, concurrency, concurrency, 256, 64,
                                                   round)["output_throughput"])]
            for order in orders if round % 2 else reversed(orders):
                order()
        return inside[1:], outside[1:]
    finally:
        engine.stop()
        server.stop()


def first_token(options: argparse.Namespace) -> tuple[list[float], list[float]]:
    """Milliseconds to the first token of a tiny model, whose own time is small."""
    server = Server("dazzle", [options.dazzle, "serve", options.tiny, "--no-enable-prefix-caching", "--log-level", "error"])
    engine = Engine(options.engine, options.tiny, 64, 2, [])
    try:
        inside, outside = [], []
        for round in range(options.rounds + 1):
            inside += [engine.measure("mixed 1")["time_to_first_token"] * 1e3 for _ in range(20)]
            outside.append(drive(options.dazzle, server.port, 20, 1, 64, 2, round)["median_ttft_ms"])
        return inside[20:], outside[1:]
    finally:
        engine.stop()
        server.stop()


def rivals(options: argparse.Namespace) -> dict[str, list[dict]]:
    """The tiny model on both servers, driven by the same program in turns."""
    servers = {"dazzle": Server("dazzle", [options.dazzle, "serve", options.tiny, "--log-level", "error"])}
    servers["vllm"] = Server("vllm", [f"{options.vllm}/bin/vllm", "serve", options.checkpoint, "--max-model-len", "2048"],
                             {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_LOGGING_LEVEL": "ERROR"})
    try:
        results = {name: [] for name in servers}
        for round in range(options.rounds + 1):
            for name, server in servers.items():
                results[name].append(drive(options.dazzle, server.port, 64, 16, 32, 32, round))
        return {name: runs[1:] for name, runs in results.items()} | {
            "ready": {name: server.ready for name, server in servers.items()}}
    finally:
        for server in servers.values():
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dazzle", required=True, help="the release binary")
    parser.add_argument("--engine", required=True, help="the EngineBench binary")
    parser.add_argument("--models", nargs="*", default=[], help="folders of models to serve")
    parser.add_argument("--tiny", required=True, help="folder of a tiny model")
    parser.add_argument("--checkpoint", help="the tiny model's own format, for vLLM")
    parser.add_argument("--vllm", help="a Python environment with vLLM's build for CPUs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--concurrency", type=int, nargs="*", default=[1, 8, 32])
    options = parser.parse_args()

    print("# The server over HTTP\n")
    print(f"Made by `make bench` on {platform.machine()} with {os.cpu_count()} cores, {options.rounds} rounds in turns; the "
          "client runs on the same cores. Medians, with the least and the most in brackets.\n")
    print("| model | clients | engine in process, tok/s | over HTTP, tok/s | ratio of each round |\n|---|---|---|---|---|")
    for model in options.models:
        for concurrency in options.concurrency:
            inside, outside = throughput(options, model, concurrency)
            ratios = [b / a for a, b in zip(inside, outside)]
            print(f"| {Path(model).name} | {concurrency} | {spread(inside)} | {spread(outside)} | {spread(ratios, 3)} |",
                  flush=True)
    inside, outside = first_token(options)
    print(f"\nTime to the first token of a tiny model, one client, 64 tokens of prompt: in process {spread(inside, 2)} ms; over "
          f"HTTP, with reading, tokenizing and writing, {spread(outside, 2)} ms.", flush=True)
    if options.vllm and options.checkpoint:
        found = rivals(options)
        ready = found.pop("ready")
        print("\nA tiny model with 16 clients, 32 tokens in and 32 out:\n")
        print("| server | ready, s | requests/s | generated tok/s | median TTFT, ms |\n|---|---|---|---|---|")
        for name, runs in found.items():
            print(f"| {name} | {ready[name]:.1f} | {spread([r['request_throughput'] for r in runs], 1)} | "
                  f"{spread([r['output_throughput'] for r in runs])} | {spread([r['median_ttft_ms'] for r in runs], 1)} |")


if __name__ == "__main__":
    main()
