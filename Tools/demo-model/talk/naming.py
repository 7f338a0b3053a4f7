"""Names of things, in questions and in answers."""

from talk.phrasing import article
from world.things import COLOURS

AT = {"top left": "at the top left", "top": "at the top", "top right": "at the top right", "left": "on the left", "middle": "in the middle",
      "right": "on the right", "bottom left": "at the bottom left", "bottom": "at the bottom", "bottom right": "at the bottom right"}
OTHER_WORDS = {"middle": ["in the middle", "in the centre", "in the center"], "left": ["on the left", "on the left side", "at the left"],
               "right": ["on the right", "on the right side", "at the right"], "top": ["at the top", "at the top middle", "at the upper edge"],
               "bottom": ["at the bottom", "at the bottom middle", "at the lower edge"]}


def places(place):
    """The ways to say a place in a question."""
    if place in OTHER_WORDS:
        return OTHER_WORDS[place]
    words = place.replace("top", "upper").replace("bottom", "lower")
    return [f"at the {place}", f"in the {place}", f"in the {place} corner", f"in the {words} corner", f"at the {words}"]


def full(thing):
    """Everything there is to say about a thing, such as "striped red circle"."""
    if thing.shape == "number":
        return f"{thing.colour} number {thing.text}"
    return f"{thing.colour} {thing.shape}" if thing.pattern == "plain" else f"{thing.pattern} {thing.colour} {thing.shape}"


def short(thing):
    return f"{thing.colour} number {thing.text}" if thing.shape == "number" else f"{thing.colour} {thing.shape}"


def a(name):
    return article(name)


def A(name):
    return a(name)[0].upper() + a(name)[1:]


def several(shape):
    return shape + "es" if shape == "cross" else shape + "s"


def listed(names):
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def alone(things, thing, key):
    return sum(key(other) == key(thing) for other in things) == 1


def by_shape(rng, things, thing):
    """A name without the colour, if there is one that fits only this thing."""
    names = []
    if alone(things, thing, lambda t: t.shape):
        names += [thing.shape] * 3
    if thing.pattern != "plain" and alone(things, thing, lambda t: t.pattern):
        names.append(f"{thing.pattern} " + rng.choice(["shape", "thing", "object"]))
    if thing.pattern != "plain" and alone(things, thing, lambda t: (t.pattern, t.shape)):
        names.append(f"{thing.pattern} {thing.shape}")
    if len(things) == 1 and thing.shape != "number":
        names += [rng.choice(["shape", "thing", "object", "figure"])] * 2
    return rng.choice(names) if names else None


def by_colour(rng, things, thing):
    """A name without the shape."""
    names = []
    if alone(things, thing, lambda t: t.colour):
        names += [f"{thing.colour} " + rng.choice(["shape", "thing", "object", "figure", "one"])] * 3
    if thing.pattern != "plain" and alone(things, thing, lambda t: t.pattern):
        names.append(f"{thing.pattern} " + rng.choice(["shape", "thing", "object"]))
    if len(things) == 1 and thing.shape != "number":
        names += [rng.choice(["shape", "thing", "object", "figure"])]
    return rng.choice(names) if names else None


def by_any(rng, things, thing):
    names = [by_shape(rng, things, thing)] * 2
    if alone(things, thing, lambda t: (t.colour, t.shape)):
        names += [f"{thing.colour} {thing.shape}"] * 2
    if thing.shape != "number":
        names.append(by_colour(rng, things, thing))
    names = [name for name in names if name and not name.endswith(" one")]
    return rng.choice(names) if names else None


def missing(rng, things, colours=COLOURS):
    """A colour and a shape of which none is like any thing there."""
    from world.things import SHAPES
    shapes = [shape for shape in SHAPES if all(t.shape != shape for t in things)]
    left = [colour for colour in colours if all(t.colour != colour for t in things)]
    return rng.choice(left), rng.choice(shapes)
