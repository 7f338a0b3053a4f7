"""What each merged cell of a picture shows: the answers of the auxiliary head."""

import numpy

from world.scenes import DIGIT_WIDTH, extent
from world.things import COLOURS, PATTERNS, SHAPES

# One row of numbers a cell; -1 means that the cell is not asked.
KINDS = ["nothing"] + SHAPES + list("0123456789")
HEADS = {"kind": len(KINDS), "colour": len(COLOURS), "pattern": len(PATTERNS), "centre": 2, "size": 3}
LEAST_COVER = 0.22


def parts_of(thing, width, height):
    """(kind, x, y, half width, half height): one part for a shape, one a digit for a number."""
    half_x, half_y = extent(thing, width, height)
    if thing.shape != "number":
        return [(KINDS.index(thing.shape), thing.x, thing.y, half_x * 0.9, half_y * 0.9)]
    # Fonts are narrower on average than the widest one that placing assumes.
    wide = half_x * 2 / max(1.0, DIGIT_WIDTH * len(thing.text)) * 0.74
    return [(KINDS.index(digit), thing.x + (index - (len(thing.text) - 1) / 2) * wide, thing.y, wide / 2, half_y * 0.95)
            for index, digit in enumerate(thing.text)]


def cells_of(scene, grid):
    """i8 [rows * columns, len(HEADS)]."""
    rows, columns = grid
    answers = numpy.full((rows, columns, len(HEADS)), -1, numpy.int8)
    answers[..., 0] = 0
    answers[..., 1] = COLOURS.index(scene.background)
    answers[..., 3] = 0
    best = numpy.full((rows, columns), LEAST_COVER)
    left, top = numpy.arange(columns) / columns, numpy.arange(rows) / rows
    for thing in scene.things:
        size = 0 if thing.size < 0.22 else 1 if thing.size < 0.32 else 2
        for kind, x, y, half_x, half_y in parts_of(thing, scene.width, scene.height):
            across = numpy.minimum(left + 1 / columns, x + half_x) - numpy.maximum(left, x - half_x)
            down = numpy.minimum(top + 1 / rows, y + half_y) - numpy.maximum(top, y - half_y)
            cover = across.clip(0)[None] * columns * down.clip(0)[:, None] * rows
            hit = cover > best
            best = numpy.maximum(best, cover)
            answers[hit, 0], answers[hit, 1], answers[hit, 4] = kind, COLOURS.index(thing.colour), size
            answers[hit, 2] = -1 if thing.shape == "number" else PATTERNS.index(thing.pattern)
        answers[min(rows - 1, int(thing.y * rows)), min(columns - 1, int(thing.x * columns)), 3] = 1
    return answers.reshape(rows * columns, len(HEADS))
