"""The tokenizer and the chat template that are shipped, and how talks become tokens.

    python tokens.py trains the tokenizer anew.
"""

import functools
import json
import random
from pathlib import Path

import jinja2
import jinja2.sandbox
import numpy
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from model.config import IM_END, IM_START, IMAGE_PAD, PLAIN, SPECIAL, VIDEO_PAD, VOCABULARY

ASSETS = Path(__file__).parent.parent / "assets"
# Words, single digits, marks with the space before them, and line breaks.
SPLIT = r"""(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"""


@functools.cache
def tokenizer():
    return Tokenizer.from_file(str(ASSETS / "tokenizer.json"))


@functools.cache
def template():
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment.from_string((ASSETS / "chat_template.jinja").read_text())


@functools.cache
def header():
    return tokenizer().encode("assistant\n", add_special_tokens=False).ids


def text_of(talk):
    """The whole talk as text. Only its last answer has a block of thoughts, as the template keeps none of earlier ones."""
    messages = talk.messages()
    last, turn = messages.pop(), talk.turns[-1]
    prompt = template().render(messages=messages, tools=talk.tools, add_generation_prompt=True, enable_thinking=talk.thinking)
    answer = last["content"]
    if turn.call:
        answer = '<tool_call>\n' + json.dumps(turn.call, ensure_ascii=False) + '\n</tool_call>'
    if talk.thinking:
        answer = f"<think>\n{turn.think}\n</think>\n\n{answer}"
    return prompt + answer + "<|im_end|>"


def tokens_of(talk):
    """Ids with the cells of every picture, positions [3, length], and (first, end) of each answer.

    Answers go from the first token after the header to <|im_end|>."""
    plain = tokenizer().encode(text_of(talk), add_special_tokens=False).ids
    ids, places, cells = [], [], []
    pictures, at = iter(talk.pictures), 0
    for token in plain:
        if token not in (IMAGE_PAD, VIDEO_PAD):
            ids.append(token)
            places.append((at, at, at))
            at += 1
            continue
        picture = next(pictures)
        (rows, columns), units = picture.grid, max(1, len(picture.frames) // 2)
        cells.append((len(ids), picture))
        ids += [token] * (units * rows * columns)
        places += [(at + unit, at + row, at + column) for unit in range(units) for row in range(rows) for column in range(columns)]
        at += max(units, rows, columns)
    spans = answers(ids)
    return ids, numpy.array(places, numpy.int32).T, cells, spans[-1:] if talk.thinking else spans


def answers(ids):
    found, index, head = [], 0, header()
    while index < len(ids):
        if ids[index] == IM_START and ids[index + 1:index + 1 + len(head)] == head:
            first = index + 1 + len(head)
            index = ids.index(IM_END, first)
            found.append((first, index + 1))
        index += 1
    return found


def train():
    from talk.corpus import ANSWER_WORDS, corpus
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(PLAIN), special_tokens=SPECIAL, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False)
    made.train_from_iterator(corpus(random.Random(7)), trainer)
    made.add_tokens([AddedToken(word, special=False, normalized=False) for word in PLAIN])
    assert made.get_vocab_size() == VOCABULARY, made.get_vocab_size()
    for word in ANSWER_WORDS:
        for spelled in (word, " " + word):
            if len(made.encode(spelled, add_special_tokens=False).ids) != 1:
                print("not one token:", repr(spelled))
    ASSETS.mkdir(exist_ok=True)
    made.save(str(ASSETS / "tokenizer.json"))


if __name__ == "__main__":
    train()
