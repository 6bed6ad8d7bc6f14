"""What hangs on a thing's patches: right colours and shapes with a place's edges to them cut, and to as many others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal, NamedTuple

import numpy as np

from attention_scenes.model.probes.captioning.captioned import cut_patches
from attention_scenes.model.probes.captioning.captioning import captioner_again, captioner_of
from attention_scenes.model.probes.captioning.drawn_pictures import drawn, held_out_names
from attention_scenes.model.probes.captioning.pictures_again import drawn_others_again, picture_again, wanted_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.translation.translating import EdgeCut

KINDS = ("color", "shape")


@dataclass(frozen=True)
class SeveredCaptionsProbe(Probe):
    """Cut the place of each colour and shape from patches, where the right words stand before.

    Empty means 300 pictures of known things that training never shows together.

    ``right``
        ``[3, 2]``: colours and shapes that are the likeliest with nothing cut; with a place's edges to the patches of
        its own thing cut, in all heads; with those to as many other patches cut instead.

    Facts: the counts ``pictures`` and ``colors``, as many as there are shapes.
    """

    pictures: tuple[str, ...] = ()
    name: Literal["severed_captions"] = "severed_captions"

    exact: ClassVar[frozenset[str]] = frozenset({"right"})
    of_captioners: ClassVar[bool] = True

    def filled(self, model: str = "") -> SeveredCaptionsProbe:
        return replace(self, pictures=self.pictures or held_out_names())

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        captioner = captioner_of(model)
        asked = [drawn(captioner, name) for name in self.pictures]
        words = [CaptionWord(n, at, KINDS.index(kind)) for n, each in enumerate(asked)
                 for at, kind in enumerate(each.two.kinds()) if kind in KINDS]  # fmt: skip
        cuts = [cut_patches(asked[n].picture, asked[n].two.named()[at], f"{asked[n].name} {at}") for n, at, _ in words]
        dots = [asked[word.picture].picture.dots for word in words]
        said = [[0, *asked[word.picture].row[:-1]] for word in words]
        kinds_N = np.array([word.kind for word in words])
        ways: list[list[EdgeCut | None]] = [[None] * len(words)]
        ways += [[(word.at, each[way]) for word, each in zip(words, cuts, strict=True)] for way in (0, 1)]
        right = []
        for way, edges in enumerate(ways):
            progress("cutting patches", way / len(ways))
            traces = captioner.run_pictures(dots, said, ["logits"], edges)
            is_right_N = np.array([trace["logits"][word.at].argmax() == asked[word.picture].row[word.at]
                                   for trace, word in zip(traces, words, strict=True)])  # fmt: skip
            right.append([is_right_N[kinds_N == kind].sum() for kind in range(len(KINDS))])
        return {"right": np.array(right)}, {"pictures": len(asked), "colors": int((kinds_N == 0).sum())}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same, place by place of the right captions, on pictures that are drawn again."""
        captioner, right = captioner_again(model), np.zeros((3, 2), dtype=int)
        wanted = [wanted_again(captioner, each) for each in asked.pictures]
        things = [picture_again(each) for each in asked.pictures]
        places = [(n, 1 + kind if thing == 0 else len(row) - 3 + kind, thing, kind)
                  for n, row in enumerate(wanted) for thing in (0, 1) for kind in (0, 1)]  # fmt: skip
        for way in range(3):
            edges = []
            for n, at, thing, _ in places:
                own = things[n][1][thing]
                patches = own if way < 2 else drawn_others_again(own, f"{asked.pictures[n]} {at}")
                edges.append((at, np.flatnonzero(patches).tolist()) if way else None)
            traces = captioner.run_pictures([things[n][0] for n, *_ in places],
                                            [[0] + wanted[n][:-1] for n, *_ in places], ["logits"], edges)  # fmt: skip
            for (n, at, _, kind), trace in zip(places, traces, strict=True):
                right[way, kind] += int(np.argmax(trace["logits"][at])) == wanted[n][at]
        return {"right": right}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"pictures": len(asked.pictures), "colors": 2 * len(asked.pictures)}


class CaptionWord(NamedTuple):
    """A word of a caption: of which picture, where in it, a colour (0) or a shape (1)."""

    picture: int
    at: int
    kind: int
