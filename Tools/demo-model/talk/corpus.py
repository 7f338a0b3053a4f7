"""What the tokenizer is trained on: plain talks, tools, and the words of pictures, answer words above all."""

from talk.plain import plain_talk
from talk.tools import tool_sample
from world.things import COLOURS, PATTERNS, PLACES, SHAPES

ANSWER_WORDS = sorted(
    {word for place in PLACES for word in place.split()} | set(COLOURS) | set(SHAPES) | set(PATTERNS)
    | {shape + "s" for shape in SHAPES if shape != "cross"} | set(
        "crosses yes no Yes No up down above below color gray same different first second third larger smaller larger largest left right"
        " number shape picture is are has the a and The A background stripes There white there nothing appears disappears moves becomes"
        " video clip image count colour largest smallest more than both It in of from to".split()))
QUESTION_WORDS = (
    "what What which Which where Where how How many Is Are Does Do any kind pattern image video clip photo drawing thing things object objects shapes"
    " numbers digit written shown read Read describe Describe list List JSON keys compare Compare happens moves direction Tell me see can you"
    " does it color colour background side next other between two three have show bigger biggest smaller position located place first second"
    " picture pictures figure item items begin end start one word only Answer").split()


def corpus(rng):
    for _ in range(9000):
        talk = plain_talk(rng)
        yield from (text for turn in talk.turns for text in (turn.question, turn.answer))
    for _ in range(1500):
        talks = tool_sample(rng)
        for tool in talks[0].tools:
            function = tool["function"]
            fields = ", ".join(f"{name}: {field['type']}" for name, field in function["parameters"]["properties"].items())
            yield f"{function['name']}({fields}): {function['description']}"
        for talk in talks:
            for turn in talk.turns:
                yield turn.question or turn.result
                yield str(turn.call).replace("'", '"') if turn.call else turn.answer
    for _ in range(40):
        yield from (text for word in QUESTION_WORDS for text in (word, "x " + word) for _ in range(8))
    for _ in range(6000):
        yield from (text for word in ANSWER_WORDS for text in (word, "x " + word))
