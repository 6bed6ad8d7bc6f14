"""Texts as templates with named fields, so that one file can put all that is seen and said into another language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from string import Formatter
from typing import Any

ISOLATE, POP = "\u2068", "\u2069"  # Unicode's marks round what runs in a direction of its own
ISOLATES = ("LRI", "RLI", "FSI")


class Words(str):
    """A text that remembers the ``template`` it was made from and the ``fields`` that were put in."""

    template: str
    fields: Mapping[str, str]

    def __new__(cls, template: str, fields: Mapping[str, str]) -> Words:
        made = super().__new__(cls, filled(template, fields))
        made.template, made.fields = template, fields
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Words, (self.template, self.fields)


def phrased(template: str, /, **fields: str) -> str:
    """Make a caption: ``phrased("“{noun}” reads {weight}", noun="creature", weight="0.49")``.

    ``template`` must be a literal, a whole sentence: translators are given it as it stands. A field may be ``phrased``
    in its turn.
    """
    return Words(template, fields)


def label_text(template: str, /, **fields: str | int) -> str:
    """Make what a label in the picture says, as :func:`phrased` makes a caption.

    Words of the sentence, tokens and digits alone are no such texts: a label takes them as they are.
    """
    return Words(template, {name: text if isinstance(text, str) else str(text) for name, text in fields.items()})


def bubble_text(template: str, /) -> str:
    """Make what a speech bubble says: words of ours, and not the model's."""
    return Words(template, {})


def claim_text(template: str, /, **fields: str | int) -> str:
    """Make what a claim says, or what was measured for it: both are read beside the clip."""
    return label_text(template, **fields)


def named(text: str) -> str:
    """Return a name out of the parameters, such as that of a sense: translated where it is one that we gave."""
    return Words(text.replace("{", "{{").replace("}", "}}"), {})


def joined(separator: str, parts: Iterable[str]) -> str:
    """Return texts one behind the other, each of which may be translated."""
    fields = {f"part{number}": part for number, part in enumerate(parts)}
    return Words(separator.join(f"{{{name}}}" for name in fields), fields)


def of_model(key: str, text: str) -> str:
    """Return what is said of one model among several, with its key before it; the text itself where there is one."""
    return joined(": ", [key, text]) if key else text


def in_words_of(text: str, translations: Mapping[str, str]) -> str:
    """Say ``text`` in the words of ``translations``, by template; what is not among them stays as it is."""
    if not isinstance(text, Words):
        return translations.get(text, text)
    fields = {
        name: in_words_of(value, translations) if isinstance(value, Words) else value
        for name, value in text.fields.items()
    }
    return Words(translations.get(text.template, text.template), fields)


def use_translations(translations: Mapping[str, str]) -> None:
    """Make these the words of all labels built from now on."""
    global _active
    _active = translations


def translated(text: str) -> str:
    """Return ``text`` in the words of the scene being made; what is no template, as a token is none, stays as it is."""
    return in_words_of(text, _active) if isinstance(text, Words) else text


def listed(names: Sequence[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``: one name at least."""
    if len(names) == 1:
        return names[0]
    some = names[0]
    for name in names[1:-1]:
        some = phrased("{some}, {another}", some=some, another=name)
    return phrased("{some} and {last}", some=some, last=names[-1])


def filled(template: str, fields: Mapping[str, str]) -> str:
    """Put the fields into a template; one that runs in another direction than the sentence stands isolated in it."""
    leftwards = direction(template.format_map(dict.fromkeys(fields, ""))) == "rtl"
    isolated = {name: f"{ISOLATE}{text}{POP}" if leftwards or has_rtl(text) else text for name, text in fields.items()}
    return template.format_map(isolated)


def fields_of(template: str) -> set[str]:
    """Return the names in braces; ValueError where a brace has no partner."""
    return {name for _, name, *_ in Formatter().parse(template) if name is not None}


def direction(text: str) -> str:
    """Return ``ltr`` or ``rtl``, by the first letter with a direction that is not isolated; ``""`` where none has."""
    depth = 0
    for kind in map(unicodedata.bidirectional, text):
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return ""


def has_rtl(text: str) -> bool:
    """Return whether any letter of ``text`` is written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


_active: Mapping[str, str] = {}
