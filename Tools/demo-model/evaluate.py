"""Asks a served model questions that it was not trained on, and prints a table.

    dazzle serve .build/zebra --port 8000
    python Tools/demo-model/evaluate.py --url http://127.0.0.1:8000 --count 100

Scenes are drawn from another seed than training's, at the sizes of people's pictures; the phrasings are those held out.
"""

import argparse
import base64
import io
import json
import random
import re
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from talk import clips, plain, several, stills
from talk.pack import Studio
from talk.pictures import picture_sample
from talk.plain import plain_talk
from talk.tools import tool_sample

# What is asked: group, kind of sample, makers, the abilities that count, the share that must be right.
GROUPS = [
    ("colour", "still", [stills.colour, stills.background], None, 95),
    ("shape", "still", [stills.shape], None, 95),
    ("texture", "still", [stills.pattern, stills.which_striped], None, 95),
    ("count to five", "still", [stills.count, stills.count_kind], None, 95),
    ("is it there", "still", [stills.exists, stills.absent], None, 90),
    ("place in the picture", "still", [stills.where, stills.at_place], None, 95),
    ("place beside another", "still", [stills.relation, stills.beside, stills.extreme], None, 95),
    ("larger or smaller", "still", [stills.larger], None, 90),
    ("digits", "still", [stills.number], None, 90),
    ("description", "still", [stills.describe, stills.colours], None, 90),
    ("JSON of a picture", "still", [stills.as_json, stills.json_keys], None, 95),
    ("follow-up questions", "dialogue", None, None, 90),
    ("two pictures compared", "several", [several.same, several.difference, several.more, several.larger_number], None, 90),
    ("one of several pictures", "several", [several.nth, several.nth_one, several.nth_count, several.which_shows], None, 90),
    ("clip: direction", "clip", [clips.direction, clips.moves], None, 90),
    ("clip: what happens", "clip", [clips.happens, clips.comes_or_goes, clips.changing_colour], None, 90),
    ("recall", "plain", [plain.remember, plain.name], {"recall", "recall name"}, 95),
    ("repeat", "plain", [plain.repeat], {"repeat"}, 90),
    ("small sums", "plain", [plain.addition, plain.subtraction, plain.next_number], {"sum", "minus", "next number"}, 90),
    ("JSON of a text", "plain", [plain.json_of_text], {"json"}, 95),
    ("who, what, hello", "plain", [plain.greeting, plain.who, plain.can, plain.thanks, plain.bye], None, 90),
    ("says it cannot know", "plain", [plain.unknown, plain.no_picture], {"unknown", "no picture"}, 90),
    ("tool calls", "tools", None, {"tool call"}, 95),
    ("answers from tools", "tools", None, {"tool result"}, 95),
]


def talks(group, seed, held):
    """Endless talks of a group."""
    name, kind, makers, _, _ = group
    rng = random.Random(f"evaluation/{seed}/{name}/{held}")
    studio = Studio(rng)
    while True:
        if kind == "plain":
            yield plain_talk(rng, held, rng.choice(makers))
        elif kind == "tools":
            yield rng.choice(tool_sample(rng, held))
        elif kind == "dialogue":
            sample = picture_sample(rng, "still", studio, held)
            if len(sample.talks) == 1 and len(sample.talks[0].turns) > 1:
                yield sample.talks[0]
        else:
            yield rng.choice(picture_sample(rng, kind, studio, held, makers).talks)


def url_of(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def part_of(picture):
    if len(picture.images) > 1:
        return {"type": "video", "video": [url_of(image) for image in picture.images]}
    return {"type": "image_url", "image_url": {"url": url_of(picture.images[0])}}


def content(turn):
    if not turn.pictures:
        return turn.question
    parts, text = [part_of(picture) for picture in turn.pictures], [{"type": "text", "text": turn.question}]
    return text + parts if turn.pictures_last else parts + text


class Server:
    def __init__(self, url, model):
        self.url = url.rstrip("/")
        self.model = model or self.get("/v1/models")["data"][0]["id"]

    def get(self, path, body=None):
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def answer(self, messages, talk):
        body = dict(model=self.model, messages=messages, temperature=0, max_tokens=160, chat_template_kwargs={"enable_thinking": talk.thinking})
        if talk.tools:
            body["tools"] = talk.tools
        return self.get("/v1/chat/completions", body)["choices"][0]["message"]


def call_of(message):
    """The one call of an answer; servers that do not read calls leave them in the text."""
    calls = [call["function"] for call in message.get("tool_calls") or []]
    texts = re.findall(r"<tool_call>\n(.*?)\n</tool_call>", message.get("content") or "", re.S)
    try:
        calls = [{"name": call["name"], "arguments": json.loads(call["arguments"])} for call in calls] or [json.loads(text) for text in texts]
    except (KeyError, ValueError):
        return None
    return calls[0] if len(calls) == 1 else None


def judge(server, talk):
    """Holds the talk with the model's own answers as history: (turn, right, what it said) of each turn."""
    messages = [{"role": "system", "content": talk.system}] if talk.system else []
    judged = []
    for turn in talk.turns:
        if turn.result is not None:
            last = (messages[-1].get("tool_calls") or [{"id": "none"}])[0]
            messages.append({"role": "tool", "content": turn.result, "tool_call_id": last["id"]})
        else:
            messages.append({"role": "user", "content": content(turn)})
        message = server.answer(messages, talk)
        said = re.sub(r"^\s*<think>.*?</think>\s*", "", message.get("content") or "", flags=re.S).strip()
        right = call_of(message) == turn.call if turn.call else said == turn.answer
        judged.append((turn, right, said if not turn.call else str(call_of(message) or said)))
        kept = {"role": "assistant", "content": message.get("content") or ""}
        messages.append(kept | ({"tool_calls": message["tool_calls"]} if message.get("tool_calls") else {}))
    return judged


def evaluate(server, group, options, held):
    """(right, asked, wrong ones)"""
    source, right, asked, wrong = talks(group, options.seed, held), 0, 0, []
    abilities = group[3]
    with ThreadPoolExecutor(options.clients) as pool:
        while asked < options.count:
            for judged in pool.map(lambda talk: judge(server, talk), [next(source) for _ in range(max(options.clients, 8))]):
                for turn, good, said in judged:
                    if abilities and turn.ability not in abilities:
                        continue
                    right, asked = right + good, asked + 1
                    if not good:
                        wrong.append((turn, said))
    return right, asked, wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--model", default="")
    parser.add_argument("--count", type=int, default=100, help="questions of each group and column")
    parser.add_argument("--clients", type=int, default=1, help="how many ask at once")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--only", default="", help="groups whose name contains this")
    parser.add_argument("--wrong", type=int, default=0, help="wrong answers to show of each group")
    options = parser.parse_args()
    server, missed = Server(options.url, options.model), []
    print("| ability | asked | right, new phrasings | right, trained phrasings | wanted |\n|---|---|---|---|---|", flush=True)
    for group in GROUPS:
        if options.only not in group[0]:
            continue
        (right, asked, wrong), (other, base, _) = (evaluate(server, group, options, held) for held in (True, False))
        share = 100 * right / asked
        print(f"| {group[0]} | {asked} | {share:.0f} % | {100 * other / base:.0f} % | {group[4]} % |", flush=True)
        missed += [group[0]] if share < group[4] else []
        for turn, said in wrong[:options.wrong]:
            print(f"    {turn.ability}: {turn.question or turn.result} -> {said} (right: {turn.call or turn.answer})")
        if wrong and options.wrong:
            print("    wrong by ability:", dict(Counter(turn.ability for turn, _ in wrong)))
    print(f"\nBelow the wanted share: {', '.join(missed) or 'none'}.")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
