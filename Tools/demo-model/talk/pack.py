"""Packs talks into rows. Talks that begin alike share their beginning: each sees that and itself, no other."""

import itertools

import numpy

from talk.plain import plain_talk
from talk.talks import Sample
from talk.tokens import tokens_of
from talk.tools import tool_sample
from world import draw, sizes, targets

ROWS, LENGTH = 8, 384
# What the rows of a stage are filled with, by share of samples.
MIXES = {
    "text": [("copy", 30), ("plain", 45), ("tools", 25)],
    "joint": [("still", 38), ("several", 15), ("clip", 13), ("plain", 18), ("copy", 7), ("tools", 9)],
}


class Studio:
    """Draws pictures in the two sizes of a batch."""

    def __init__(self, rng, grids=None):
        self.rng, self.grids = rng, grids

    def size(self, grid=None):
        """(width, height) of a picture to draw, and its grid."""
        if self.grids is None:
            return sizes.random_size(self.rng), None
        grid = grid or self.rng.choice(self.grids)
        return sizes.sizes_like(self.rng, grid), grid


def draw_sample(rng, kind, studio, held=False):
    if kind == "plain":
        return Sample([plain_talk(rng, held)])
    if kind == "copy":
        from talk.plain import copying
        return Sample([copying(rng)])
    if kind == "tools":
        return Sample(tool_sample(rng, held))
    from talk.pictures import picture_sample
    return picture_sample(rng, kind, studio, held)


class Row:
    def __init__(self):
        self.ids, self.places, self.sample, self.segment, self.cells = [], [], [], [], []
        self.asks = []  # (position, token, weight, answer)

    def room(self):
        return LENGTH - len(self.ids)


def shared(many):
    """How many tokens all talks begin with; not a token of an answer among them."""
    first = many[0][0]
    least = min(min(span[0] for span in spans) for _, _, _, spans in many) - 1
    for ids, *_ in many[1:]:
        same = next((at for at, (a, b) in enumerate(zip(first, ids)) if a != b), min(len(first), len(ids)))
        least = min(least, same)
    return least if len(many) > 1 else 0


def encode(sample):
    """(length, prefix length, encoded talks)"""
    many = [tokens_of(talk) for talk in sample.talks]
    prefix = shared(many)
    return prefix + sum(len(ids) - prefix for ids, *_ in many), prefix, many


def add(row, number, sample, encoded, answers, held):
    _, prefix, many = encoded
    for index, ((ids, places, cells, spans), talk) in enumerate(zip(many, sample.talks)):
        start = 0 if index == 0 else prefix
        shift = len(row.ids) - start
        row.ids += ids[start:]
        row.places.append(places[:, start:])
        row.sample += [number] * (len(ids) - start)
        row.segment += [0 if at < prefix else index + 1 for at in range(start, len(ids))]
        row.cells += [(at + shift, picture) for at, picture in cells if at >= start]
        turns = talk.turns[-len(spans):]
        for (first, end), turn in zip(spans, turns):
            weight = (end - first) ** -0.5
            row.asks += [(at - 1 + shift, ids[at], weight, len(answers)) for at in range(first, end)]
            answers.append((turn.ability, held))


def talk_batch(rng, stage, held=False, mix=None):
    """Rows of talks with their pictures, and what is asked."""
    studio = Studio(rng, [sizes.random_grid(rng), sizes.random_grid(rng)])
    kinds, weights = zip(*(mix or MIXES[stage]))
    rows, answers, misses = [Row() for _ in range(ROWS)], [], 0
    for number in itertools.count():
        sample = draw_sample(rng, rng.choices(kinds, weights)[0], studio, held)
        encoded = encode(sample)
        while encoded[0] > LENGTH and len(sample.talks) > 1:
            sample.talks.pop()
            encoded = encode(sample)
        row = min((row for row in rows if row.room() >= encoded[0]), key=Row.room, default=None)
        if row is None:
            misses += 1
            if misses > 4:
                break
            continue
        add(row, number, sample, encoded, answers, held)
    return arrays(rows, answers)


def arrays(rows, answers):
    tokens = numpy.zeros((ROWS, LENGTH), numpy.int64)
    positions = numpy.zeros((3, ROWS, LENGTH), numpy.int32)
    sample, segment = numpy.full((ROWS, LENGTH), -1, numpy.int32), numpy.zeros((ROWS, LENGTH), numpy.int32)
    asks, pictures = [], []
    for index, row in enumerate(rows):
        used = len(row.ids)
        tokens[index, :used] = row.ids
        if used:
            positions[:, index, :used] = numpy.concatenate(row.places, 1)
        sample[index, :used], segment[index, :used] = row.sample, row.segment
        asks += [(at + index * LENGTH, *rest) for at, *rest in row.asks]
        pictures += [(at + index * LENGTH, picture) for at, picture in row.cells]
    where, want, weights, answer = zip(*asks)
    return {
        "tokens": tokens, "positions": positions, "sample": sample, "segment": segment, "where": numpy.array(where),
        "want": numpy.array(want), "weights": numpy.array(weights, numpy.float32), "answer": numpy.array(answer),
        "abilities": answers, **picture_arrays(pictures, positions)}


def picture_arrays(pictures, positions):
    """Pixels in groups of one size, where their cells go, and what the auxiliary heads should say."""
    groups = {}
    for at, picture in pictures:
        groups.setdefault((picture.grid, len(picture.frames) > 1), []).append((at, picture))
    stacks, slots, cells, axes = [], [], [], []
    for ((rows, columns), moving), members in groups.items():
        units = []
        for at, picture in members:
            pixels = [draw.pixels_of(image, picture.grid) for image in picture.images]
            pairs = [pixels[k:k + 2] for k in range(0, len(pixels), 2)]
            for unit, pair in enumerate(pairs):
                units.append(numpy.stack(pair))
                first = at + unit * rows * columns
                slots.append(numpy.arange(first, first + rows * columns))
                scenes = picture.frames[unit * 2:unit * 2 + 2]
                known = targets.cells_of(scenes[0], picture.grid)
                if len(scenes) > 1:
                    known = numpy.where(known == targets.cells_of(scenes[1], picture.grid), known, -1).astype(numpy.int8)
                cells.append(known)
                y, x = numpy.mgrid[0:rows, 0:columns]
                frame = unit if moving else picture.order
                axes.append(numpy.stack([y.ravel(), x.ravel(), numpy.full(rows * columns, frame)], 1).astype(numpy.int8))
        stacks.append(numpy.stack(units))
    join = lambda parts, empty: numpy.concatenate(parts) if parts else empty
    return {"groups": stacks, "slots": join(slots, numpy.zeros(0, numpy.int64)),
            "cells": join(cells, numpy.zeros((0, len(targets.HEADS)), numpy.int8)), "axes": join(axes, numpy.zeros((0, 3), numpy.int8))}
