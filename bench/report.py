"""Has both engines measure in turn and writes docs/benchmarks.md.

Both processes are up all the time and get one short order after the other, so that the two sides of each ratio are measured
within seconds of each other: machines drift, and shared ones jump. A ratio is the median of the ratios of neighbours.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

ORDERS = [
    ("prompt", "tokens_per_second", "prompt tok/s", "{:.0f}"),
    ("decode", "tokens_per_second", "decode tok/s", "{:.1f}"),
    ("mixed", "tokens_per_second", "generated tok/s, prompts included", "{:.1f}"),
    ("mixed", "time_to_first_token", "time to first token (s)", "{:.3f}"),
]
KINDS = ["prompt", "decode", "mixed"]
DAZZLE, GENAI = "dazzle", "openvino_genai"


class Engine:
    def __init__(self, command):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ready = self.read()["ready"]

    def read(self):
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
            print(line, end="", file=sys.stderr)
        sys.exit(f"{' '.join(self.command)} ended without an answer")

    def measure(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.read()

    def finish(self):
        self.process.stdin.close()
        self.peak = self.read()["peak_bytes"]
        self.process.wait()


def compare(commands, concurrencies, rounds):
    """{(kind, concurrency): [{engine: answer} for each round]}, {engine: ready}, {engine: peak bytes}"""
    engines = {name: Engine(command) for name, command in commands.items()}
    results = {}
    for number in range(-1, rounds):
        for concurrency in concurrencies:
            for kind in KINDS:
                names = list(engines) if number % 2 else list(engines)[::-1]
                pair = {name: engines[name].measure(f"{kind} {concurrency}") for name in names}
                # The first round warms both up.
                if number >= 0:
                    results.setdefault((kind, concurrency), []).append(pair)
        print(f"round {number + 1} of {rounds} done", file=sys.stderr, flush=True)
    for engine in engines.values():
        engine.finish()
    return results, {n: e.ready for n, e in engines.items()}, {n: e.peak for n, e in engines.items()}


def processor():
    with open("/proc/cpuinfo") as file:
        fields = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    flags = fields.get("flags", "").split()
    useful = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16", "sve") if flag in flags]
    return f"{fields.get('model name', platform.machine())}, {os.cpu_count()} logical cores, {' '.join(useful)}"


def memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def row(label, title, form, pairs):
    ours, theirs = [ours for ours, _ in pairs], [theirs for _, theirs in pairs]
    ratios = [a / b for a, b in pairs]
    spread = f" ({min(ratios):.2f}–{max(ratios):.2f})" if len(ratios) > 1 else ""
    middle = statistics.median
    return (
        f"| {label} | {title} | {form.format(middle(ours))} | {form.format(middle(theirs))} | "
        f"{middle(ratios):.2f}×{spread} |"
    )


def table(results, ready, peak, concurrencies):
    out = ["| requests at once | figure | Dazzle | openvino_genai | ratio (range) |", "|---|---|---|---|---|"]
    for concurrency in concurrencies:
        for kind, key, title, form in ORDERS:
            pairs = [(pair[DAZZLE][key], pair[GENAI][key]) for pair in results[kind, concurrency]]
            out.append(row(concurrency, title, form, pairs))
    out.append(row("–", "start-up (s)", "{:.2f}", [(ready[DAZZLE], ready[GENAI])]))
    out.append(row("–", "peak memory (GiB)", "{:.2f}", [(peak[DAZZLE] / 2**30, peak[GENAI] / 2**30)]))
    return "\n".join(out)


def section(name, source, output):
    """Between two marks, so that a run without its figures keeps those of the last one."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    inner = "Not measured yet."
    if source:
        with open(source) as file:
            inner = file.read().strip()
    elif os.path.exists(output):
        with open(output) as file:
            before = file.read()
        if begin in before and end in before:
            inner = before.split(begin, 1)[1].split(end, 1)[0].strip()
    return f"{begin}\n\n{inner}\n\n{end}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--dazzle", required=True, help="the EngineBench binary")
    options.add_argument("--models", required=True, nargs="+", help="exported model folders")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--concurrency", default="1,8,32")
    options.add_argument("--output", required=True)
    options.add_argument("--template", required=True)
    options.add_argument("--served", help="the section that served.py made; without it, the old one is kept")
    options.add_argument("--vision", help="the same of vision.py")
    options.add_argument("--genai-property", action="append", default=[], metavar="KEY=VALUE")
    given = options.parse_args()

    genai = os.path.join(os.path.dirname(os.path.abspath(__file__)), "genai.py")
    concurrencies = [int(number) for number in given.concurrency.split(",")]
    sections = []
    for model in given.models:
        print(os.path.basename(model), file=sys.stderr, flush=True)
        commands = {DAZZLE: [given.dazzle, model], GENAI: [sys.executable, genai, model]}
        for item in given.genai_property:
            commands[GENAI] += ["--property", item]
        figures = compare(commands, concurrencies, given.rounds)
        sections.append(f"### {os.path.basename(model)}\n\n{table(*figures, concurrencies)}")

    with open(given.template) as file:
        text = file.read()
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    text = text.replace("{machine}", f"{processor()}, {memory()} GiB memory, {system}")
    text = text.replace("{rounds}", str(given.rounds)).replace("{tables}", "\n\n".join(sections))
    for name in ("served", "vision"):
        text = text.replace("{" + name + "}", section(name, getattr(given, name), given.output))
    with open(given.output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
