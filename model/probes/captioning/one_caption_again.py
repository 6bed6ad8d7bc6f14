"""Caption one picture again, word by word, and cut each place's edges again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.model.numbers.odds_again import odds_again
from attention_scenes.model.probes.captioning.captioning import captioner_again
from attention_scenes.model.probes.captioning.pictures_again import (
    CORNERS_AGAIN,
    TINTS_AGAIN,
    drawn_others_again,
    picture_again,
)
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel


def caption_again(model: RemeasuredModel, picture: str) -> Arrays:
    """Return the arrays of ``OneCaptionProbe``."""
    captioner = captioner_again(model)
    dots, own = picture_again(picture)
    [row] = captioner.caption([dots])
    start = [0, *row]
    about = about_again([captioner.says[n] for n in row])
    [whole] = captioner.run_pictures([dots], [start[:-1]], ["logits", "cross_pattern"])
    chances = odds_again(whole["logits"])
    order = np.array([np.lexsort((np.arange(len(line)), -line))[:5] for line in chances])
    said, chance = np.zeros((2, 3, len(row)))
    cut = np.zeros((2, len(row), own.shape[1]))
    left = np.zeros((2, *whole["cross_pattern"].shape))
    for n, things in enumerate(about):
        cut[0, n] = own[things].any(axis=0)
        cut[1, n] = drawn_others_again(cut[0, n], f"{picture} {n}")
        lines = [chances[n]]
        for number, way in enumerate(cut[:, n]):
            edge = (n, np.flatnonzero(way).tolist())
            [trace] = captioner.run_pictures([dots], [start[: n + 1]], ["logits", "cross_pattern"], [edge])
            lines.append(odds_again(trace["logits"][-1]))
            left[number, :, :, n] = trace["cross_pattern"][:, :, n]
        said[:, n], chance[:, n] = [line.argmax() for line in lines], [line.max() for line in lines]
    return {
        "pixels": dots, "own": own, "top_id": order, "pattern": whole["cross_pattern"], "cut": cut, "said": said,
        "cut_pattern": left,
        "top_chance": np.array([line[best] for line, best in zip(chances, order, strict=True)]), "chance": chance,
    }  # fmt: skip


def about_again(words: Sequence[str]) -> list[list[int]]:
    """Return the things that each word is about, the end's too: those of captions by the grammar are told apart."""
    both, text = [[0, 1]] * len(words), [word for word in words if word != "</s>"]
    gap = len(text) - 6
    middle = text[3:-3]
    if middle not in (["left", "of"], ["above"]) or text[0] != "a" or text[-3] != "a" or text[1:3] == text[-2:]:
        return both
    colors = {text[1], text[-2]} <= {*TINTS_AGAIN}
    shapes = {text[2], text[-1]} <= {"disc", "ring", *CORNERS_AGAIN}
    return [[0]] * 3 + [[0, 1]] * gap + [[1]] * 3 + [[0, 1]] if colors and shapes else both
