"""Measures openvino_genai's ContinuousBatchingPipeline in process, as EngineBench measures Dazzle's engine.

Says when it is ready, then takes orders from standard input, one a line: `prompt 8`, `decode 8` or `mixed 8` for a run with
8 requests at once. Each is answered with one JSON object a line; the end of the input with the peak memory.
"""

import argparse
import json
import random
import resource
import sys
import time

import numpy as np
import openvino as ov
import openvino_genai as genai


def make_prompts(count, length, source):
    return [[source.randrange(100_000) for _ in range(length)] for _ in range(count)]


def run(pipeline, prompts, new_tokens):
    config = genai.GenerationConfig()
    config.max_new_tokens = new_tokens
    config.ignore_eos = True
    config.do_sample = False
    start = time.perf_counter()
    handles = [
        pipeline.add_request(i, ov.Tensor(np.array([ids], dtype=np.int64)), config) for i, ids in enumerate(prompts)
    ]
    first, counts = {}, [0] * len(handles)
    while pipeline.has_non_finished_requests():
        pipeline.step()
        now = time.perf_counter()
        for i, handle in enumerate(handles):
            if handle.can_read():
                counts[i] += sum(len(output.generated_ids) for output in handle.read().values())
                first.setdefault(i, now - start)
    end = time.perf_counter() - start
    if counts != [new_tokens] * len(handles):
        sys.exit(f"expected {new_tokens} tokens from each request, got {counts}")
    return end, [first[i] for i in range(len(handles))]


def measure(pipeline, kind, concurrency, given, source):
    if kind == "prompt":
        end, _ = run(pipeline, make_prompts(concurrency, given.prompt_tokens, source), 1)
        return {"tokens_per_second": concurrency * given.prompt_tokens / end}
    length = 16 if kind == "decode" else given.prompt_tokens
    end, first = run(pipeline, make_prompts(concurrency, length, source), given.new_tokens)
    if kind == "decode":
        return {"tokens_per_second": concurrency * (given.new_tokens - 1) / (end - max(first))}
    return {
        "tokens_per_second": concurrency * given.new_tokens / end,
        "time_to_first_token": sum(first) / concurrency,
    }


def main():
    options = argparse.ArgumentParser()
    options.add_argument("model")
    options.add_argument("--prompt-tokens", type=int, default=256)
    options.add_argument("--new-tokens", type=int, default=64)
    options.add_argument("--property", action="append", default=[], metavar="KEY=VALUE")
    given = options.parse_args()

    start = time.perf_counter()
    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = False
    scheduler.cache_size = 2
    pipeline = genai.ContinuousBatchingPipeline(given.model, scheduler, "CPU", dict(item.split("=", 1) for item in given.property))
    print(json.dumps({"ready": time.perf_counter() - start}), flush=True)

    source = random.Random(1)
    for line in sys.stdin:
        kind, concurrency = line.split()
        print(json.dumps(measure(pipeline, kind, int(concurrency), given, source)), flush=True)
    print(json.dumps({"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if __name__ == "__main__":
    main()
