"""Dialogues without a picture."""

from talk.phrasing import phrase, say
from talk.talks import Talk, Turn
from talk.words import COLOUR_WORDS, NAMES, TOPICS, pseudo

WHO = "I am Zebra, a very small model. I see shapes, colours and numbers in pictures."
CAN = "I can describe pictures: colours, shapes, stripes, counts, places and numbers. I also read short clips, remember things and call tools."
UNKNOWN = "I cannot know that. I only know simple pictures of shapes and numbers."
NO_PICTURE = "I see no picture. Please add one."
SHAPE_LIST = "I know circles, squares, triangles, stars, diamonds, crosses, hearts and rings."
COLOUR_LIST = "I know red, orange, yellow, green, turquoise, blue, purple, pink, brown, black, white and grey."
SIDES = {"triangle": 3, "square": 4, "diamond": 4}
SYSTEMS = ["You are a helpful assistant.", "You are a helpful AI assistant.", "Be brief.", "You answer questions about pictures.",
           "You are Zebra.", "Answer shortly and truthfully.", "You are a friendly assistant.", "Help the user.",
           "You are a vision assistant.", "Be concise.", "You are a careful assistant. Answer in English."]

# ability: (trained, held out)
TABLE = {
    "greeting": (
        ["[Hello|Hi|Hey|Hi there|Hello there|Hey there|Good morning|Good evening|Good day|Good afternoon]@end",
         "[Hello|Hi|Hey], [how are you|how are you doing|how is it going|nice to meet you|zebra|friend]@end",
         "[Hello|Hi|Hey] [Zebra|again|everyone|you|model]@end", "[Greetings|Howdy|Hiya|Yo|Good to see you|Welcome]@end",
         "[How are you|How are you doing|How do you do|How is it going|How are things] [today|now|]?", "Nice to meet you@end"],
        ["Well hello@end", "Hi, how do you feel?", "Good morning to you@end", "A very good day@end", "Hello my friend@end"]),
    "thanks": (
        ["[Thanks|Thank you|Many thanks|Thx|Cheers][| so much| a lot| very much| for that| for your help| for the answer]@end",
         "[Great|Nice|Perfect|Super|OK|Good], [thanks|thank you]@end", "[That helps|That was helpful|You helped me], [thanks|thank you]@end",
         "[Great|Very good|Well done|Good job|Nice work|Good answer|Perfect]@end"],
        ["Wonderful, thank you@end", "Thanks for helping me@end", "I thank you@end"]),
    "bye": (
        ["[Bye|Goodbye|Good bye|Bye bye|See you|See you later|Good night|Farewell|Until later|See you soon]@end",
         "[I must|I have to|I will|Time to] [go|leave] [now|], [bye|goodbye|see you]@end", "[OK|Thanks], [bye|goodbye|see you]@end",
         "[That is all|That was all|I am done|We are done] [for now|for today|], [bye|goodbye]@end"],
        ["Well then, bye@end", "See you tomorrow@end", "Bye for now@end"]),
    "who": (
        ["[Who|What] are you?", "[Who am I talking to|Who is this|Who is there|What is your name|What are you called]?",
         "[What|Which] [model|AI|program|system|assistant] [are you|is this]?", "@tell [who|what] you are@end",
         "@tell your name@end", "@please [introduce yourself|say who you are|tell me about yourself]@end",
         "[Are you|Is this] [a model|a robot|an AI|a human|a person|ChatGPT|a zebra|Zebra|a big model]?", "[Your name|Name]?",
         "[What sort|What kind] of [model|AI|program|thing] are you?", "[Explain|Describe] [yourself|what you are]@end",
         "How [big|large|small] are you?", "Are you [big|large|small|clever]?"],
        ["And who might you be?", "What should I call you?", "Which model do I talk with?", "Would you say who you are?",
         "I wonder what you are@end", "Who do I have here?"]),
    "can": (
        ["What can you do[| for me| here|]?", "What [are you able to do|do you know|are you good at|can I ask you|can I ask|are your abilities|are your skills]?",
         "@tell what you can do@end", "[Help|Help me|Help!|Help please|What now|How do I start|How does this work]?",
         "[List|Name|Show me|Explain] [your abilities|what you can do|your skills]@end", "How can you help[| me]?",
         "What [questions|kinds of questions|things] can I ask[| you]?", "What are you [for|made for|useful for|good for]?",
         "What is this [for|about]?", "What [do|can] you [understand|see|answer]?", "What are you trained [for|on|to do]?"],
        ["Which tasks can you handle?", "What could you do for me?", "I wonder what you can do@end", "What sort of help do you give?",
         "Show your skills@end"]),
    "unknown": (
        ["[Who|What] [is|was] [the|] <topic>?", "[When|Where] [is|was] [the|] <topic>?", "@tell [about|something about] [the|] <topic>@end",
         "[Explain|Describe|Define] [the|] <topic>@end", "What do you [know|think] about [the|] <topic>?",
         "[Write|Compose|Tell|Give me] [a poem|a story|a joke|a song|an essay|a letter|code] about [the|] <topic>@end",
         "[Translate|Summarise|Write] [this|that|a text|it] [into|in] [French|German|Spanish|Chinese]@end",
         "[Why|How] [does|is|do|are] [the|] <topic> [work|made|happen|so important|so big]?",
         "[How much|How many] <topic> [is|are] there[| in the world]?", "What is the [best|biggest|name of the|price of the|history of the|meaning of] <topic>?",
         "What [time|day|year|date] is it[| now]?", "[How is the weather|What is the weather|Will it rain] [today|tomorrow|]?",
         "[Who won|Who invented|Who wrote|Who made|Who discovered] [the|] <topic>?", "[Can|Do|Will|Should] [I|you|we] [eat|buy|like|sell|visit] [the|] <topic>?",
         "What is [17 times 23|the square root of 50|12 times 12|the capital of <topic>]?"],
        ["Could you explain <topic> to me?", "I need facts about <topic>@end", "Which <topic> is the oldest?", "Teach me <topic>@end",
         "What happened to the <topic>?", "Please recommend a <topic>@end"]),
    "no picture": (
        ["What [colour|shape|number] is [it|this|that|the [circle|square|triangle|star|diamond|cross|heart|ring|shape|thing]]?",
         "[What|Which] [things|shapes|colours|numbers] [do you see|are there|can you see|are in the @pic]?", "[Describe|Explain] [the|this|my] @pic@end",
         "What is [in|on] [the|this|my] @pic?", "How many [shapes|things|stars|circles|squares|hearts|rings|red things|objects] @see[| in the @pic|there]?",
         "[Where|How big] is the [circle|square|triangle|star|diamond|cross|heart|ring|number]?", "What do you see[| here| now| in the @pic]?",
         "[Look at|See|Check|Read] [the|this|my] @pic@end", "Is [it|the shape|the [star|circle|heart]] [red|striped|blue|dotted|green|plain|black]?",
         "[Compare|Look at] the [two|] [pictures|images|photos]@end", "What happens in the [video|clip]?", "Can you see [it|the @pic|my @pic|anything]?",
         "What is the [background|colour of the background]?", "Which [number|digit|shape] is [written|shown|drawn] [here|there|]?"],
        ["Have a look, what is shown?", "What is the thing in my @pic?", "Could you count the objects?", "So what colour does it have?"]),
    "shapes known": (
        ["[What|Which] shapes do you [know|recognise|understand]?", "[List|Name] [the|all|all the|] shapes [you know|that you know]@end",
         "@tell [which|what] shapes you know@end", "[What|Which] shapes can you [recognise|name|tell apart]?"],
        ["What are the shapes that you know?", "How many kinds of shapes do you know?"]),
    "colours known": (
        ["[What|Which] colours do you [know|recognise|understand]?", "[List|Name] [the|all|all the|] colours [you know|that you know]@end",
         "@tell [which|what] colours you know@end", "[What|Which] colours can you [recognise|name|tell apart]?"],
        ["What are the colours that you know?", "How many colours do you know?"]),
    "sides": (
        ["How many [sides|corners] [has a|does a|do you find on a] <shape>[| have]?", "[Number|Count] of [sides|corners] of a <shape>?",
         "@tell how many [sides|corners] a <shape> has@end", "A <shape> has how many [sides|corners]?"],
        ["What number of corners has a <shape>?", "How many corners are there in a <shape>?"]),
    "remember": (
        ["[Remember|Please remember|Keep in mind|Note|Please note|Memorise|Save|Store] [the <kind>|this <kind>:|my <kind>:|this:|that my <kind> is|that the <kind> is|for later:|:] <value>@end",
         "[The|My] [secret|] <kind> is <value>. [Remember it|Keep it in mind|Please remember it|Do not forget it|Remember that|Note it|]",
         "[My|The] [favourite|lucky|secret|] <kind> is <value>@end", "<value> is [my|the] [favourite|lucky|secret|] <kind>[, remember it|. Remember it|]@end",
         "[I will|Let me] [tell|give] you [a|my|the] <kind>: <value>@end", "[Do not|Don't|Never] forget [the <kind>|my <kind>|this <kind>|this]: <value>@end",
         "[For later|Note|Remember]: [the|my|] <kind> [is|=|:] <value>@end", "[Here is|This is] [a|the|my] <kind>[| to remember| for you| for later]: <value>@end"],
        ["Could you keep my <kind> <value> in mind?", "Write this <kind> down for me: <value>@end", "I have a <kind> for you to remember: <value>@end"]),
    "recall": (
        ["[What|Which] [was|is] [the|my] [secret|] <kind>[| again| now| please| I told you| I gave you| that I told you| from before]?",
         "[Which|What] <kind> did I [tell|give|say to|show] you[| before| earlier]?", "[Which|What] <kind> [should|did|do] you remember?",
         "@tell [the|my] <kind>[| again]@end", "[Repeat|Say|Give me|Tell me] [the|my] <kind>[| again| please]@end", "[And|So|Now] [what is|what was] [the|my] <kind>?",
         "[Do you remember|Do you still know|Can you recall|Do you recall] [the|my] <kind>?", "[My|The] <kind>[, please| again]?", "[What|Which] <kind> [was it|is it|was that]?",
         "[Recall|Name] [the|my] <kind>@end", "What did I [ask you to remember|tell you to remember|tell you]?"],
        ["Could you give me back the <kind>?", "I forgot my <kind>, which was it?", "Remind me of my <kind>@end", "So which <kind> did you keep?"]),
    "name": (
        ["[I am|I'm|My name is|My name's|Call me|People call me|You can call me|This is|Hello, I am|Hi, I am|Hi, I'm|Hello, my name is] <value>@end",
         "[Hello|Hi|Hey]! [I am|My name is|I'm] <value>@end", "<value> is my name@end", "[Remember|Note] [my name|that my name is|that I am]: <value>@end"],
        ["The name is <value>@end", "Good morning, here is <value>@end", "They named me <value>@end"]),
    "recall name": (
        ["[What is|What's|What was|Do you know|Do you remember|Tell me|Say|Repeat|Recall|Can you recall] my name[| again| now| please]?", "Who am I[| again]?",
         "[And|So|Now], what is my name?", "How am I called?", "My name[, please| is]?", "What did I say my name [was|is]?", "What am I called?"],
        ["Could you say my name?", "Have you kept my name?", "By which name do you call me?"]),
    "repeat": (
        ["[Repeat|Say|Echo|Write|Type|Copy|Print][| this| after me| exactly| the words| back| this text]: <value>", "[Please|Can you|Could you] [repeat|say|write|echo|copy][| this| after me]: <value>",
         "[Answer|Reply|Respond] with: <value>", "[Repeat|Say|Copy|Echo]: \"<value>\"", "[Say|Write] <value>", "[Say|Repeat] [this again|the following]: <value>"],
        ["Now give this back to me: <value>", "I say it and you repeat it: <value>", "Parrot this: <value>"]),
    "sum": (
        ["[What is|What's|How much is|Compute|Calculate|Work out] <a> [+|plus|and] <b>?", "<a> [+|plus|and] <b>[|?| =| is| makes| equals][| what]?", "[Add|Sum] <a> and <b>@end",
         "@tell [what <a> + <b> is|how much <a> plus <b> is|the sum of <a> and <b>]@end", "[The sum of|What is the sum of] <a> and <b>?", "[What do|How much do] <a> and <b> make?",
         "If I have <a> and get <b> more, how many do I have?"],
        ["Which number do you get for <a> plus <b>?", "Put <a> and <b> together@end", "How many are <a> and <b> more?"]),
    "minus": (
        ["[What is|What's|How much is|Compute|Calculate|Work out] <a> [-|minus|less] <b>?", "<a> [-|minus] <b>[|?| =| is| makes| equals]?",
         "[Take|Subtract] <b> from <a>@end", "@tell [what <a> - <b> is|how much <a> minus <b> is]@end", "What [remains|is left] [if I take|when I take] <b> from <a>?"],
        ["Which number do you get for <a> minus <b>?", "<a> without <b> is what?"]),
    "json": (
        ["[Give|Return|Write|Output|Make|Create|Build][| me] [JSON|a JSON object|json|an object in JSON] with <a> <x> and <b> <y>@end",
         "[Write|Put|Give] <a> <x> and <b> <y> [as|in|into] [JSON|a JSON object|json]@end", "As JSON: <a> <x>, <b> <y>", "[JSON|json] [with|of|for]: <a>: <x>, <b>: <y>",
         "[Turn|Convert|Make] [this|that] [into|to] [JSON|json]: <a> is <x>, <b> is <y>", "<a>: <x>, <b>: <y>. [As JSON please|Answer as JSON|Give me JSON|In JSON|Only JSON].",
         "[The|My] <a> is <x>, the <b> is <y>. [As JSON please|Answer as JSON|Give me JSON|In JSON|Only JSON]."],
        ["I need a JSON object: <a> <x> and <b> <y>@end", "Format <a> <x> and <b> <y> as JSON@end"]),
    "count to": (
        ["[Count|Please count|Can you count][| up] to <a>@end", "[Write|Say|List] the numbers [from 1 to|up to] <a>@end", "@tell the numbers from 1 to <a>@end"],
        ["Count for me until <a>@end", "Which numbers go from 1 to <a>?"]),
    "next number": (
        ["[What|Which number] [comes|is|follows] after <a>?", "[What is the number|Which is the number|The number] after <a>?", "@tell [what|which number] comes after <a>@end", "<a> plus one is?"],
        ["What follows the number <a>?", "Which number would be next after <a>?"]),
}


def turn(rng, ability, answer, held, think="", **values):
    return Turn(phrase(rng, TABLE, ability, held, **values), answer, ability, think)


def greeting(rng, held):
    return [turn(rng, "greeting", "Hello! Show me a picture or ask me something.", held, "The user greets me.")]


def thanks(rng, held):
    return [turn(rng, "thanks", "You are welcome.", held, "The user thanks me.")]


def bye(rng, held):
    return [turn(rng, "bye", "Goodbye!", held, "The user leaves.")]


def who(rng, held):
    return [turn(rng, "who", WHO, held, "The user asks who I am.")]


def can(rng, held):
    return [turn(rng, "can", CAN, held, "The user asks what I can do.")]


def unknown(rng, held):
    return [turn(rng, "unknown", UNKNOWN, held, "I have not learned this.", topic=rng.choice(TOPICS) if rng.random() < 0.7 else pseudo(rng))]


def no_picture(rng, held):
    return [turn(rng, "no picture", NO_PICTURE, held, "There is no picture here.")]


def shapes_known(rng, held):
    return [turn(rng, "shapes known", SHAPE_LIST, held, "I list my shapes.")]


def colours_known(rng, held):
    return [turn(rng, "colours known", COLOUR_LIST, held, "I list my colours.")]


def sides(rng, held):
    shape = rng.choice(list(SIDES))
    return [turn(rng, "sides", f"A {shape} has {SIDES[shape]} sides.", held, f"A {shape} has {SIDES[shape]}.", shape=shape)]


def fact(rng):
    kind = rng.choice(["number", "number", "code", "word", "colour", "city", "animal", "year", "PIN"])
    if kind in ("number", "code", "PIN"):
        return kind, "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 5))).lstrip("0") or "7"
    if kind == "year":
        return kind, str(rng.randint(1700, 2099))
    return kind, rng.choice(COLOUR_WORDS) if kind == "colour" else pseudo(rng)


FILLERS = [greeting, thanks, who, can, unknown, no_picture]


def filler(rng, held):
    return [step for _ in range(rng.choices([0, 1, 2, 3], [35, 35, 20, 10])[0]) for step in rng.choice(FILLERS + [addition])(rng, held)]


def remember(rng, held):
    kind, value = fact(rng)
    first = turn(rng, "remember", f"I will remember: {value}.", held, "I keep it.", kind=kind, value=value)
    steps = [first, *filler(rng, held)]
    if rng.random() < 0.35:
        other, more = fact(rng)
        if other != kind:
            steps += [turn(rng, "remember", f"I will remember: {more}.", held, "I keep it.", kind=other, value=more), *filler(rng, held)]
            if rng.random() < 0.5:
                steps.append(recall(rng, held, other, more))
    question = recall(rng, held, kind, value)
    while len(steps) > 2 and "did I" in question.question and kind not in question.question:
        question = recall(rng, held, kind, value)
    return [*steps, question]


def recall(rng, held, kind, value):
    return turn(rng, "recall", f"The {kind} is {value}.", held, f"The user gave me the {kind}: {value}.", kind=kind, value=value)


def name(rng, held):
    value = rng.choice(NAMES) if rng.random() < 0.4 else pseudo(rng).capitalize()
    first = turn(rng, "name", f"Hello, {value}!", held, f"The name is {value}.", value=value)
    return [first, *filler(rng, held), turn(rng, "recall name", f"Your name is {value}.", held, f"The user is {value}.")]


def words(rng):
    pick = lambda: rng.choice([pseudo, lambda r: r.choice(NAMES), lambda r: r.choice(TOPICS), lambda r: r.choice(COLOUR_WORDS),
                               lambda r: str(r.randint(0, 10 ** r.randint(1, 4)))])(rng)
    return rng.choice([" ", " ", ", "]).join(pick() for _ in range(rng.randint(1, 7)))


def repeat(rng, held):
    value = words(rng)
    return [turn(rng, "repeat", value, held, "I repeat the words.", value=value)]


def addition(rng, held):
    a, b = rng.randint(0, 9), rng.randint(0, 9)
    return [turn(rng, "sum", f"{a} plus {b} is {a + b}.", held, f"{a} and {b} make {a + b}.", a=a, b=b)]


def subtraction(rng, held):
    b = rng.randint(0, 9)
    a = rng.randint(b, 10)
    return [turn(rng, "minus", f"{a} minus {b} is {a - b}.", held, f"{b} from {a} leaves {a - b}.", a=a, b=b)]


KEYS = ["name", "age", "city", "colour", "shape", "count", "number", "size", "animal", "title", "price", "id", "year", "kind", "label"]


def json_of_text(rng, held):
    import json
    a, b = rng.sample(KEYS, 2)
    value = lambda key: (rng.randint(0, 999) if key in ("age", "count", "number", "price", "id", "year", "size") else
                         rng.choice(COLOUR_WORDS) if key == "colour" else rng.choice(NAMES) if key == "name" else pseudo(rng))
    x, y = value(a), value(b)
    step = turn(rng, "json", "", held, "I write an object.", a=a, b=b, x=x, y=y)
    # The keys as the question spells them.
    spelled = lambda key: "color" if key == "colour" and "color" in step.question else key
    step.answer = json.dumps({spelled(a): x, spelled(b): y})
    step.answer = step.answer.replace("grey", "gray") if "gray" in step.question else step.answer
    return [step]


def count_to(rng, held):
    last = rng.randint(3, 10)
    return [turn(rng, "count to", ", ".join(map(str, range(1, last + 1))), held, f"I stop at {last}.", a=last)]


def next_number(rng, held):
    a = rng.randint(0, 98)
    return [turn(rng, "next number", f"{a + 1} comes after {a}.", held, f"After {a} comes {a + 1}.", a=a)]


MAKERS = [(greeting, 5), (thanks, 3), (bye, 3), (who, 5), (can, 5), (unknown, 9), (no_picture, 8), (shapes_known, 2), (colours_known, 2),
          (sides, 2), (remember, 22), (name, 8), (repeat, 8), (addition, 7), (subtraction, 4), (json_of_text, 7), (count_to, 2), (next_number, 4)]


def plain_talk(rng, held=False, maker=None):
    makers, weights = zip(*MAKERS)
    turns = (maker or rng.choices(makers, weights)[0])(rng, held)
    if len(turns) == 1 and rng.random() < 0.3:
        turns = [*filler(rng, held), *turns]
    for step in turns:
        # The colours a question spells the American way are copied so.
        if "gray" in step.question and step.ability in ("remember", "repeat"):
            step.answer = step.answer.replace("grey", "gray")
    return Talk(turns, system=rng.choice(SYSTEMS) if rng.random() < 0.25 else "", thinking=rng.random() < 0.08)


def copying(rng):
    """Long lists to repeat: this is how the model learns to look back."""
    length = rng.randint(2, 12)
    text = rng.choice([" ", ", "]).join(rng.choice([pseudo, pseudo, lambda r: str(r.randint(0, 9999)), lambda r: r.choice(COLOUR_WORDS)])(rng)
                                        for _ in range(length))
    return Talk([turn(rng, "repeat", text, False, "I repeat the words.", value=text)])
