"""Pictures with a colour or a shape that a captioner has no word for: what it says there, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.numbers.odds_again import odds_again
from attention_scenes.model.numbers.softmax import softmax
from attention_scenes.model.probes.captioning.captioning import captioner_again, captioner_of
from attention_scenes.model.probes.captioning.draw_picture import draw_picture
from attention_scenes.model.probes.captioning.drawn_pictures import new_names
from attention_scenes.model.probes.captioning.held_out_pictures import picture_of
from attention_scenes.model.probes.captioning.pictures_again import picture_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

SURE = 0.9


@dataclass(frozen=True)
class NewThingsProbe(Probe):
    """Look at pictures with one new thing, where the words before its new word are the right ones. Empty means 100.

    ``said``, ``chance``
        ``[P]``: the likeliest word in the place of the one that there is none for, and its probability.
    ``sure``
        ``[1]``: pictures in which it is 0.9 or more.

    Fact: the count ``pictures``.
    """

    pictures: tuple[str, ...] = ()
    name: Literal["new_things"] = "new_things"

    exact: ClassVar[frozenset[str]] = frozenset({"said", "sure"})
    of_captioners: ClassVar[bool] = True

    def filled(self, model: str = "") -> NewThingsProbe:
        return replace(self, pictures=self.pictures or new_names())

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        captioner = captioner_of(model)
        asked = [picture_of(name) for name in self.pictures]
        rows = []
        for two, _ in asked:
            known = [word in captioner.says for word in two.words()]
            rows.append([0, *map(captioner.says.index, two.words()[: known.index(False)])])
        progress("looking at new things", None)
        traces = captioner.run_pictures([draw_picture(*each).dots for each in asked], rows, ["logits"])
        chances = np.stack([softmax(trace["logits"][-1]) for trace in traces])
        arrays = {"said": chances.argmax(-1), "chance": chances.max(-1)}
        return arrays | {"sure": np.array([(arrays["chance"] >= SURE).sum()])}, {"pictures": len(asked)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        captioner, said, chance = captioner_again(model), [], []
        for name in asked.pictures:
            row = [0]
            for word in name.partition(" #")[0].split():
                if word not in captioner.says:
                    break
                row.append(captioner.says.index(word))
            [trace] = captioner.run_pictures([picture_again(name)[0]], [row], ["logits"])
            odds = odds_again(trace["logits"][-1])
            said.append(int(odds.argmax()))
            chance.append(float(odds.max()))
        return {"said": np.array(said), "chance": np.array(chance),
                "sure": np.array([sum(each >= 0.9 for each in chance)])}  # fmt: skip

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"pictures": len(asked.pictures)}
