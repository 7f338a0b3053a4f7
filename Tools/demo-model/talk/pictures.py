"""Samples with pictures: what is drawn, what is asked, and whether it is one dialogue or several first questions."""

from talk import plain
from talk.clips import clip_turn, random_clip
from talk.several import changed, several_turn
from talk.stills import follow_up, still_turn
from talk.talks import Picture, Sample, Talk
from world import draw
from world.scenes import UNSEEN, random_scene
from world.things import COLOURS, SHAPES

CHAINED = 0.25  # dialogues of several turns
PICTURES_LAST = 0.45  # of dialogues: the question stands before its pictures
SYSTEM, THINKING = 0.15, 0.06


def still_scene(rng, size, pairs, few=False):
    """One to five things; often of few kinds or colours, so that counting by kind means something."""
    count = rng.choices([0, 1, 2, 3, 4, 5], [2, 24, 27, 21, 14, 12] if not few else [0, 60, 40, 0, 0, 0])[0]
    numbers = min(count, rng.choices([0, 1, 2], [74, 22, 4])[0])
    kinds = rng.sample(SHAPES, 2) if count > 2 and rng.random() < 0.35 else SHAPES
    avoid = set(COLOURS) - set(rng.sample(COLOURS, 5)) if count > 2 and rng.random() < 0.25 else ()
    return random_scene(rng, count, size, numbers, pairs, kinds=kinds, avoid=avoid)


def several_scenes(rng, studio, pairs):
    count = rng.choices([2, 3], [80, 20])[0]
    spots = [studio.size() for _ in range(count)]
    kind = rng.random()
    if kind < 0.16:
        return [(random_scene(rng, rng.choices([1, 2], [80, 20])[0], size, 1, pairs), grid) for size, grid in spots[:2]]
    if kind < 0.5 and count == 2:
        (size, grid), (_, second) = spots[0], spots[0]
        first = random_scene(rng, 1, size, 0, pairs)
        two = (changed(rng, first, size, pairs), second)
        return [(first, grid), two] if rng.random() < 0.5 else [two, (first, grid)]
    if kind < 0.75:
        return [(random_scene(rng, 1, size, 0, pairs), grid) for size, grid in spots]
    return [(random_scene(rng, rng.choices([1, 2, 3, 4, 5], [30, 30, 18, 12, 10])[0], size, 0, pairs), grid) for size, grid in spots]


def shown(rng, frames, grid, order=0):
    if len(frames) == 1:
        return Picture(frames, [draw.render(rng, frames[0])], grid, order)
    # One way of drawing for all frames: what changes is the scene, not its grain.
    seed = rng.getrandbits(32)
    return Picture(frames, [draw.render(type(rng)(seed), frame) for frame in frames], grid, order)


def picture_sample(rng, kind, studio, held=False, makers=None):
    """`makers` narrows the questions down, for the evaluation."""
    pairs = UNSEEN if not held or rng.random() < 0.5 else frozenset()
    if kind == "still":
        size, grid = studio.size()
        scene = still_scene(rng, size, pairs)
        pictures = [shown(rng, [scene], grid)]
        ask = lambda: still_turn(rng, scene, held, makers and rng.choice(makers))
    elif kind == "several":
        scenes = several_scenes(rng, studio, pairs)
        pictures = [shown(rng, [scene], grid, order) for order, (scene, grid) in enumerate(scenes)]
        ask = lambda: several_turn(rng, [scene for scene, _ in scenes], held, makers and rng.choice(makers))
    else:
        size, grid = studio.size()
        clip = random_clip(rng, size, pairs)
        pictures = [shown(rng, clip.frames, grid)]
        ask = lambda: clip_turn(rng, clip, held, makers and rng.choice(makers))
    system = rng.choice(plain.SYSTEMS) if rng.random() < SYSTEM else ""
    thinking = rng.random() < THINKING
    if makers is None and rng.random() < CHAINED:
        turns = chain(rng, kind, scene if kind == "still" else None, ask, held)
        if turns:
            return dialogue(rng, turns, pictures, system, thinking, held)
    count = {"still": 6, "several": 5, "clip": 4}[kind]
    turns = [ask() for _ in range(count)]
    if makers is None and rng.random() < 0.25:
        turns.append(rng.choice([plain.greeting, plain.thanks, plain.who, plain.can, plain.unknown])(rng, held)[0])
    unique = list({turn.question: turn for turn in turns if turn}.values())
    if not unique:
        return picture_sample(rng, kind, studio, held, makers)
    for turn in unique:
        turn.pictures = pictures
    return Sample([Talk([turn], system, None, thinking) for turn in unique])


def chain(rng, kind, scene, ask, held):
    turns = (follow_up(rng, scene, held) if kind == "still" and rng.random() < 0.5 else None) or []
    while len(turns) < 1 or rng.random() < 0.6 and len(turns) < 4:
        made = ask()
        if not made:
            return None
        turns.append(made)
    if rng.random() < 0.15:
        what, value = plain.fact(rng)
        keep = plain.turn(rng, "remember", f"I will remember: {value}.", held, kind=what, value=value)
        turns = [*turns[:1], keep, *turns[1:], plain.recall(rng, held, what, value)]
    elif rng.random() < 0.25:
        turns.insert(rng.randint(1, len(turns)), rng.choice(plain.FILLERS[:4])(rng, held)[0])
    return turns


def dialogue(rng, turns, pictures, system, thinking, held):
    turns[0].pictures, turns[0].pictures_last = pictures, rng.random() < PICTURES_LAST
    if rng.random() < 0.12:
        # Pictures that come after some talk.
        turns = [*rng.choice(plain.FILLERS[:4] + [plain.no_picture])(rng, held), *turns]
    return Sample([Talk(turns, system, None, thinking)])
