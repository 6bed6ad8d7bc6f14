"""Scene parameters: one pydantic declaration checks them, documents them and describes a form."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.request.needs import BEST, DEFAULT_MODEL
from attention_scenes.scenes.captions import fields_of
from attention_scenes.scenes.palette_files import checked_palette, palettes

LONGEST = 2000  # characters; no scene shows more of a sentence
# A head that was found in the default model, or its layer, and the search that finds its like in another.
FOUND: Mapping[str, str] = {
    "19.8": "best:adjective", "19": "best:adjective", "18.6": "best:adjective", "16.0": "best:previous",
}  # fmt: skip


def checked_text(text: str, longest: int = LONGEST) -> str:
    """Refuse what cannot be shown: nothing at all, control characters, or far too much."""
    if not text.strip():
        raise ValueError("the sentence is empty; write at least one word")
    if len(text) > longest:
        raise ValueError(f"{len(text):,} characters are too many; at most {longest:,} can be shown")
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cs":
            raise ValueError(f"it is not UTF-8 text, from character {text.index(character) + 1} on; type it anew")
        if kind == "Cc":
            raise ValueError(f"it holds the control character U+{ord(character):04X}; use plain text on one line")
    return " ".join(text.split())


def read_by(read: Callable[[str], str]) -> AfterValidator:
    """Return the check of a text that a reader spells anew: what the reader refuses, the parameter does."""

    def checked(text: str) -> str:
        try:
            return read(checked_text(text))
        except UserError as error:
            raise ValueError(str(error)) from None

    return AfterValidator(checked)


def models_with(own: Mapping[str, str], given: Any) -> dict[str, str]:
    """Return where a clip's models are, by their keys: those that its scene has, but for what is given instead."""
    return {**own, **(given if isinstance(given, Mapping) else {})}


def checked_head(head: str) -> str:
    """Return the head: ``"19.8"`` (layer, head) or one of the ``"best:…"`` that the model's probes rank."""
    head = head.strip()
    layer, dot, number = head.partition(".")
    if head in BEST or (dot and layer.isdecimal() and number.isdecimal() and len(head) < 10):
        return head
    raise ValueError(f"give layer.head, both counted from 0, such as 19.8, or one of {', '.join(BEST)}")


def checked_layer(layer: str) -> str:
    """Return the layer: ``"19"``, counted from 0, or that of a head that a search finds, one of the ``"best:…"``."""
    layer = str(layer).strip()
    if layer in BEST or (layer.isdecimal() and len(layer) < 5):
        return layer
    raise ValueError(f"give a layer, counted from 0, such as 19, or that of one of {', '.join(BEST)}")


def checked_translations(captions: dict[str, str]) -> dict[str, str]:
    """Refuse translations that lack a field of the text they stand for, or have another."""
    for english, other in captions.items():
        if fields_of(english) != fields_of(other):
            raise ValueError(f"{other!r} must have the same fields in braces as {english!r}")
    return captions


Sentence = Annotated[str, AfterValidator(checked_text)]
LayerChoice = Annotated[str, BeforeValidator(checked_layer)]
HeadChoice = Annotated[str, AfterValidator(checked_head), Field(json_schema_extra={"format": "head"})]


class SceneParams(BaseModel):
    """Parameters that every scene has.

    Attributes
    ----------
    own_words
        Fields that take only the few words which one small model knows: a value for several scenes passes them by.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    own_words: ClassVar[frozenset[str]] = frozenset()

    captions: bool = Field(True, description="Show the captions on screen (the sidecar has them either way).")
    pace: float = Field(1.0, ge=0.25, le=4, description="How fast: 2 is twice as fast, 0.5 half as fast.")
    translations: Annotated[dict[str, str], AfterValidator(checked_translations)] = Field(
        {}, description="Other words for all texts, by the English ones; --captions FILE.toml fills it."
    )
    language: str = Field(
        "en",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The code of the language of all texts; --captions FILE.toml fills it.",
    )
    palette: Annotated[str, AfterValidator(checked_palette)] = Field(
        "dark", description="A file of assets/palettes.", json_schema_extra={"enum": [*palettes()]}
    )

    def for_model(self, model: str | Mapping[str, str]) -> Self:
        """Return the parameters for a model: in another than the default one, heads are searched for anew.

        A model whose folder has a ``probes.toml`` may state there what a scene shows of it, in a table such as
        ``[shown.masking]``: it may read another language. What was set by hand stays as it is. Models by key are others
        than the scene's own.
        """
        if model == DEFAULT_MODEL:
            return self
        left = {name: field.default for name, field in type(self).model_fields.items()}
        anew = {
            name: FOUND[default] for name, default in left.items() if isinstance(default, str) and default in FOUND
        } | self._shown_of(model)
        return self.model_copy(update={name: anew[name] for name in anew.keys() - self.model_fields_set})

    def _shown_of(self, model: str | Mapping[str, str]) -> dict[str, Any]:
        """Return the parameters that a model states for the scene, checked as those that are set by hand."""
        if not isinstance(model, str):
            return {}
        scene = type(self).__module__.rpartition(".")[2].removesuffix("_data").replace("_", "-")
        stated = probe_sentences(model).get("shown", {}).get(scene, {})
        by_hand = {name: getattr(self, name) for name in self.model_fields_set}
        try:
            checked = type(self)(**{**stated, **by_hand})
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            raise UserError(
                f"The probes.toml of {model[:80]!r} states {name} for {scene}, which cannot be: {first['msg']}."
            ) from None
        return {name: getattr(checked, name) for name in stated}
