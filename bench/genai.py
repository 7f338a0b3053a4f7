"""Measures openvino_genai's ContinuousBatchingPipeline in process; prints one JSON object a line, as EngineBench does."""

import argparse
import json
import random
import resource
import time

import numpy as np
import openvino as ov
import openvino_genai as genai


def prompts(count, length, vocabulary, seed):
    source = random.Random(seed)
    return [[source.randrange(vocabulary) for _ in range(length)] for _ in range(count)]


def run(pipeline, tokens, new_tokens):
    config = genai.GenerationConfig()
    config.max_new_tokens = new_tokens
    config.ignore_eos = True
    config.do_sample = False
    start = time.perf_counter()
    handles = [pipeline.add_request(i, ov.Tensor(np.array([ids], dtype=np.int64)), config) for i, ids in enumerate(tokens)]
    first, counts = {}, [0] * len(handles)
    while pipeline.has_non_finished_requests():
        pipeline.step()
        now = time.perf_counter()
        for i, handle in enumerate(handles):
            if not handle.can_read():
                continue
            for output in handle.read().values():
                counts[i] += len(output.generated_ids)
            if counts[i]:
                first.setdefault(i, now - start)
    end = time.perf_counter() - start
    if counts != [new_tokens] * len(handles):
        raise SystemExit(f"expected {new_tokens} tokens from each request, got {counts}")
    return end, [first[i] for i in range(len(handles))]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("model")
    options.add_argument("--concurrency", default="1,8,32")
    options.add_argument("--prompt-tokens", type=int, default=256)
    options.add_argument("--new-tokens", type=int, default=128)
    options.add_argument("--max-num-batched-tokens", type=int)
    options.add_argument("--property", action="append", default=[])
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()

    start = time.perf_counter()
    scheduler = genai.SchedulerConfig()
    scheduler.enable_prefix_caching = False
    scheduler.cache_size = 2
    if given.max_num_batched_tokens:
        scheduler.max_num_batched_tokens = given.max_num_batched_tokens
    properties = dict(item.split("=", 1) for item in given.property)
    pipeline = genai.ContinuousBatchingPipeline(given.model, scheduler, "CPU", properties)
    ready = time.perf_counter() - start
    run(pipeline, prompts(1, 32, 100_000, 0), 4)

    for concurrency in map(int, given.concurrency.split(",")):
        tokens = prompts(concurrency, given.prompt_tokens, 100_000, given.seed + concurrency)
        prefill, _ = run(pipeline, tokens, 1)
        short = prompts(concurrency, 16, 100_000, given.seed + 100 + concurrency)
        total, first = run(pipeline, short, given.new_tokens)
        mixed, mixed_first = run(pipeline, [ids[::-1] for ids in tokens], given.new_tokens)
        print(json.dumps({
            "concurrency": concurrency,
            "prompt_tokens_per_second": concurrency * given.prompt_tokens / prefill,
            "decode_tokens_per_second": concurrency * (given.new_tokens - 1) / (total - max(first)),
            "mixed_tokens_per_second": concurrency * given.new_tokens / mixed,
            "time_to_first_token": sum(mixed_first) / concurrency,
        }), flush=True)
    print(json.dumps({"ready": ready, "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
