"""Questions about two or three pictures."""

from dataclasses import replace

from talk.asked import SEVERAL
from talk.naming import A, a, full, listed, several as plural
from talk.phrasing import phrase
from talk.stills import amount, description, in_order, ordered
from talk.talks import Turn
from world.scenes import random_scene, random_thing, random_tone
from world.things import SHAPES

ORDER = ["first", "second", "third"]


def turn(rng, ability, held, answer, think="I compare the pictures.", **values):
    return Turn(phrase(rng, SEVERAL, ability, held, **values), answer, ability, think)


def pick(rng, scenes):
    index = rng.randrange(len(scenes))
    words = [ORDER[index]] + (["last"] if index == len(scenes) - 1 else [])
    return scenes[index], rng.choice(words), ORDER[index]


def nth(rng, scenes, held):
    scene, asked, _ = pick(rng, scenes)
    if not scene.things or len(scene.things) > 2 or not ordered(scene):
        return None
    return turn(rng, "nth", held, description(scene), f"I look at the {asked} picture.", n=asked)


def nth_one(rng, scenes, held):
    scene, asked, _ = pick(rng, scenes)
    if len(scene.shapes) != 1 or scene.numbers:
        return None
    thing = scene.shapes[0]
    if rng.random() < 0.5:
        return turn(rng, "nth colour", held, f"The {thing.shape} is {thing.colour}.", n=asked, x=thing.shape)
    return turn(rng, "nth shape", held, f"It is {a(thing.shape)}.", n=asked)


def nth_count(rng, scenes, held):
    scene, asked, _ = pick(rng, scenes)
    return None if scene.numbers else turn(rng, "nth count", held, amount(len(scene.things), "shape", "shapes"), n=asked)


def same(rng, scenes, held):
    if len(scenes) != 2 or any(len(s.things) != 1 or s.numbers for s in scenes):
        return None
    one, two = (s.things[0] for s in scenes)
    if rng.random() < 0.5:
        alike = one.colour == two.colour
        return turn(rng, "same colour", held, f"Both are {one.colour}." if alike else f"The first is {one.colour}, the second is {two.colour}.")
    alike = one.shape == two.shape
    return turn(rng, "same shape", held, f"Both are {plural(one.shape)}." if alike else f"The first is {a(one.shape)}, the second is {a(two.shape)}.")


def difference(rng, scenes, held):
    """Asked where at most one property differs."""
    if len(scenes) != 2 or any(s.numbers for s in scenes):
        return None
    first, second = scenes
    if len(first.things) != len(second.things):
        answer = f"The first has {amount_of(first)}, the second has {amount_of(second)}."
    elif len(first.things) != 1:
        return None
    else:
        one, two = first.things[0], second.things[0]
        pairs = {"colour": (one.colour, two.colour), "shape": (one.shape, two.shape), "background": (first.background, second.background),
                 "pattern": (one.pattern, two.pattern)}
        differ = [name for name, (x, y) in pairs.items() if x != y]
        if len(differ) > 2:
            return None
        answer = " ".join(f"The {name}: {pairs[name][0]} and {pairs[name][1]}." for name in differ) or "They show the same."
    return turn(rng, "difference", held, answer)


def amount_of(scene):
    return "1 shape" if len(scene.things) == 1 else f"{len(scene.things) or 'no'} shapes"


def which_shows(rng, scenes, held):
    scene, _, order = pick(rng, scenes)
    if not scene.shapes:
        return None
    thing = rng.choice(scene.shapes)
    name, test = rng.choice([
        (thing.shape, lambda t: t.shape == thing.shape), (f"{thing.colour} {thing.shape}", lambda t: (t.colour, t.shape) == (thing.colour, thing.shape)),
        (f"{thing.colour} shape", lambda t: t.colour == thing.colour)])
    if sum(any(test(t) for t in s.things) for s in scenes) != 1:
        return None
    return turn(rng, "which shows", held, f"The {order} picture.", f"I look for {a(name)}.", x=name)


def more(rng, scenes, held):
    if any(s.numbers for s in scenes):
        return None
    counts = [len(s.things) for s in scenes]
    if counts.count(max(counts)) > 1:
        return None if len(scenes) > 2 else turn(rng, "more", held, f"Both have {counts[0]}.")
    return turn(rng, "more", held, f"The {ORDER[counts.index(max(counts))]} picture.", f"I count {listed([str(c) for c in counts])}.")


def larger_number(rng, scenes, held):
    if len(scenes) != 2 or any(len(s.numbers) != 1 for s in scenes):
        return None
    values = [int(s.numbers[0].text) for s in scenes]
    if values[0] == values[1]:
        return None
    best = max(values)
    return turn(rng, "larger number", held, f"{best}, in the {ORDER[values.index(best)]} picture.", f"I read {values[0]} and {values[1]}.")


MAKERS = [(nth, 12), (nth_one, 12), (nth_count, 6), (same, 20), (difference, 18), (which_shows, 14), (more, 8), (larger_number, 30)]


def several_turn(rng, scenes, held, maker=None, tries=30):
    makers, weights = zip(*MAKERS)
    for _ in range(tries):
        made = (maker or rng.choices(makers, weights)[0])(rng, scenes, held)
        if made:
            return made
    return None


def changed(rng, scene, size, pairs):
    """A one-thing scene like `scene` except for one property."""
    thing = scene.things[0]
    kind = rng.choice(["colour", "colour", "shape", "shape", "background", "none"])
    behind = (scene.background, scene.rgb)
    if kind == "background":
        return random_scene(rng, 1, size, pairs=pairs, kinds=[thing.shape], avoid=()) if rng.random() < 0.2 else other_background(rng, scene)
    if kind == "colour":
        for _ in range(20):
            name, rgb = random_tone(rng, behind, avoid=(thing.colour,))
            if (name, thing.shape) not in pairs:
                made = replace(thing, colour=name, rgb=rgb, pattern="plain")
                return replace(scene, width=size[0], height=size[1], things=(fitted(rng, made, behind, size),))
    if kind == "shape":
        shapes = [s for s in SHAPES if s != thing.shape and (thing.colour, s) not in pairs]
        made = replace(thing, shape=rng.choice(shapes), pattern="plain")
        return replace(scene, width=size[0], height=size[1], things=(fitted(rng, made, behind, size),))
    return replace(scene, width=size[0], height=size[1], things=(fitted(rng, thing, behind, size),))


def fitted(rng, thing, behind, size):
    """The thing at a new place of a picture of another size."""
    like = random_thing(rng, behind, thing.size, *size, kind="circle", pairs=())
    return replace(thing, x=like.x, y=like.y)


def other_background(rng, scene):
    from world.scenes import LEAST_CONTRAST, random_background
    from world.things import contrast
    for _ in range(40):
        name, rgb = random_background(rng)
        thing = scene.things[0]
        enough = contrast(rgb, thing.rgb) > LEAST_CONTRAST and (thing.pattern == "plain" or contrast(rgb, thing.second) > LEAST_CONTRAST)
        if name not in (scene.background, thing.colour) and enough:
            return replace(scene, background=name, rgb=rgb)
    return scene
