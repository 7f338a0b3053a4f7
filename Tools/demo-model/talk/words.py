"""Words that questions are filled with. Most come out of syllables: what must be copied should not be known by heart."""

from world.things import COLOURS

COLOUR_WORDS = COLOURS
NAMES = ["Anna", "Ben", "Carla", "David", "Emma", "Felix", "Grace", "Henry", "Ida", "Jonas", "Kim", "Leo", "Maria", "Noah", "Olga", "Paul",
         "Rosa", "Sam", "Tina", "Tom", "Lisa", "Max", "Julia", "Peter", "Sara", "Alex", "Mia", "Nina", "Oscar", "Eva"]
CITIES = ["Berlin", "Paris", "London", "Rome", "Madrid", "Vienna", "Oslo", "Tokyo", "Lima", "Cairo", "Bern", "Prague", "Dublin", "Athens",
          "Boston", "Delhi", "Seoul", "Sydney", "Warsaw", "Hamburg"]
TOPICS = ["president", "king of France", "moon", "weather", "stock market", "football", "World Cup", "ocean", "history of Rome", "music", "love",
          "war", "economy", "money", "dog", "cat", "horse", "elephant", "car", "train", "city of Paris", "Berlin", "London", "Amazon", "Einstein",
          "Shakespeare", "electricity", "gravity", "internet", "Python", "Linux", "computer", "phone", "pizza", "coffee", "bread", "recipe for soup",
          "movie", "book", "newspaper", "earth", "universe", "mountain", "river", "bird", "flower", "tree", "doctor", "medicine", "law", "language",
          "capital of Spain", "population of China", "distance to the sun", "speed of light", "president of the United States", "quantum physics"]
STARTS = ["b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w", "z", "sh", "ch", ""]
MIDDLES = ["a", "e", "i", "o", "u", "ai", "ee", "oo", "ou", "ea"]
ENDS = ["", "n", "r", "s", "t", "l", "m", "k", "nd", "st", "x", "p"]


def pseudo(rng, longest=3):
    while True:
        parts = rng.choices([1, 2, 3][:longest], [25, 50, 25][:longest])[0]
        word = "".join(rng.choice(STARTS) + rng.choice(MIDDLES) for _ in range(parts)) + rng.choice(ENDS)
        if 3 <= len(word) <= 9:
            return word
