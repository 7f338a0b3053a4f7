"""Makes batches in a second process. A batch depends on seed, stage and step only, so that a resumed run sees the same."""

import multiprocessing
import os
import random

import numpy

AHEAD = 6


def vision_batch(rng, cells=48):
    """Pictures of two sizes with the auxiliary head's answers."""
    from world import draw, scenes, sizes, targets
    groups, answers = [], []
    for _ in range(2):
        grid = sizes.random_grid(rng)
        pictures = []
        for _ in range(cells // 2):
            count = rng.choices([1, 2, 3, 4, 5], [20, 22, 22, 18, 18])[0]
            numbers = rng.choices([0, 1, 2], [60, 33, 7])[0] if count > 1 else rng.choice([0, 0, 1])
            scene = scenes.random_scene(rng, count, sizes.sizes_like(rng, grid), min(numbers, count))
            pictures.append(draw.pixels_of(draw.render(rng, scene), grid))
            answers.append(targets.cells_of(scene, grid))
        groups.append(numpy.stack(pictures)[:, None])
    return {"groups": groups, "cells": numpy.concatenate(answers)}


def batch(stage, seed, step):
    rng = random.Random(f"{seed}/{stage}/{step}")
    if stage == "vision":
        return vision_batch(rng)
    from talk.pack import talk_batch
    return talk_batch(rng, stage)


def produce(queue, stage, seed, first, last):
    parent = os.getppid()
    for step in range(first, last):
        queue.put(batch(stage, seed, step))
        if os.getppid() != parent:
            return


class Feed:
    """Iterates over the batches of steps `first` to `last`."""

    def __init__(self, stage, seed, first, last):
        context = multiprocessing.get_context("spawn")
        self.queue, self.count = context.Queue(AHEAD), last - first
        self.process = context.Process(target=produce, args=(self.queue, stage, seed, first, last), daemon=True)
        self.process.start()

    def __iter__(self):
        for _ in range(self.count):
            yield self.next()

    def next(self):
        while True:
            try:
                return self.queue.get(timeout=20)
            except multiprocessing.queues.Empty:
                if not self.process.is_alive():
                    raise RuntimeError("The process that draws pictures ended; its error is above.") from None

    def close(self):
        self.process.terminate()
        self.process.join()
