"""The size of a picture, from the file to the grid the encoder sees."""

import math

UNIT = 28  # one merged cell: two by two patches of 14
MIN_PIXELS = 30 * UNIT * UNIT
MAX_PIXELS = 36 * UNIT * UNIT

# Width to height, and how often: squares, classic and wide screens, both ways, and anything.
ASPECTS = [(1.0, 40), (4 / 3, 14), (3 / 4, 9), (16 / 9, 8), (9 / 16, 5), (3 / 2, 8), (2 / 3, 5)]
FREE = 11


def smart_resize(height, width):
    """The sizes that transformers' Qwen2-VL processor gives."""
    rows, columns = round(height / UNIT), round(width / UNIT)
    if rows * columns * UNIT * UNIT > MAX_PIXELS:
        shrink = math.sqrt(height * width / MAX_PIXELS)
        rows = max(1, math.floor(height / shrink / UNIT))
        columns = max(1, math.floor(width / shrink / UNIT))
    elif rows * columns * UNIT * UNIT < MIN_PIXELS:
        grow = math.sqrt(MIN_PIXELS / (height * width))
        rows = math.ceil(height * grow / UNIT)
        columns = math.ceil(width * grow / UNIT)
    return rows, columns


def random_size(rng):
    """A picture's width and height in pixels."""
    kinds, weights = zip(*ASPECTS, (None, FREE))
    aspect = rng.choices(kinds, weights)[0]
    if aspect is None:
        aspect = math.exp(rng.uniform(-0.8, 0.8))
    area = rng.uniform(100, 225) ** 2
    return max(48, round(math.sqrt(area * aspect))), max(48, round(math.sqrt(area / aspect)))


def sizes_like(rng, grid):
    """A picture's size that ends as `grid` (rows, columns)."""
    for _ in range(400):
        width, height = random_size(rng)
        if smart_resize(height, width) == grid:
            return width, height
    return grid[1] * UNIT, grid[0] * UNIT


def random_grid(rng):
    width, height = random_size(rng)
    return smart_resize(height, width)
