"""Lexicon of the translator: every English word it reads, and the French ones for it."""

from __future__ import annotations

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun: its English forms, its French forms, and its gender, ``m`` or ``f``."""

    one: str
    many: str
    un: str
    des: str
    gender: str

    @property
    def elides(self) -> bool:
        """Whether *le* and *la* lose their vowel before it."""
        return self.un[0] in "aeiouyéèê"


class Adjective(NamedTuple):
    """An adjective: the English word, four French forms, and whether it stands before or after a French noun."""

    english: str
    masculine: str
    feminine: str
    masculine_plural: str
    feminine_plural: str
    stands: str

    @property
    def is_before(self) -> bool:
        """Whether it stands before the noun in French."""
        return self.stands == "before"

    def form(self, gender: str, plural: bool) -> str:
        """Return the French form beside a noun."""
        return self[1 + (gender == "f") + 2 * plural]


class Verb(NamedTuple):
    """A verb: the English word, and its French forms after one and after several."""

    english: str
    one: str
    many: str


NOUNS = (
    Noun("creature", "creatures", "créature", "créatures", "f"),
    Noun("forest", "forests", "forêt", "forêts", "f"),
    Noun("wizard", "wizards", "sorcier", "sorciers", "m"),
    Noun("tower", "towers", "tour", "tours", "f"),
    Noun("door", "doors", "porte", "portes", "f"),
    Noun("bird", "birds", "oiseau", "oiseaux", "m"),
    Noun("dragon", "dragons", "dragon", "dragons", "m"),
    Noun("garden", "gardens", "jardin", "jardins", "m"),
    Noun("river", "rivers", "rivière", "rivières", "f"),
    Noun("castle", "castles", "château", "châteaux", "m"),
    Noun("queen", "queens", "reine", "reines", "f"),
    Noun("king", "kings", "roi", "rois", "m"),
    Noun("robot", "robots", "robot", "robots", "m"),
    Noun("star", "stars", "étoile", "étoiles", "f"),
    Noun("house", "houses", "maison", "maisons", "f"),
    Noun("cat", "cats", "chat", "chats", "m"),
)
ADJECTIVES = (
    Adjective("fluffy", "duveteux", "duveteuse", "duveteux", "duveteuses", "after"),
    Adjective("blue", "bleu", "bleue", "bleus", "bleues", "after"),
    Adjective("verdant", "verdoyant", "verdoyante", "verdoyants", "verdoyantes", "after"),
    Adjective("green", "vert", "verte", "verts", "vertes", "after"),
    Adjective("white", "blanc", "blanche", "blancs", "blanches", "after"),
    Adjective("black", "noir", "noire", "noirs", "noires", "after"),
    Adjective("silent", "silencieux", "silencieuse", "silencieux", "silencieuses", "after"),
    Adjective("golden", "doré", "dorée", "dorés", "dorées", "after"),
    Adjective("happy", "heureux", "heureuse", "heureux", "heureuses", "after"),
    Adjective("dark", "sombre", "sombre", "sombres", "sombres", "after"),
    Adjective("small", "petit", "petite", "petits", "petites", "before"),
    Adjective("big", "grand", "grande", "grands", "grandes", "before"),
    Adjective("pretty", "joli", "jolie", "jolis", "jolies", "before"),
    Adjective("bad", "mauvais", "mauvaise", "mauvais", "mauvaises", "before"),
)
VERBS = (
    Verb("roamed", "parcourait", "parcouraient"),
    Verb("watched", "regardait", "regardaient"),
    Verb("guarded", "gardait", "gardaient"),
    Verb("loved", "aimait", "aimaient"),
    Verb("crossed", "traversait", "traversaient"),
    Verb("followed", "suivait", "suivaient"),
)
START, END = "<s>", "</s>"  # before the first French word, after the last

ENGLISH = (
    "a", "the", "some", "and", "it", "they", "was", "were",
    *(word for noun in NOUNS for word in noun[:2]),
    *(adjective.english for adjective in ADJECTIVES),
    *(verb.english for verb in VERBS),
)  # fmt: skip
# Some forms are spelt alike: duveteux for one and for several.
FRENCH = tuple(
    dict.fromkeys(
        (
            START, END, "un", "une", "le", "la", "l'", "les", "des", "de", "et", "il", "elle", "ils", "elles", "était",
            "étaient",
            *(word for noun in NOUNS for word in noun[2:4]),
            *(word for adjective in ADJECTIVES for word in adjective[1:5]),
            *(word for verb in VERBS for word in verb[1:]),
        )
    )
)  # fmt: skip

ARTICLES = ("a", "some", "the")
BY_ADJECTIVE = {each.english: each for each in ADJECTIVES}
BY_VERB = {each.english: each for each in VERBS}
BY_NOUN = {form: (noun, n == 1) for noun in NOUNS for n, form in enumerate(noun[:2])}  # and whether it is the plural
