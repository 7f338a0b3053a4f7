"""Questions about one picture. Each maker returns a turn, or None where the scene does not allow the question."""

import json

from talk.asked import ONE_WORD, ONE_WORD_HELD, STILL
from talk.naming import A, AT, a, by_any, by_colour, by_shape, full, listed, missing, places, several, short
from talk.phrasing import phrase, say
from talk.talks import Turn
from world.scenes import clear
from world.things import PATTERNS, PLACES, SHAPES

CLEARLY = 0.1  # how far apart things are that are called left or above of each other
SIDES = {"left of": ("x", -1), "right of": ("x", 1), "above": ("y", -1), "below": ("y", 1)}
OPPOSITE = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}
SIDE_WORDS = {"left of": ["left of", "to the left of", "left of"], "right of": ["right of", "to the right of", "right of"],
              "above": ["above", "above", "over", "higher than"], "below": ["below", "below", "under", "lower than"]}
EXTREMES = {"leftmost": ("x", -1), "rightmost": ("x", 1), "topmost": ("y", -1), "lowest": ("y", 1)}
EXTREME_WORDS = {"leftmost": ["leftmost", "furthest left", "furthest to the left"], "rightmost": ["rightmost", "furthest right", "furthest to the right"],
                 "topmost": ["topmost", "highest", "uppermost"], "lowest": ["lowest", "bottommost", "lowest"]}


def turn(rng, ability, held, answer, think="", word=None, **values):
    """With `word`, the question may ask for one word only."""
    question = phrase(rng, STILL, ability, held, **values)
    if word is not None and rng.random() < 0.13:
        question += ("." if question[-1] not in ".?!" else "") + " " + say(rng, rng.choice(ONE_WORD_HELD if held else ONE_WORD))
        answer = word
    return Turn(question, answer, ability, think or "I look at the picture.")


def colour(rng, scene, held):
    if not scene.things:
        return None
    thing = rng.choice(scene.things)
    name = by_shape(rng, scene.things, thing)
    return name and turn(rng, "colour", held, f"The {name} is {thing.colour}.", f"I look for the {name}: {short(thing)}.", thing.colour, x=name)


def shape(rng, scene, held):
    if not scene.shapes:
        return None
    thing = rng.choice(scene.shapes)
    name = by_colour(rng, scene.things, thing)
    return name and turn(rng, "shape", held, f"It is {a(thing.shape)}.", f"I look for the {name}: {short(thing)}.", thing.shape, x=name)


def pattern(rng, scene, held):
    if not scene.shapes:
        return None
    thing = rng.choice(scene.shapes)
    name = by_any(rng, scene.things, thing)
    if not name or name.split()[0] in PATTERNS:
        return None
    if rng.random() < 0.5:
        return turn(rng, "pattern", held, f"The {name} is {thing.pattern}.", "I look at its surface.", thing.pattern, x=name)
    asked = thing.pattern if rng.random() < 0.5 else rng.choice(PATTERNS)
    yes = "Yes" if asked == thing.pattern else "No"
    return turn(rng, "striped?", held, f"{yes}, the {name} is {thing.pattern}.", "I look at its surface.", yes.lower(), x=name, pattern=asked)


def which_striped(rng, scene, held):
    found = [thing for thing in scene.shapes if thing.pattern != "plain" and sum(t.pattern == thing.pattern for t in scene.things) == 1]
    if not found or len(scene.things) < 2:
        return None
    thing = rng.choice(found)
    return turn(rng, "which striped", held, f"The {short(thing)}.", f"I look for {thing.pattern} things.", pattern=thing.pattern)


def amount(count, one, many):
    return f"There is 1 {one}." if count == 1 else f"There are {count or 'no'} {many}."


def count(rng, scene, held):
    if scene.numbers:
        return None
    seen = listed([short(t) for t in in_order(scene.things)]) if scene.things else "nothing"
    return turn(rng, "count", held, amount(len(scene.things), "shape", "shapes"), f"I see {seen}.", str(len(scene.things)))


def count_kind(rng, scene, held):
    if not scene.things:
        return None
    thing = rng.choice(scene.things) if rng.random() < 0.87 else None
    lost = missing(rng, scene.things)
    kind = rng.choice(["shape", "shape", "colour", "pattern", "both"])
    if thing is not None and thing.shape == "number":
        kind = "number"
    if kind == "number":
        found, one, many = [t for t in scene.numbers], "number", "numbers"
    elif kind == "pattern":
        name = rng.choice(PATTERNS)
        found, one, many = [t for t in scene.shapes if t.pattern == name], f"{name} shape", f"{name} shapes"
    elif kind == "colour":
        if scene.numbers:
            return None
        name = thing.colour if thing else lost[0]
        found, one, many = [t for t in scene.things if t.colour == name], f"{name} shape", f"{name} shapes"
    elif kind == "shape":
        name = thing.shape if thing else lost[1]
        found, one, many = [t for t in scene.things if t.shape == name], name, several(name)
    else:
        name, form = (thing.colour, thing.shape) if thing else (lost[0], rng.choice([lost[1], rng.choice(SHAPES)]))
        found, one, many = [t for t in scene.things if (t.colour, t.shape) == (name, form)], f"{name} {form}", f"{name} {several(form)}"
    asked = many if not many.endswith("shapes") or rng.random() < 0.5 else many.replace("shapes", rng.choice(["things", "objects", "ones"]))
    return turn(rng, "count kind", held, amount(len(found), one, many), f"I count the {many}.", str(len(found)), xs=asked)


def exists(rng, scene, held):
    lost_colour, lost_shape = missing(rng, scene.things)
    if scene.shapes and rng.random() < 0.5:
        thing = rng.choice(scene.shapes)
        name, yes = rng.choice([thing.shape, short(thing), f"{thing.colour} shape"]), True
    else:
        other = rng.choice(scene.shapes) if scene.shapes else None
        names = [lost_shape, f"{lost_colour} shape", f"{lost_colour} {lost_shape}"]
        if other:
            names += [f"{lost_colour} {other.shape}", f"{other.colour} {lost_shape}"] * 2
        name, yes = rng.choice(names), False
        if scene.numbers and "shape" in name:
            return None
    answer = f"Yes, there is {a(name)}." if yes else f"No, there is no {name}."
    return turn(rng, "exists", held, answer, f"I look for {a(name)}.", "yes" if yes else "no", x=name)


def absent(rng, scene, held):
    lost_colour, lost_shape = missing(rng, scene.things)
    ability, name = rng.choice([("colour", lost_shape), ("where", lost_shape), ("shape", f"{lost_colour} shape"), ("where", f"{lost_colour} {lost_shape}")])
    made = turn(rng, ability, held, f"There is no {name} in the picture.", f"I find no {name}.", x=name)
    made.ability = "absent"
    return made


def where(rng, scene, held):
    found = [t for t in scene.things if clear(t)]
    if not found:
        return None
    thing = rng.choice(found)
    name = by_any(rng, scene.things, thing)
    return name and turn(rng, "where", held, f"The {name} is {AT[thing.place]}.", f"I look for the {name}.", x=name)


def at_place(rng, scene, held):
    if not all(clear(t) for t in scene.things) or not scene.things:
        return None
    place = rng.choice(scene.things).place if rng.random() < 0.85 else rng.choice(PLACES)
    found = [t for t in scene.things if t.place == place]
    if len(found) > 1:
        return None
    answer = f"{A(full(found[0]))}." if found else "There is nothing."
    return turn(rng, "at place", held, answer, f"I look {AT[place]}.", place=rng.choice(places(place)))


def is_beside(one, two, side):
    axis, sign = SIDES[side]
    return (getattr(one, axis) - getattr(two, axis)) * sign > CLEARLY


def pair(rng, scene):
    """Two things that can be named, or None."""
    if len(scene.things) < 2:
        return None
    one, two = rng.sample(scene.things, 2)
    names = by_any(rng, scene.things, one), by_any(rng, scene.things, two)
    return (one, two, *names) if all(names) else None


def relation(rng, scene, held):
    picked = pair(rng, scene)
    if not picked:
        return None
    one, two, x, y = picked
    sides = [side for side in SIDES if is_beside(one, two, side)]
    if not sides:
        return None
    side = rng.choice(sides)
    answer = f"the {x} is {side} the {y}."
    if rng.random() < 0.5:
        asked = side if rng.random() < 0.5 else OPPOSITE[side]
        yes = "Yes" if asked == side else "No"
        return turn(rng, "relation?", held, f"{yes}, {answer}", f"I compare the {x} and the {y}.", yes.lower(), x=x, y=y, side=rng.choice(SIDE_WORDS[asked]))
    words = rng.choice(list(zip(SIDE_WORDS[side], SIDE_WORDS[OPPOSITE[side]])))
    words = words if rng.random() < 0.5 else words[::-1]
    return turn(rng, "relation", held, "T" + answer[1:], f"I compare the {x} and the {y}.", side.split()[0], x=x, y=y, one=words[0], two=words[1])


def beside(rng, scene, held):
    if len(scene.things) < 2:
        return None
    two = rng.choice(scene.things)
    y = by_any(rng, scene.things, two)
    side = rng.choice(list(SIDES))
    others = [t for t in scene.things if t is not two]
    found = [t for t in others if is_beside(t, two, side)]
    axis, sign = SIDES[side]
    doubtful = [t for t in others if t not in found and (getattr(t, axis) - getattr(two, axis)) * sign > -0.02]
    if not y or len(found) > 1 or doubtful:
        return None
    answer = f"{A(full(found[0]))}." if found else "There is nothing."
    return turn(rng, "beside", held, answer, f"I look {side} the {y}.", y=y, side=rng.choice(SIDE_WORDS[side]).replace("higher than", "above").replace("lower than", "below"))


def extreme(rng, scene, held):
    if len(scene.things) < 2:
        return None
    which = rng.choice(list(EXTREMES))
    axis, sign = EXTREMES[which]
    order = sorted(scene.things, key=lambda t: -sign * getattr(t, axis))
    if abs(getattr(order[0], axis) - getattr(order[1], axis)) < 0.08:
        return None
    return turn(rng, "extreme", held, f"The {short(order[0])}.", "I compare the places.", most=rng.choice(EXTREME_WORDS[which]))


def larger(rng, scene, held):
    picked = pair(rng, scene)
    if not picked or any(t.shape == "number" for t in picked[:2]):
        return None
    one, two, x, y = picked
    if max(one.size, two.size) / min(one.size, two.size) < 1.3:
        return None
    size = rng.choice(["larger", "smaller"])
    name = x if (one.size > two.size) == (size == "larger") else y
    return turn(rng, "larger", held, f"The {name} is {size}.", "I compare the sizes.", x=x, y=y,
                size=rng.choice(["larger", "bigger"]) if size == "larger" else "smaller")


def in_order(things):
    return sorted(things, key=lambda t: t.x)


def ordered(scene):
    """Whether left to right is a clear order."""
    xs = [t.x for t in in_order(scene.things)]
    return all(b - a > 0.04 for a, b in zip(xs, xs[1:]))


def number(rng, scene, held):
    found = in_order(scene.numbers)
    if not found or len(found) > 1 and abs(found[0].x - found[1].x) < 0.05:
        return None
    texts = [t.text for t in found]
    answer = f"The number is {texts[0]}." if len(texts) == 1 else f"The numbers are {listed(texts)}."
    return turn(rng, "number", held, answer, "I read the digits.", texts[0] if len(texts) == 1 else None)


def background(rng, scene, held):
    return turn(rng, "background", held, f"The background is {scene.background}.", "I look behind the shapes.", scene.background)


def description(scene):
    if not scene.things:
        return f"An empty {scene.background} picture."
    names = listed([a(full(t)) for t in in_order(scene.things)])
    return f"{names[0].upper()}{names[1:]} on {a(scene.background)} background."


def describe(rng, scene, held):
    if not ordered(scene):
        return None
    return turn(rng, "describe", held, description(scene), "I name everything from left to right.")


def colours(rng, scene, held):
    names = [t.colour for t in in_order(scene.things)]
    if not names or not ordered(scene):
        return None
    unique = list(dict.fromkeys(names))
    return turn(rng, "colours", held, f"{listed(unique).capitalize()}.", "I go from left to right.")


def as_json(rng, scene, held):
    if not scene.things or not ordered(scene) or len(scene.things) > 3:
        return None
    made = turn(rng, "json", held, "", "I write an object.")
    spelled = "color" if "color" in made.question else "colour"
    fields = lambda t: {"number": int(t.text), spelled: t.colour} if t.shape == "number" else {"shape": t.shape, spelled: t.colour}
    made.answer = json.dumps({"shapes": [fields(t) for t in in_order(scene.things)]})
    return made


def json_keys(rng, scene, held):
    if len(scene.things) != 1:
        return None
    thing = scene.things[0]
    spelled = rng.choice(["colour", "color"])
    known = {"shape": thing.shape, spelled: thing.colour, "background": scene.background, "count": 1}
    if thing.shape == "number":
        known = {"number": int(thing.text), spelled: thing.colour, "background": scene.background}
    else:
        known["pattern"] = thing.pattern
    if clear(thing):
        known["place"] = thing.place
    keys = rng.sample(list(known), rng.randint(1, 3))
    shown = rng.choice([listed(keys), ", ".join(keys), ", ".join(f'"{key}"' for key in keys)])
    made = turn(rng, "json keys", held, json.dumps({key: known[key] for key in keys}), "I fill the keys.", keys=shown)
    if any(key not in made.question for key in keys):
        return json_keys(rng, scene, held)
    return made


# maker: how often; the middle group is spatial.
MAKERS = [
    (colour, 9), (shape, 9), (pattern, 10), (which_striped, 5), (count, 8), (count_kind, 8), (exists, 6), (absent, 4), (number, 10), (background, 4),
    (describe, 7), (colours, 2), (as_json, 3), (json_keys, 3), (larger, 5),
    (where, 11), (at_place, 6), (relation, 14), (beside, 9), (extreme, 5),
]


def still_turn(rng, scene, held, maker=None, tries=40):
    makers, weights = zip(*MAKERS)
    for _ in range(tries):
        made = (maker or rng.choices(makers, weights)[0])(rng, scene, held)
        if made:
            return made
    return None


def follow_up(rng, scene, held):
    """Two or three turns of which the later ones lean on the first."""
    things = [t for t in scene.shapes if sum(o.shape == t.shape for o in scene.things) == 1]
    if not things:
        return None
    rng.shuffle(things)
    thing = things[0]
    kind = rng.choice(["colour", "where"])
    first = {"colour": lambda t: f"The {t.shape} is {t.colour}.", "where": lambda t: f"The {t.shape} is {AT[t.place]}."}[kind]
    if not all(clear(t) for t in things[:2]):
        kind, first = "colour", lambda t: f"The {t.shape} is {t.colour}."
    turns = [turn(rng, kind, held, first(thing), x=thing.shape)]
    if len(things) > 1 and rng.random() < 0.6:
        turns.append(turn(rng, "and the", held, first(things[1]), f"The {things[1].shape} now.", x=things[1].shape))
        thing = things[1]
    if kind == "colour" and clear(thing) and rng.random() < 0.7:
        turns.append(turn(rng, "where it", held, f"The {thing.shape} is {AT[thing.place]}.", f"It is the {thing.shape}."))
    elif kind == "where":
        turns.append(turn(rng, "it", held, f"The {thing.shape} is {thing.colour}.", f"It is the {thing.shape}.", what="colour"))
    for step in turns[1:]:
        step.ability = "follow-up"
    return turns
