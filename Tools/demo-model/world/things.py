"""The vocabulary of the world and the two records a picture is made of."""

from dataclasses import dataclass, field, replace

# Several anchors a colour: what people call red is a region, and web pages use the pure CSS values.
ANCHORS = {
    "red": [(220, 40, 40), (255, 0, 0), (196, 20, 34)],
    "orange": [(247, 140, 30), (255, 165, 0), (240, 120, 20)],
    "yellow": [(250, 220, 50), (255, 255, 0), (245, 210, 20)],
    "green": [(50, 160, 70), (0, 128, 0), (40, 200, 70)],
    "turquoise": [(60, 205, 200), (64, 224, 208), (20, 190, 190)],
    "blue": [(40, 90, 215), (0, 0, 255), (35, 60, 165)],
    "purple": [(130, 60, 180), (128, 0, 128), (150, 70, 205)],
    "pink": [(250, 150, 190), (255, 192, 203), (255, 120, 185)],
    "brown": [(125, 75, 40), (139, 69, 19), (110, 70, 45)],
    "black": [(20, 20, 20), (0, 0, 0), (35, 35, 38)],
    "white": [(248, 248, 248), (255, 255, 255), (240, 240, 238)],
    "grey": [(140, 140, 140), (128, 128, 128), (165, 165, 168)],
}
COLOURS = list(ANCHORS)
SHAPES = ["circle", "square", "triangle", "star", "diamond", "cross", "heart", "ring"]
PATTERNS = ["plain", "striped", "dotted"]
JITTER = 13
LEAST_CONTRAST = 95
PLACES = [
    "top left", "top", "top right",
    "left", "middle", "right",
    "bottom left", "bottom", "bottom right",
]


@dataclass(frozen=True)
class Thing:
    """A shape or a written number. Centre and size are fractions: of the picture, and of its shorter side."""

    shape: str  # one of SHAPES, or "number"
    colour: str
    x: float
    y: float
    size: float
    rgb: tuple
    pattern: str = "plain"
    second: tuple = (0, 0, 0)  # of stripes and dots
    angle: float = 0.0
    grain: int = 5  # stripes or dots across
    text: str = ""
    font: int = 0

    @property
    def place(self):
        return PLACES[min(2, int(self.y * 3)) * 3 + min(2, int(self.x * 3))]

    def moved(self, x, y):
        return replace(self, x=x, y=y)


@dataclass(frozen=True)
class Scene:
    """A picture before it is drawn."""

    width: int
    height: int
    background: str
    rgb: tuple
    things: tuple = field(default_factory=tuple)
    noise: int = 0
    quality: int = 0  # of a JPEG in between, 0 for none

    @property
    def shapes(self):
        return [thing for thing in self.things if thing.shape != "number"]

    @property
    def numbers(self):
        return [thing for thing in self.things if thing.shape == "number"]


def contrast(one, two):
    return sum((a - b) ** 2 for a, b in zip(one, two)) ** 0.5


def tone(rng, name):
    """One of the many values of a named colour."""
    return tuple(max(0, min(255, part + rng.randint(-JITTER, JITTER))) for part in rng.choice(ANCHORS[name]))
