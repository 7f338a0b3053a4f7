"""Turns scenes into pixels."""

import functools
import importlib.util
import io
import math
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

from world.sizes import UNIT, smart_resize

# Fonts come out of pinned packages, so that every machine draws the same digits.
FONT_FILES = [
    ("matplotlib", "DejaVuSans.ttf"), ("matplotlib", "DejaVuSans-Bold.ttf"), ("matplotlib", "DejaVuSerif.ttf"),
    ("matplotlib", "DejaVuSansMono.ttf"), ("matplotlib", "DejaVuSans-Oblique.ttf"),
    ("font_roboto", "Roboto-Regular.ttf"), ("font_roboto", "Roboto-Bold.ttf"), ("font_roboto", "Roboto-Italic.ttf"),
    ("font_source_sans_pro", "SourceSansPro-Regular.ttf"), ("font_source_sans_pro", "SourceSansPro-Bold.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"), ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
]


@functools.cache
def font_path(index):
    package, name = FONT_FILES[index]
    spec = importlib.util.find_spec(package)
    return str(next(Path(spec.submodule_search_locations[0]).rglob(name)))


@functools.cache
def font(index, pixels):
    return ImageFont.truetype(font_path(index), pixels)


def corners(shape):
    """Outline of a shape in the square from -1 to 1."""
    turn = lambda k, n, r=1.0: (r * math.sin(2 * math.pi * k / n), -r * math.cos(2 * math.pi * k / n))
    if shape == "square":
        return [(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)]
    if shape == "triangle":
        return [(0, -0.92), (0.98, 0.8), (-0.98, 0.8)]
    if shape == "diamond":
        return [(0, -1), (0.72, 0), (0, 1), (-0.72, 0)]
    if shape == "star":
        return [turn(k, 10, 1.0 if k % 2 == 0 else 0.42) for k in range(10)]
    if shape == "cross":
        a = 0.31
        return [(-a, -1), (a, -1), (a, -a), (1, -a), (1, a), (a, a), (a, 1), (-a, 1), (-a, a), (-1, a), (-1, -a), (-a, -a)]
    steps = [2 * math.pi * k / 40 for k in range(40)]  # a heart
    return [(math.sin(t) ** 3, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16)
            for t in steps]


def mask_of(thing, edge):
    """Where a shape is, as an `edge` by `edge` mask."""
    mask = Image.new("L", (edge, edge))
    pen = ImageDraw.Draw(mask)
    if thing.shape in ("circle", "ring"):
        pen.ellipse((0, 0, edge - 1, edge - 1), fill=255)
        if thing.shape == "ring":
            inner = edge * 0.24
            pen.ellipse((inner, inner, edge - 1 - inner, edge - 1 - inner), fill=0)
        return mask
    turn = math.radians(0 if thing.pattern != "plain" else thing.angle)
    cos, sin = math.cos(turn), math.sin(turn)
    half = (edge - 1) / 2
    pen.polygon([(half + half * (x * cos - y * sin), half + half * (x * sin + y * cos)) for x, y in corners(thing.shape)], fill=255)
    return mask


def paint_of(thing, edge):
    """The plain, striped or dotted surface of a shape."""
    if thing.pattern == "plain":
        return Image.new("RGB", (edge, edge), thing.rgb)
    turn = math.radians(thing.angle)
    y, x = numpy.mgrid[0:edge, 0:edge] / edge * thing.grain
    u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    if thing.pattern == "striped":
        second = (u % 1.0) < 0.42
    else:
        second = ((u % 1.0 - 0.5) ** 2 + (v % 1.0 - 0.5) ** 2) < 0.085
    pixels = numpy.where(second[..., None], numpy.array(thing.second, numpy.uint8), numpy.array(thing.rgb, numpy.uint8))
    return Image.fromarray(pixels)


def put(canvas, thing):
    width, height = canvas.size
    edge = max(6, round(thing.size * min(width, height)))
    x, y = thing.x * width, thing.y * height
    if thing.shape == "number":
        letters = font(thing.font, max(8, round(edge * 1.32)))
        left, top, right, bottom = letters.getbbox(thing.text)
        sheet = Image.new("L", (right - left + 4, bottom - top + 4))
        ImageDraw.Draw(sheet).text((2 - left, 2 - top), thing.text, font=letters, fill=255)
        sheet = sheet.rotate(thing.angle, expand=True, resample=Image.Resampling.BILINEAR)
        canvas.paste(thing.rgb, (round(x - sheet.width / 2), round(y - sheet.height / 2)), sheet)
        return
    mask, paint = mask_of(thing, edge), paint_of(thing, edge)
    canvas.paste(paint, (round(x - edge / 2), round(y - edge / 2)), mask)


def render(rng, scene):
    """A PIL picture of the scene's own size."""
    scale = rng.choice([1, 2])
    canvas = Image.new("RGB", (scene.width * scale, scene.height * scale), scene.rgb)
    for thing in scene.things:
        put(canvas, thing)
    if scale > 1:
        canvas = canvas.resize((scene.width, scene.height), rng.choice([Image.Resampling.BOX, Image.Resampling.BILINEAR]))
    if scene.noise:
        grain = numpy.random.default_rng(rng.getrandbits(32)).integers(
            -scene.noise, scene.noise + 1, (scene.height, scene.width, 1), dtype=numpy.int16)
        canvas = Image.fromarray((numpy.asarray(canvas, numpy.int16) + grain).clip(0, 255).astype(numpy.uint8))
    if scene.quality:
        file = io.BytesIO()
        canvas.save(file, "JPEG", quality=scene.quality)
        canvas = Image.open(file).convert("RGB")
    return canvas


def pixels_of(picture, grid=None):
    """Resized as the shipped processor does, or to a given grid: u8 [rows * 28, columns * 28, 3]."""
    rows, columns = grid or smart_resize(picture.height, picture.width)
    if picture.size != (columns * UNIT, rows * UNIT):
        picture = picture.resize((columns * UNIT, rows * UNIT), Image.Resampling.BICUBIC)
    return numpy.asarray(picture)
