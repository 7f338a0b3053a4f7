"""Talks with tools: which one fits, what it is called with, and what came back."""

import json

from talk.phrasing import say, vary
from talk.plain import FILLERS, SYSTEMS
from talk.talks import Talk, Turn
from talk.words import CITIES, NAMES, pseudo

# name, description, parameters (name: kind), what people ask, what comes back
KNOWN = [
    ("get_weather", "Weather of a city", {"city": "city"},
     ["[What is|How is|What's] the weather [in|like in|of] <city>[| today| now]?", "@tell the weather [in|of] <city>@end", "[Weather in|Is it raining in|Is it cold in|Is it warm in] <city>?"],
     {"temperature": "number", "sky": "word"}),
    ("get_time", "Current time in a city", {"city": "city"},
     ["What time is it in <city>[| now]?", "@tell the time in <city>@end", "[The|Current] time in <city>?"], {"time": "number"}),
    ("send_mail", "Send a mail to a person", {"to": "name", "text": "word"},
     ["[Send|Write] a mail to <to>: <text>", "[Mail|Write to] <to>: <text>", "[Send|Mail] <to> the text <text>@end"], {"status": "word"}),
    ("search_web", "Search the web", {"query": "words"},
     ["[Search|Look|Search the web] for <query>@end", "[Google|Find on the web]: <query>", "[Search the web|Web search]: <query>"], {"result": "word"}),
    ("set_alarm", "Set an alarm", {"hour": "number"},
     ["[Set|Make] an alarm [for|at] <hour>@end", "Wake me [up|] at <hour>@end", "Alarm at <hour>@end"], {"status": "word"}),
    ("play_song", "Play a song", {"title": "words"}, ["[Play|Start|Put on] [the song|] <title>@end", "I want to hear <title>@end"], {"status": "word"}),
    ("add", "Add two numbers", {"a": "number", "b": "number"}, ["[Add|Use the tool to add] <a> and <b>@end", "[What is|Compute|How much is] <a> + <b>?", "What is <a> plus <b>?"], {"sum": "number"}),
    ("multiply", "Multiply two numbers", {"a": "number", "b": "number"}, ["Multiply <a> [and|by|with] <b>@end", "[What is|Compute|How much is] <a> [times|*|x] <b>?"], {"product": "number"}),
    ("translate", "Translate a word", {"word": "word", "language": "language"}, ["Translate <word> [to|into] <language>@end", "What is <word> in <language>?"], {"translation": "word"}),
    ("turn_on_light", "Turn on the light in a room", {"room": "room"}, ["[Turn on|Switch on] the light in the <room>@end", "[Light on|Make light] in the <room>@end"], {"status": "word"}),
    ("find_flight", "Find flights between cities", {"from": "city", "to": "city"},
     ["[Find|Search|Show] [a flight|flights] from <from> to <to>@end", "I want to fly from <from> to <to>@end", "[Which flights go|Flights] from <from> to <to>?"], {"flight": "number"}),
    ("get_price", "Price of a product", {"product": "word"}, ["[What is the price of|How much is|What does] [a|the] <product>[| cost]?", "@tell the price of [the|a] <product>@end", "Price of <product>?"], {"price": "number"}),
    ("book_table", "Book a table in a restaurant", {"restaurant": "name", "people": "number"}, ["[Book|Reserve] a table [at|in] <restaurant> for <people>[| people]@end"], {"status": "word"}),
    ("get_user", "Look up a user", {"id": "number"}, ["[Look up|Find|Show|Get] [the|] user <id>@end", "Who is user <id>?"], {"name": "word", "age": "number"}),
    ("draw_shape", "Draw a shape", {"shape": "shape", "colour": "colour"}, ["[Draw|Paint|Make] a <colour> <shape>@end", "I [want|would like] a <colour> <shape>@end"], {"status": "word"}),
]
VERBS = ["get", "find", "open", "close", "start", "stop", "check", "show", "count", "delete", "create", "update", "move", "read", "order", "rent", "sell", "call", "fix", "list"]
NOUNS = ["file", "room", "door", "car", "user", "book", "lamp", "order", "ticket", "task", "note", "song", "robot", "photo", "stock", "train", "bus", "page", "game", "map", "team", "box"]
ROOMS = ["kitchen", "bedroom", "garden", "hall", "office", "bathroom"]
LANGUAGES = ["French", "German", "Spanish", "Italian", "Dutch", "Polish"]
HELD = ["[I need you to|Would you mind to|Could you] <ask>", "<ask> [Thanks|Please do it now]."]
LEADS = ["<ask>", "<ask>", "<ask>", "Please <ask>", "Use a tool: <ask>", "OK: <ask>", "[Hello|Hi]! <ask>", "<ask> [Please|Use the tool|Thank you]."]


def value(rng, kind):
    if kind == "number":
        return rng.randint(0, 10 ** rng.randint(1, 3))
    lists = {"city": CITIES, "name": NAMES, "room": ROOMS, "language": LANGUAGES,
             "shape": ["circle", "square", "star", "heart", "ring", "cross"], "colour": ["red", "green", "blue", "black", "pink"]}
    if kind in lists and rng.random() < 0.5:
        return rng.choice(lists[kind])
    word = pseudo(rng)
    if kind in ("city", "name"):
        return word.capitalize()
    return word if kind != "words" else " ".join([word] + [pseudo(rng) for _ in range(rng.randint(0, 2))])


def invented(rng):
    """A tool that nobody has seen before: its name, its words and its parameters are drawn."""
    verb, noun = rng.choice(VERBS), rng.choice(NOUNS) if rng.random() < 0.6 else pseudo(rng, 2)
    names = rng.sample(["id", "name", "number", "size", "place", "title", "day", "key", "code", "label", pseudo(rng, 2)], rng.choice([1, 1, 2]))
    kinds = {name: "number" if name in ("id", "number", "size", "day", "code") else rng.choice(["word", "name"]) for name in names}
    style = rng.random()
    joined = f"{verb}_{noun}" if style < 0.7 else verb + noun.capitalize() if style < 0.9 else f"{noun}_{verb}"
    tail = " and ".join(f"{name} <{name}>" for name in names)
    asks = [f"[{verb}|{verb}] [the|a|] {noun} [with|for|of|:] {tail}@end", f"@please {verb} [the|a|my] {noun}, {tail}@end"]
    if len(names) == 1:
        asks += [f"{verb} [the|] {noun} <{names[0]}>@end"]
    about = rng.choice([f"{verb.capitalize()} a {noun}", f"{verb.capitalize()} the {noun}", f"{verb.capitalize()}s one {noun}", ""])
    return joined, about, kinds, asks, {rng.choice(["status", "result", "answer", "total", pseudo(rng, 2)]): rng.choice(["word", "number"])}


def listed(tool):
    name, about, kinds, _, _ = tool
    properties = {key: {"type": "integer" if kind == "number" else "string"} for key, kind in kinds.items()}
    return {"type": "function", "function": {"name": name, "description": about,
            "parameters": {"type": "object", "properties": properties, "required": list(properties)}}}


def draw_tools(rng, count):
    tools = {}
    while len(tools) < count:
        tool = rng.choice(KNOWN) if rng.random() < 0.45 else invented(rng)
        tools.setdefault(tool[0], tool)
    return list(tools.values())


def ask(rng, tool, held):
    name, _, kinds, asks, _ = tool
    values = {key: value(rng, kind) for key, kind in kinds.items()}
    text = say(rng, rng.choice(asks), **values)
    lead = rng.choice(HELD if held else LEADS)
    plain = lead == "<ask>" or rng.random() < 0.5
    text = say(rng, lead).replace("<ask>", text if plain or text.startswith("I ") else text[0].lower() + text[1:])
    text = text[0].upper() + text[1:]
    order = sorted(values, key=list(kinds).index)
    return Turn(text, "", "tool call", f"The tool {name} fits.", call={"name": name, "arguments": {key: values[key] for key in order}})


def answer_of(rng, tool, held, like=None):
    """What the tool returned and how it is told."""
    kinds = tool[4]
    values = {key: value(rng, "number" if kind == "number" else "word") for key, kind in kinds.items()}
    if rng.random() < 0.75:
        return Turn("", ", ".join(f"{key}: {item}" for key, item in values.items()), "tool result", "The tool answered.", result=json.dumps(values))
    first = str(next(iter(values.values())))
    return Turn("", f"The result is {first}.", "tool result", "The tool answered.", result=first)


def tool_sample(rng, held=False, longest=3):
    """Talks that share one list of tools."""
    tools = draw_tools(rng, rng.choices([1, 2, 3, 4][:longest + 1], [30, 30, 30, 10][:longest + 1])[0])
    lists, system = [listed(tool) for tool in tools], rng.choice(SYSTEMS) if rng.random() < 0.3 else ""
    thinking, talks = rng.random() < 0.08, []
    for _ in range(rng.randint(3, 5)):
        kind = rng.random()
        if kind < 0.15:
            turns = rng.choice(FILLERS[:5])(rng, held)
            turns = [turn for turn in turns if turn.ability not in ("can", "unknown")] or FILLERS[0](rng, held)
        else:
            tool = rng.choice(tools)
            turns = [ask(rng, tool, held)]
            if kind > 0.7:
                turns.append(answer_of(rng, tool, held))
            if kind > 0.93:
                turns.append(ask(rng, rng.choice(tools), held))
        talks.append(Talk(turns, system, lists, thinking))
    return talks
