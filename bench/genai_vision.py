"""Has openvino_genai's ContinuousBatchingPipeline answer questions about pictures in process, as `vision.py` orders.

Says when it is ready, then takes orders from standard input, one JSON object a line: {"clients": [[request, …], …]}, where a
request is {"picture": [width, height, seed] or null, "question": text, "tokens": number}. Clients ask at once, each its
requests one after the other. Each order is answered with a line of JSON: for each request when its tokens came, in seconds.
"""

import argparse
import json
import sys
import threading
import time

import openvino
import openvino_genai as genai
from pictures import picture


class Engine:
    def __init__(self, model, properties):
        scheduler = genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        scheduler.cache_size = 2
        self.pipeline = genai.ContinuousBatchingPipeline(model, scheduler, "CPU", properties)
        self.count = 0
        self.lock = threading.Lock()
        self.work = threading.Event()
        threading.Thread(target=self.loop, daemon=True).start()

    def loop(self):
        while True:
            self.work.wait()
            self.work.clear()
            while self.pipeline.has_non_finished_requests():
                self.pipeline.step()

    def ask(self, request):
        config = genai.GenerationConfig()
        config.max_new_tokens = request["tokens"]
        config.ignore_eos = True
        config.do_sample = False
        shown = request["picture"]
        images = [] if shown is None else [openvino.Tensor(picture(shown[2], shown[0], shown[1])[None])]
        with self.lock:
            self.count += 1
            number = self.count
        start = time.perf_counter()
        handle = self.pipeline.add_request(number, request["question"], images, config)
        self.work.set()
        times = []
        while len(times) < request["tokens"]:
            if not handle.can_read():
                self.work.set()
                time.sleep(0.0005)
                continue
            new = sum(len(output.generated_ids) for output in handle.read().values())
            times += [time.perf_counter() - start] * new
        return times


def run(ask, clients):
    answers = [[] for _ in clients]

    def client(index):
        for request in clients[index]:
            answers[index].append(ask(request))

    threads = [threading.Thread(target=client, args=(index,)) for index in range(len(clients))]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - start, "answers": answers}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("model")
    options.add_argument("--property", action="append", default=[], metavar="KEY=VALUE")
    given = options.parse_args()
    start = time.perf_counter()
    engine = Engine(given.model, dict(item.split("=", 1) for item in given.property))
    print(json.dumps({"ready": time.perf_counter() - start}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(engine.ask, json.loads(line)["clients"])), flush=True)


if __name__ == "__main__":
    main()
