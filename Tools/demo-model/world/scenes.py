"""Draws lots: which things are in a picture, and where."""

from world.things import ANCHORS, COLOURS, LEAST_CONTRAST, PATTERNS, SHAPES, Scene, Thing, contrast, tone

BACKGROUNDS = [("white", 34)] + [(name, 6) for name in COLOURS if name != "white"]
# The largest size by number of things.
LARGEST = {1: 0.52, 2: 0.42, 3: 0.36, 4: 0.31, 5: 0.28}
SMALLEST = 0.17
GAP = 0.03
# Never trained, so that the evaluation can tell composing from remembering.
UNSEEN = {("red", "star"), ("blue", "heart"), ("green", "ring"), ("yellow", "cross"), ("purple", "triangle")}
FONTS = 12
DIGIT_WIDTH = 0.86  # of a number's height, for the widest font
CLEAR = 0.035


def random_background(rng):
    names, weights = zip(*BACKGROUNDS)
    name = rng.choices(names, weights)[0]
    return name, tone(rng, name)


def random_tone(rng, background, avoid=(), among=COLOURS):
    """A colour that stands out from the background."""
    while True:
        name = rng.choice(among)
        rgb = tone(rng, name)
        if name not in avoid and name != background[0] and contrast(rgb, background[1]) > LEAST_CONTRAST:
            return name, rgb


def place(rng, size, width, height, cell=None):
    """A centre within one of nine fields, away from the lines between them."""
    short = min(width, height)
    column, row = cell if cell else (rng.randrange(3), rng.randrange(3))
    half_x, half_y = size * short / width / 2 + 0.015, size * short / height / 2 + 0.015
    x, y = (column + rng.uniform(0.16, 0.84)) / 3, (row + rng.uniform(0.16, 0.84)) / 3
    return min(max(x, half_x), 1 - half_x), min(max(y, half_y), 1 - half_y)


def extent(thing, width, height):
    """Half of width and height as fractions of the picture."""
    short = min(width, height)
    wide = thing.size * (max(1.0, DIGIT_WIDTH * len(thing.text)) if thing.text else 1.0)
    return wide * short / width / 2, thing.size * short / height / 2


def apart(one, two, width, height):
    (ax, ay), (bx, by) = extent(one, width, height), extent(two, width, height)
    return abs(one.x - two.x) > ax + bx + GAP or abs(one.y - two.y) > ay + by + GAP


def clear(thing):
    """Whether nobody would argue about the field a thing is in."""
    return all(abs(value - line) > CLEAR for value in (thing.x, thing.y) for line in (1 / 3, 2 / 3))


def random_number(rng, longest=3):
    digits = rng.choices([1, 2, 3][:longest], [35, 40, 25][:longest])[0]
    return str(rng.randint(10 ** (digits - 1) if digits > 1 else 0, 10 ** digits - 1))


def random_thing(rng, background, size, width, height, kind=None, avoid=(), pairs=UNSEEN, cell=None):
    """`kind` is a shape or "number"; colour-shape pairs in `pairs` are not drawn."""
    kind = kind or rng.choice(SHAPES)
    name, rgb = random_tone(rng, background, avoid)
    while (name, kind) in pairs:
        name, rgb = random_tone(rng, background, avoid)
    if kind == "number":
        text = random_number(rng)
        size = min(max(size, 0.24), 0.9 / (DIGIT_WIDTH * len(text)), 0.55)
        wide = size * max(1.0, DIGIT_WIDTH * len(text))
        x, y = place(rng, wide, width, height, cell)
        return Thing(kind, name, x, y, size, rgb, text=text, font=rng.randrange(FONTS), angle=rng.uniform(-6, 6))
    x, y = place(rng, size, width, height, cell)
    turn = rng.uniform(-8, 8) if kind in ("square", "cross", "diamond") else rng.uniform(-14, 14)
    thing = Thing(kind, name, x, y, size, rgb, angle=turn)
    pattern = rng.choices(PATTERNS, [60, 26, 14])[0]
    return thing if pattern == "plain" else patterned(rng, thing, pattern, background[1])


def patterned(rng, thing, pattern, behind):
    """Stripes or dots of black or white. Rings are too thin for them, black and white things would lose their name,
    and stripes like the background would cut the shape in pieces."""
    if thing.shape in ("ring", "cross") or thing.colour in ("black", "white", "grey") or thing.size < 0.19:
        return thing
    seconds = [rgb for rgb in [(16, 16, 16), (250, 250, 250)]
               if contrast(rgb, thing.rgb) > 120 and contrast(rgb, behind) > LEAST_CONTRAST]
    if not seconds:
        return thing
    second = rng.choice(seconds)
    return Thing(
        thing.shape, thing.colour, thing.x, thing.y, thing.size, thing.rgb, pattern, second,
        rng.choice([0, 90, 45, -45]) + rng.uniform(-10, 10), rng.randint(3, 5))


def random_scene(rng, count, size, numbers=0, pairs=UNSEEN, background=None, kinds=SHAPES, avoid=()):
    """A scene with `count` things of which `numbers` are written numbers. `size` is (width, height).
    `kinds` are the shapes to choose from, `avoid` colours not to use."""
    width, height = size
    background = background or random_background(rng)
    while True:
        things = []
        for index in range(count):
            for _ in range(25):
                edge = rng.uniform(SMALLEST, LARGEST[count])
                kind = "number" if index < numbers else rng.choice(kinds)
                thing = random_thing(rng, background, edge, width, height, kind, avoid, pairs)
                if all(apart(thing, other, width, height) for other in things):
                    things.append(thing)
                    break
        if len(things) == count:
            break
    noise = rng.choice([0, 0, 0, rng.randint(2, 9)])
    quality = rng.choice([0] * 5 + [rng.randint(55, 95)])
    return Scene(width, height, background[0], background[1], tuple(things), noise, quality)


assert set(COLOURS) == set(ANCHORS)
