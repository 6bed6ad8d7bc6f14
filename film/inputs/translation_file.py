"""The file that a translator is given: every text with what it stands for, in groups that say where it is seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.caption_templates import FILM, film_templates, templates

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


def listing(scenes: Iterable[SceneFile], given: Mapping[str, Mapping[str, str]], language: str = "en") -> str:
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
    scenes = list(scenes)
    said = {
        scene.name: {text: given.get(scene.name, {}).get(text, text) for text in templates(scene)} for scene in scenes
    }
    pairs = Counter(pair for texts in said.values() for pair in texts.items())
    several = {
        text: kind for scene in scenes for text, kind in templates(scene).items() if pairs[_pair(said, text)] > 1
    }
    tables = {SHARED: (several, {text: _pair(said, text)[1] for text in several})}
    for scene in scenes:
        own = {text: kind for text, kind in templates(scene).items() if pairs[text, said[scene.name][text]] < 2}
        tables[scene.name] = (own, said[scene.name])
    anywhere = {text: other for translations in given.values() for text, other in translations.items()}
    tables[FILM] = (dict(film_templates()), {text: anywhere.get(text, text) for text in film_templates()})
    found = ["\n".join([f"[{name}]", *_lines(*table)]) for name, table in tables.items() if table[0]]
    return f"{HEAD}\n{LANGUAGE}language = {_quoted(language)}\n\n" + "\n\n".join(found) + "\n"


def _pair(said: Mapping[str, Mapping[str, str]], text: str) -> tuple[str, str]:
    """A text with what most scenes that have it say for it."""
    return Counter((text, texts[text]) for texts in said.values() if text in texts).most_common(1)[0][0]


def _lines(kinds: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[str]:
    for kind in dict.fromkeys(kinds.values()):
        yield f"# {SEEN[kind]}"
        yield from (f"{_quoted(text)} = {_quoted(texts[text])}" for text in kinds if kinds[text] == kind)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
