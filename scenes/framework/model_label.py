"""Labels of models as a scene writes them: a name as it is, and what a model of our own is called in words of ours."""

from __future__ import annotations

import re

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.own_models import is_own
from attention_scenes.scenes.captions import joined, label_text

OURS = {
    str(text): text
    for text in (
        label_text("our decoder"), label_text("our model of whole numbers"), label_text("no mask"),
        label_text("our translator"), label_text("values from the decoder"), label_text("our captioner"),
        label_text("no value map"), label_text("one head"), label_text("eight heads"),
        label_text("our ViT"), label_text("no positions"), label_text("mask"), label_text("class token last"),
        label_text("class token first"), label_text("one shuffle"),
        label_text("our encoder"), label_text("causal mask"),
        label_text("our decoder adapted"), label_text("all weights"), label_text("soft vectors"),
    )
}  # fmt: skip
COUNTED = re.compile(r"(?P<what>seed|step|rank) (?P<number>[\d,]+)")


def label_of(bundle: Bundle) -> str:
    """Return what a model is called on screen; its parts are translated where the model is one of our own."""
    label = str(bundle.meta["label"])
    if not is_own(str(bundle.meta["model"])):
        return label
    return joined(", ", [_part(part) for part in label.split(", ")])


def _part(text: str) -> str:
    if found := COUNTED.fullmatch(text):
        number = found["number"]
        counted = {
            "seed": label_text("seed {number}", number=number), "step": label_text("step {number}", number=number),
            "rank": label_text("rank {count}", count=number),
        }  # fmt: skip
        return counted[found["what"]]
    return OURS.get(text, text)
