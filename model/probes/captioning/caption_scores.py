"""What a captioner can do on pictures that training never shows: captions that are right, and a failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.odds_again import odds_again
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.captioning.captioning import Captioner, captioner_again, captioner_of
from attention_scenes.model.probes.captioning.drawn_pictures import Drawn, drawn, held_out_names
from attention_scenes.model.probes.captioning.pictures_again import picture_again, wanted_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class CaptionScoresProbe(Probe):
    """Count right captions of pictures that training never shows. Empty means 300 of known things, always the same.

    In each of those are two things that training shows, but never together. Fact: the count ``pictures``.

    ``exact``
        ``[1]``: pictures whose caption is right, word for word, each word said by the model itself.

    Of the picture that is captioned worst, the first one that is wrong or else the one of the least sure word:
    ``worst_pixels`` ``[24, 24, 3]``, ``worst_chance`` ``[N]``, the probability of each word that is said of it, and
    ``worst_pattern`` ``[L, H, N, S]``, what each word's place reads of its patches.
    Facts ``worst``: its ``picture``, what it ``says``, ``wanted``, and whether that is ``right``.
    """

    pictures: tuple[str, ...] = ()
    name: str = "caption_scores"
    kind: Literal["caption_scores"] = "caption_scores"

    exact: ClassVar[frozenset[str]] = frozenset({"exact", "worst_pixels"})
    of_captioners: ClassVar[bool] = True

    def filled(self, model: str = "") -> CaptionScoresProbe:
        return replace(self, pictures=self.pictures or held_out_names())

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        captioner = captioner_of(model)
        asked = [drawn(captioner, name) for name in self.pictures]
        progress("saying what pictures show", None)
        said = captioner.caption([each.picture.dots for each in asked])
        is_exact = [row == each.row for row, each in zip(said, asked, strict=True)]
        worst, own = _worst(captioner, asked, said, is_exact)
        arrays = {"exact": np.array([sum(is_exact)]), "worst_pixels": asked[worst].picture.dots} | own
        facts = {"picture": self.pictures[worst], "says": [captioner.says[n] for n in said[worst] if n != 1],
                 "wanted": asked[worst].two.words(), "right": is_exact[worst]}  # fmt: skip
        return arrays, {"pictures": len(asked), "worst": facts}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same of pictures that are drawn again."""
        captioner = captioner_again(model)
        dots = [picture_again(each)[0] for each in asked.pictures]
        said = captioner.caption(dots)
        right = [row == wanted_again(captioner, each) for row, each in zip(said, asked.pictures, strict=True)]
        traces = captioner.run_pictures(dots, [[0] + row[:-1] for row in said], ["logits", "cross_pattern"])
        sure = [odds_again(trace["logits"]).max(axis=1) for trace in traces]
        worst = min(range(len(said)), key=lambda n: (right[n], n if not right[n] else sure[n].min()))
        return {
            "exact": np.array([right.count(True)]), "worst_pixels": dots[worst], "worst_chance": sure[worst],
            "worst_pattern": traces[worst]["cross_pattern"],
        }  # fmt: skip

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"pictures": len(asked.pictures)}


def _worst(captioner: Captioner, asked: list[Drawn], said: list[list[int]], is_exact: list[bool]) -> tuple[int, Arrays]:
    """Return the first picture whose caption is wrong, else that of the least sure word; and the arrays of it."""
    traces = captioner.run_pictures(
        [each.picture.dots for each in asked], [[0, *row[:-1]] for row in said], ["logits", "cross_pattern"]
    )
    chances = [softmax(trace["logits"]).max(-1) for trace in traces]
    worst = is_exact.index(False) if False in is_exact else int(np.argmin([each.min() for each in chances]))
    return worst, {"worst_chance": chances[worst], "worst_pattern": traces[worst]["cross_pattern"]}
