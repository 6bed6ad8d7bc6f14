"""The language of a clip: its code, and translations of the texts beside the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attention_scenes.model.files import asset

ENGLISH = "en"


def shipped_translations() -> dict[str, Path]:
    """Return the files of translations that come with the project, by the language's code."""
    return {path.stem: path for path in sorted(asset("captions").glob("*.toml"))}


@dataclass(frozen=True)
class Wording:
    """Translations of texts, looked up by the English ones, as the parameters of a clip have them.

    Attributes
    ----------
    language
        The language's code.
    """

    language: str = ENGLISH
    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Wording:
        """Return the wording of the parameters in a sidecar."""
        return cls(params.get("language", ENGLISH), params.get("translations", {}))

    @property
    def is_english(self) -> bool:
        return self.language == ENGLISH

    def __call__(self, template: str, /, **fields: object) -> str:
        """Return a text with its fields filled in, in this language where it has the text.

        What a person translates is found by the calls of such an object named ``words`` with a literal: name it so.
        """
        return self.texts.get(template, template).format_map(fields)

    def plain(self, text: str) -> str:
        """Return a text without fields, such as a title out of a table."""
        return self.texts.get(text, text)


def marked(text: str) -> str:
    """Return a text as it is, marked for translation: :meth:`Wording.plain` shows it later."""
    return text


def of_all(parts: list[Mapping[str, Any]]) -> Wording:
    """Return the wording that the parameters of several clips share; the English one where they differ."""
    found = [Wording.of(params) for params in parts]
    same = found and all(each.language == found[0].language for each in found)
    return found[0] if same else Wording()
