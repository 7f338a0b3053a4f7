"""Runs both engines in turn, several rounds, and writes docs/benchmarks.md.

Rounds alternate between the engines so that a machine that slows down slows both; figures are medians over rounds, and
ratios are medians of the ratios within a round.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

ROWS = [
    ("prompt_tokens_per_second", "prompt tok/s", "{:.0f}", True),
    ("decode_tokens_per_second", "decode tok/s", "{:.1f}", True),
    ("mixed_tokens_per_second", "generated tok/s, prompts included", "{:.1f}", True),
    ("time_to_first_token", "time to first token (s)", "{:.3f}", False),
]
ENGINES = ["dazzle", "openvino_genai"]


def measure(command):
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if not lines or "ready" not in lines[-1]:
        sys.exit(f"no figures from: {' '.join(command)}\n{output}")
    return {int(line["concurrency"]): line for line in lines[:-1]}, lines[-1]


def processor():
    with open("/proc/cpuinfo") as file:
        fields = dict(line.split(":", 1) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    flags = fields.get("flags", "").split()
    useful = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "amx_bf16", "sve") if flag in flags]
    return f"{fields.get('model name', platform.machine())}, {os.cpu_count()} logical cores, {' '.join(useful)}"


def memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def median(values):
    return statistics.median(values)


def table(rounds):
    """One model's rounds: a list of {engine: (by concurrency, totals)}."""
    out = ["| requests at once | figure | Dazzle | openvino_genai | ratio |", "|---|---|---|---|---|"]
    for concurrency in sorted(rounds[0]["dazzle"][0]):
        for key, title, form, _ in ROWS:
            ours = [one["dazzle"][0][concurrency][key] for one in rounds]
            theirs = [one["openvino_genai"][0][concurrency][key] for one in rounds]
            ratio = median([a / b for a, b in zip(ours, theirs)])
            out.append(f"| {concurrency} | {title} | {form.format(median(ours))} | {form.format(median(theirs))} | {ratio:.2f}× |")
    for key, title, scale in [("ready", "start-up (s)", 1), ("peak_bytes", "peak memory (GiB)", 2**30)]:
        ours = [one["dazzle"][1][key] / scale for one in rounds]
        theirs = [one["openvino_genai"][1][key] / scale for one in rounds]
        ratio = median([a / b for a, b in zip(ours, theirs)])
        out.append(f"| – | {title} | {median(ours):.2f} | {median(theirs):.2f} | {ratio:.2f}× |")
    return "\n".join(out)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--dazzle", required=True, help="the EngineBench binary")
    options.add_argument("--models", required=True, nargs="+", help="exported model folders")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--output", required=True)
    options.add_argument("--template", required=True)
    given, passed = options.parse_known_args()

    here = os.path.dirname(os.path.abspath(__file__))
    sections = []
    for model in given.models:
        rounds = []
        for number in range(given.rounds):
            print(f"{os.path.basename(model)}: round {number + 1} of {given.rounds}", file=sys.stderr, flush=True)
            one = {}
            for engine in ENGINES if number % 2 == 0 else reversed(ENGINES):
                command = [given.dazzle] if engine == "dazzle" else [sys.executable, os.path.join(here, "genai.py")]
                one[engine] = measure(command + [model] + passed)
            rounds.append(one)
        sections.append(f"### {os.path.basename(model)}\n\n{table(rounds)}")

    with open(given.template) as file:
        text = file.read()
    text = text.replace("{machine}", f"{processor()}, {memory()} GiB memory, {platform.system()} {platform.release().split('-')[0]}")
    text = text.replace("{rounds}", str(given.rounds)).replace("{tables}", "\n\n".join(sections))
    with open(given.output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
