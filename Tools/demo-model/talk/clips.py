"""Clips and questions about them."""

from dataclasses import replace

from talk.asked import CLIP
from talk.naming import A, by_any, full
from talk.phrasing import phrase
from talk.talks import Turn
from world.scenes import apart, random_scene, random_tone
from world.things import Scene

WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
TOLD = {"left": "to the left", "right": "to the right", "up": "up", "down": "down"}


class Clip:
    """Frames and what happens in them."""

    def __init__(self, kind, frames, thing, way=None, later=None):
        self.kind, self.frames, self.thing, self.way, self.later = kind, frames, thing, way, later

    @property
    def all(self):
        return [self.thing, *(t for t in self.frames[0].things + self.frames[-1].things if t.shape != self.thing.shape)]


def random_clip(rng, size, pairs):
    while True:
        made = try_clip(rng, size, pairs)
        if made:
            return made


def try_clip(rng, size, pairs):
    count = rng.choices([4, 6, 8], [50, 30, 20])[0]
    kind = rng.choices(["move", "appear", "vanish", "recolour", "still"], [46, 16, 16, 14, 8])[0]
    scene = random_scene(rng, rng.choices([1, 2], [60, 40])[0], size, pairs=pairs)
    actor, others = scene.things[0], scene.things[1:]
    if any(other.shape == actor.shape for other in others):
        return None
    scene = replace(scene, noise=min(scene.noise, 4), quality=0)
    way, later = None, None
    if kind == "still":
        things = [scene.things] * count
    elif kind in ("appear", "vanish"):
        change = rng.randint(1, count - 1)
        things = [scene.things if (step >= change) == (kind == "appear") else others for step in range(count)]
    elif kind == "recolour":
        name, rgb = random_tone(rng, (scene.background, scene.rgb), avoid=(actor.colour,))
        if (name, actor.shape) in pairs:
            return None
        actor = replace(actor, pattern="plain")
        later, change = replace(actor, colour=name, rgb=rgb), rng.randint(1, count - 1)
        things = [(actor if step < change else later, *others) for step in range(count)]
    else:
        way = rng.choice(list(WAYS))
        path = moving(rng, actor, WAYS[way], size, count)
        if path is None or not all(apart(spot, other, *size) for spot in path for other in others):
            return None
        things = [(spot, *others) for spot in path]
    frames = [Scene(scene.width, scene.height, scene.background, scene.rgb, tuple(part), scene.noise, 0) for part in things]
    return Clip(kind, frames, actor, way, later)


def moving(rng, actor, way, size, count):
    """Where the thing is in each frame: along one axis, at least a third of the picture."""
    short = min(size)
    half = (actor.size * short / size[0] / 2 + 0.01, actor.size * short / size[1] / 2 + 0.01)
    axis = 0 if way[0] else 1
    room = 1 - 2 * half[axis]
    if room < 0.36:
        return None
    length = rng.uniform(0.33, room)
    low = half[axis] + rng.uniform(0, room - length)
    ends = (low, low + length) if way[axis] > 0 else (low + length, low)
    spots = [ends[0] + (ends[1] - ends[0]) * step / (count - 1) for step in range(count)]
    return [actor.moved(spot, actor.y) if axis == 0 else actor.moved(actor.x, spot) for spot in spots]


def turn(rng, ability, held, answer, think="I compare the frames.", **values):
    return Turn(phrase(rng, CLIP, ability, held, **values), answer, "clip " + ability, think)


def direction(rng, clip, held):
    name = by_any(rng, clip.all, clip.thing)
    if clip.kind != "move":
        return turn(rng, "direction", held, "Nothing moves.", x=name) if clip.kind == "still" and rng.random() < 0.3 else None
    return turn(rng, "direction", held, f"The {name} moves {TOLD[clip.way]}.", x=name)


def event(clip):
    if clip.kind == "move":
        return f"{A(full(clip.thing))} moves {TOLD[clip.way]}."
    if clip.kind == "recolour":
        return f"{A(clip.thing.shape)} turns from {clip.thing.colour} to {clip.later.colour}."
    return {"appear": f"{A(full(clip.thing))} appears.", "vanish": f"{A(full(clip.thing))} disappears.", "still": "Nothing changes."}[clip.kind]


def happens(rng, clip, held):
    return turn(rng, "happens", held, event(clip))


def moves(rng, clip, held):
    name = clip.thing.shape
    return turn(rng, "moves?", held, f"Yes, the {name} moves." if clip.kind == "move" else "No, nothing moves.", x=name)


def changing_colour(rng, clip, held):
    if clip.kind == "recolour":
        if rng.random() < 0.5:
            return turn(rng, "start colour", held, f"The {clip.thing.shape} is {clip.thing.colour} at the start.", x=clip.thing.shape)
        return turn(rng, "end colour", held, f"The {clip.thing.shape} is {clip.later.colour} at the end.", x=clip.thing.shape)
    return None


def comes_or_goes(rng, clip, held):
    kinds = {"appear": "what appears", "vanish": "what vanishes"}
    if clip.kind in kinds:
        return turn(rng, kinds[clip.kind], held, f"{A(full(clip.thing))}.")
    return turn(rng, rng.choice(list(kinds.values())), held, "Nothing.") if rng.random() < 0.15 else None


def plain_question(rng, clip, held):
    """Colour and shape, asked as of a still."""
    if clip.kind == "recolour":
        return None
    from talk import stills
    whole = max(clip.frames, key=lambda frame: len(frame.things))
    return rng.choice([stills.colour, stills.shape])(rng, whole, held)


MAKERS = [(direction, 30), (happens, 30), (moves, 10), (changing_colour, 25), (comes_or_goes, 20), (plain_question, 10)]


def clip_turn(rng, clip, held, maker=None, tries=30):
    makers, weights = zip(*MAKERS)
    for _ in range(tries):
        made = (maker or rng.choices(makers, weights)[0])(rng, clip, held)
        if made:
            return made
    return None
