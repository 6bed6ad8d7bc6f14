"""One picture and its caption: what is said, how sure, what each word's place reads, and what hangs on that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.captioning.captioning import Captioner, captioner_of
from attention_scenes.model.probes.captioning.draw_picture import PATCH, SIDE, Picture, draw_picture
from attention_scenes.model.probes.captioning.held_out_pictures import picture_of, spelt
from attention_scenes.model.probes.captioning.one_caption_again import caption_again
from attention_scenes.model.probes.captioning.picture_parser import USUAL, parse_picture
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.translating import EdgeCut

PATCHES = (SIDE // PATCH) ** 2
BEST = 5  # words that are named for each place


@dataclass(frozen=True)
class OneCaptionProbe(Probe):
    """Say what a picture shows, the likeliest word each time; then cut each word's place from patches.

    Parameters
    ----------
    picture
        What it shows and the seed that it is drawn from, as ``"a red square left of a blue ring #0"``; empty for this.
        It may show a colour or a shape that has no word.

    Arrays, for N words that are said, the end among them, and S = 36 patches. Row n is the place about to say word n:

    ``pixels``
        ``[24, 24, 3]``: the picture.
    ``own``
        ``[2, S]``: 1 for the patches that hold some of the first thing, and of the second.
    ``top_id``, ``top_chance``
        ``[N, 5]``: the five likeliest words there, the first of which is said, and their probabilities.
    ``pattern``
        ``[L, H, N, S]``: the weights of cross-attention.
    ``cut``
        ``[2, N, S]``: 1 for the patches that a place is cut from: those of the thing that its word is about, of both
        for other words; and as many of the rest, or
        all of it where that is less, drawn anew for each word.
    ``cut_pattern``
        ``[2, L, H, N, S]``: the weights of each place once it is cut from the first, from the second.
    ``said``, ``chance``
        ``[3, N]``: the likeliest word with nothing cut, in all heads the first, the second; and its probability.

    Facts: ``says``, ``wanted`` (both lists of words), ``right``, ``top``, ``words`` (those of ``said``), ``about`` (the
    thing of each word, 0 or 1, or None) and the counts ``side``, ``patch``, ``patches``.
    """

    picture: str = ""
    name: str = "captioned"
    kind: Literal["captioned"] = "captioned"

    exact: ClassVar[frozenset[str]] = frozenset({"pixels", "own", "top_id", "cut", "said"})
    of_captioners: ClassVar[bool] = True

    def filled(self, model: str = "") -> OneCaptionProbe:
        return replace(self, picture=self.picture or spelt(USUAL, 0))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        captioner = captioner_of(model)
        two, seed = picture_of(self.picture)
        picture = draw_picture(two, seed)
        [row] = captioner.caption([picture.dots])
        says = [captioner.says[number] for number in row if number != 1]
        about = about_words(says, len(row))
        cut_2N = [cut_patches(picture, thing, f"{self.picture} {n}") for n, thing in enumerate(about)]
        chance_3NV, pattern, cut_pattern = _cut(captioner, picture, row, cut_2N)
        top_N5 = np.argsort(-chance_3NV[0], axis=-1, kind="stable")[:, :BEST]
        said_3N = chance_3NV.argmax(-1)
        arrays = {
            "pixels": picture.dots,
            "own": np.stack([marked(picture.patches_of(thing)) for thing in (0, 1)]),
            "top_id": top_N5, "top_chance": np.take_along_axis(chance_3NV[0], top_N5, -1), "pattern": pattern,
            "cut": np.stack([[marked(each[way]) for each in cut_2N] for way in (0, 1)]),
            "cut_pattern": cut_pattern, "said": said_3N, "chance": chance_3NV.max(-1),
        }  # fmt: skip
        facts = {
            "says": says, "wanted": two.words(), "right": says == two.words(), "about": about,
            "top": [[captioner.says[number] for number in each] for each in top_N5],
            "words": [[captioner.says[number] for number in way] for way in said_3N],
            "side": SIDE, "patch": PATCH, "patches": PATCHES,
        }  # fmt: skip
        return arrays, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return caption_again(model, asked.picture)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"side": 24, "patch": 4, "patches": 36}


def about_words(says: list[str], count: int) -> list[int | None]:
    """Return which thing each word is about, of a caption that the grammar has; the end, as other words, is of both."""
    two = parse_picture(" ".join(says))
    named = two.named() if two else []
    return [*named, *[None] * (count - len(named))]


def cut_patches(picture: Picture, thing: int | None, drawn_by: str) -> tuple[list[int], list[int]]:
    """Return the patches of a thing, or of both, and as many others as there are, drawn from a seed."""
    things = (0, 1) if thing is None else (thing,)
    own = sorted({int(patch) for each in things for patch in picture.patches_of(each)})
    rest = [patch for patch in range(PATCHES) if patch not in own]
    return own, sorted(Random(drawn_by).sample(rest, min(len(own), len(rest))))


def marked(patches: np.ndarray | list[int]) -> np.ndarray:
    """Return 1 for these patches, 0 for all others, ``[S]``."""
    found = np.zeros(PATCHES, dtype=int)
    found[np.asarray(patches, dtype=int)] = 1
    return found


def _cut(
    captioner: Captioner, picture: Picture, row: list[int], cut_2N: list[tuple[list[int], list[int]]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all words' probabilities with nothing cut and cut in two ways ``[3, N, V]``, and weights uncut, and cut.

    Of a run with a cut only the place that is cut is kept.
    """
    said, count = [0, *row[:-1]], len(row)
    cuts: list[EdgeCut | None] = [None] * count
    cuts += [(n, cut_2N[n][way]) for way in (0, 1) for n in range(count)]
    found = captioner.run_pictures(
        [picture.dots] * len(cuts), [said] * len(cuts), ["logits", "cross_pattern"], cuts
    )  # fmt: skip
    logits_3NNV = np.stack([each["logits"] for each in found]).reshape(3, count, count, -1)
    chance_3NV = softmax(logits_3NNV[:, np.arange(count), np.arange(count)])
    places = [found[way * count + n]["cross_pattern"][:, :, n] for way in (1, 2) for n in range(count)]
    cut_2LHNS = np.stack(np.split(np.stack(places, axis=2), 2, axis=2))
    return chance_3NV, found[0]["cross_pattern"], cut_2LHNS
