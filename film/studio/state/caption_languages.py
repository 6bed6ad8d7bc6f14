"""Caption languages of a scene, as choices of a form's field."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.languages import shipped_translations
from attention_scenes.film.inputs.parameters import typed
from attention_scenes.film.inputs.translations import Captions, file_of, read_captions
from attention_scenes.film.system.console import short
from attention_scenes.film.system.input_files import read_toml
from attention_scenes.model.errors import UserError, nearest

TRANSLATIONS, CODE = "translations", "language"  # the parameters
ENGLISH = ""  # the value of the field of translations where it is empty
NAMES = {
    "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fa": "فارسی", "fr": "Français",
    "he": "עברית", "hi": "हिन्दी", "it": "Italiano", "ja": "日本語", "ko": "한국어", "nl": "Nederlands", "pl": "Polski",
    "pt": "Português", "ru": "Русский", "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


def languages() -> list[str]:
    """The names of the files of captions that come with the project."""
    return sorted(shipped_translations())


def language_name(value: str) -> str:
    """Return the label of a field's value: a language by its own name, or captions of one's own."""
    if value == ENGLISH:
        return "English"
    return "As in the parameter file" if is_own(value) else NAMES.get(value, value)


def is_own(value: str) -> bool:
    """Return whether a field's value is translations written as TOML, and no language of the project."""
    return value.startswith("{")


def translations(value: str, scene: SceneFile) -> Mapping[str, str]:
    """Return the translations that a field's value stands for; UserError where it is none."""
    if value == ENGLISH:
        return {}
    if is_own(value):
        return typed(value, ["object"], f"--set {TRANSLATIONS}=")
    if value not in languages():
        raise UserError(f"There are no captions in {short(value)}. {nearest(value[:60], languages())}")
    return _shipped(value, scene)


def language_of(given: Any, scene: SceneFile, as_toml: str) -> str:
    """The value of the field for these translations; what no language of the project has stands there ``as_toml``."""
    if not given:
        return ENGLISH
    return next(
        (name for name in languages() if isinstance(given, Mapping) and given == _shipped(name, scene)), as_toml
    )


def code_of(value: str, scene: SceneFile) -> str:
    """The code of the language that a field's value stands for; empty where it is none of the project's."""
    if value == ENGLISH:
        return "en"
    return _captions(value, scene).language if value in languages() else ""


def _shipped(name: str, scene: SceneFile) -> Mapping[str, str]:
    return _captions(name, scene).texts[scene.name]


@cache
def _captions(name: str, scene: SceneFile) -> Captions:
    file = file_of(name)
    return read_captions(file, [scene], {*read_toml(file), scene.name})
