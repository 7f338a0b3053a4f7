"""Phrasings built from parts: `[a|b]` is one of several, `@name` a part from MACROS, `<x>` a value."""

import re

MACROS = {
    "tell": "[Tell me|Please tell me|Say|Can you tell me|Could you tell me|Do you know|I want to know|I would like to know|Please say|Can you see]",
    "pic": "[picture|picture|image|image|photo|drawing]",
    "here": "[in the @pic|in this @pic|here|in it|]",
    "see": "[do you see|can you see|are there|are]",
    "please": "[|||Please |Can you |Could you |Would you ]",
    "thing": "[thing|object|figure|item]",
    "things": "[things|objects|figures|items]",
    "end": "[.|.|!|]",
    # Parts of phrasings that are never trained.
    "wonder": "[I wonder|I'd love to hear|Any idea|Help me find out|I am not sure]",
}
CHOICE = re.compile(r"\[([^\[\]]*)\]")
MACRO = re.compile(r"@(\w+)")


def say(rng, pattern, /, **values):
    """One of the phrasings that a pattern stands for."""
    while MACRO.search(pattern):
        pattern = MACRO.sub(lambda match: MACROS[match[1]], pattern)
    while CHOICE.search(pattern):
        pattern = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), pattern)
    for name, value in values.items():
        pattern = pattern.replace(f"<{name}>", str(value))
    return re.sub(r" ([?.!,])", r"\1", re.sub(r" +", " ", pattern)).strip()


LEADS = ["Hey, ", "Hi! ", "OK, ", "So, ", "Now: ", "Question: ", "And ", "Well, "]


def vary(rng, text):
    """Small differences in how people type."""
    if rng.random() < 0.45:
        text = text.replace("colour", "color").replace("Colour", "Color").replace("grey", "gray")
    if rng.random() < 0.07 and len(text) < 90 and "\n" not in text:
        lead = rng.choice(LEADS)
        text = lead + (text[0].lower() + text[1:] if not text.startswith("I ") else text)
    chance = rng.random()
    if chance < 0.08:
        text = text[0].lower() + text[1:]
    elif chance < 0.10:
        text = text.lower() if not re.search(r"[A-Z]", text[1:]) else text
    if rng.random() < 0.09 and text[-1] in "?.":
        text = text[:-1]
    return text


def article(name):
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"


def phrase(rng, table, ability, held, /, **values):
    """A question of an ability, from the phrasings that are trained or from those held out."""
    trained, kept = table[ability]
    text = say(rng, rng.choice(kept if held else trained).replace("<a x>", article(str(values.get("x", "")))), **values)
    text = text[0].upper() + text[1:]
    return text if held else vary(rng, text)
