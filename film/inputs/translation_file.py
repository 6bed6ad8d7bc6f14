"""Write the captions file for a translator: every text in English, in groups that say where it is seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.caption_templates import FILM, extract_film_templates, extract_templates

SHARED = "shared"  # the table of a captions file for what several scenes show
HEAD = """\
# All texts of the scenes, each with its translation. Put yours behind the equals signs, then:
#   python render.py SCENE --captions THIS_FILE
# What stands in {braces} is filled in on rendering, with words or numbers: keep it, where your sentence wants it.
# A text that is left in English, or left out, stays English. What stands in [shared] is for all scenes that have it; a
# scene's own table goes before it.
"""
LANGUAGE = """\
# The language's code, as web pages and players know it: fr, de, pt-BR, zh-Hant.
"""
SEEN = {
    "captions": "Captions, below the picture. Up to about 70 characters are set in full size.",
    "labels": "Labels in the picture: short, where the English is.",
    "bubbles": "Speech bubbles: a story, in our words.",
    "claims": "What is checked on each input, and what was measured: beside the clip and in a speaker's notes.",
    "descriptions": "What the clip shows, in words: beside it as .txt, and on pages.",
    "titles": "Titles of chapters and scenes: on cards, in decks and on pages.",
    "film": "Title cards, descriptions, notes, decks and pages.",
}


def captions_toml(scenes: Iterable[SceneFile], given: Mapping[str, Mapping[str, str]], language: str = "en") -> str:
    """Return a file of all texts of the scenes, as TOML: each with what ``given`` has for it, else in English.

    Parameters
    ----------
    scenes
        Whose texts are wanted.
    given
        For each scene its translations, as :func:`film.inputs.translations.read_captions` gives them.
    language
        Their code.
    """
    kinds = {scene.name: extract_templates(scene) for scene in scenes}
    film = extract_film_templates()
    texts = {name: {text: given.get(name, {}).get(text, text) for text in kinds[name]} for name in kinds}
    pairs = Counter(pair for each in texts.values() for pair in each.items())
    several = {text: kind for each in kinds.values() for text, kind in each.items() if pairs[_pair(texts, text)] > 1}
    tables = {SHARED: (several, {text: _pair(texts, text)[1] for text in several})}
    for name, each in kinds.items():
        own = {text: kind for text, kind in each.items() if pairs[text, texts[name][text]] < 2}
        tables[name] = (own, texts[name])
    anywhere = {text: other for translations in given.values() for text, other in translations.items()}
    tables[FILM] = (dict(film), {text: anywhere.get(text, text) for text in film})
    found = ["\n".join([f"[{name}]", *_lines(*table)]) for name, table in tables.items() if table[0]]
    return f"{HEAD}\n{LANGUAGE}language = {_quoted(language)}\n\n" + "\n\n".join(found) + "\n"


def _pair(texts: Mapping[str, Mapping[str, str]], text: str) -> tuple[str, str]:
    """Return a text with the translation that most of its scenes have for it."""
    return Counter((text, each[text]) for each in texts.values() if text in each).most_common(1)[0][0]


def _lines(kinds: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[str]:
    for kind in dict.fromkeys(kinds.values()):
        yield f"# {SEEN[kind]}"
        yield from (f"{_quoted(text)} = {_quoted(texts[text])}" for text in kinds if kinds[text] == kind)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
