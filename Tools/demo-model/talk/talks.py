"""The records of the talks: who says what about which pictures."""

from dataclasses import dataclass, field


@dataclass
class Picture:
    """A still has one frame, a clip an even number of them."""

    frames: list  # of scenes
    images: list  # of PIL pictures
    grid: tuple = None  # rows and columns in training, None for the processor's own choice
    order: int = 0  # among the pictures of a talk


@dataclass
class Turn:
    question: str
    answer: str
    ability: str
    think: str = ""
    pictures: list = field(default_factory=list)
    pictures_last: bool = False
    call: dict = None  # instead of an answer: the tool that is called
    result: str = None  # instead of a question: what a tool returned


@dataclass
class Talk:
    turns: list
    system: str = ""
    tools: list = None
    thinking: bool = False

    def messages(self):
        """As the chat template takes them, the last answer included."""
        messages = [{"role": "system", "content": self.system}] if self.system else []
        for turn in self.turns:
            if turn.result is not None:
                messages.append({"role": "tool", "content": turn.result})
            else:
                parts = [{"type": "video" if len(picture.frames) > 1 else "image"} for picture in turn.pictures]
                text = [{"type": "text", "text": turn.question}]
                both = text + parts if turn.pictures_last else parts + text
                messages.append({"role": "user", "content": both if parts else turn.question})
            if turn.call:
                messages.append({"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": turn.call}]})
            else:
                messages.append({"role": "assistant", "content": turn.answer})
        return messages

    @property
    def pictures(self):
        return [picture for turn in self.turns for picture in turn.pictures]


@dataclass
class Sample:
    """Talks that begin alike, with the same pictures or the same tools."""

    talks: list

    @property
    def pictures(self):
        return max((talk.pictures for talk in self.talks), key=len)
