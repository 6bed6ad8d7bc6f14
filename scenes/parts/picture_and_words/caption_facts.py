"""One picture, what is said of it, and what was counted, as the beats of picture and words show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.own_models import is_own
from attention_scenes.model.probes.captioning.caption_scores import CaptionScoresProbe
from attention_scenes.model.probes.captioning.captioned import OneCaptionProbe
from attention_scenes.model.probes.captioning.draw_picture import PATCH
from attention_scenes.model.probes.captioning.drawn_pictures import unseen_names
from attention_scenes.model.probes.captioning.held_out_pictures import spelt
from attention_scenes.model.probes.captioning.new_things import NewThingsProbe
from attention_scenes.model.probes.captioning.picture_parser import parse_picture, read_picture
from attention_scenes.model.probes.captioning.severed_captions import SeveredCaptionsProbe
from attention_scenes.model.probes.captioning.world import NEW_SHAPES, Thing, TwoThings
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.parts.shared.reading_sums import sum_of

OURS = "ours:captioner"
SHOWN, SEEDS = "captioner", ("seed1", "seed2")  # what is shown; the same from other starts, which are counted
MODELS = {SHOWN: OURS} | {seed: f"{OURS}/{seed}" for seed in SEEDS}
NOTHING, OWN, OTHERS = range(3)  # what is cut: rows of the probes' arrays
PICTURE, NEW = "captioned", "outside"  # names of the two pictures that are asked of
HELD_OUT, UNSEEN = "caption_scores", "unseen_scores"  # counts on new pairs of known things, and on things never seen
SEVERED = "severed_captions"  # counts with patches cut
FULL = 255.0  # the largest number of a dot


def needs_of(picture: str, seed: int, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: two pictures and all counts of the model shown, right captions of the others."""
    two = read_picture(picture)
    shown = (
        OneCaptionProbe(spelt(two, seed)), OneCaptionProbe(spelt(with_new(two), seed), name=NEW), NewThingsProbe(),
        SeveredCaptionsProbe(),
    )  # fmt: skip
    scores = CaptionScoresProbe(), CaptionScoresProbe(unseen_names(), name=UNSEEN)
    return ClipNeeds({key: Needs(model=place, probes=(*scores, *(shown if key == SHOWN else ())))
                      for key, place in places.items()})  # fmt: skip


def with_new(two: TwoThings) -> TwoThings:
    """Return the same with a first thing whose shape has no word."""
    return TwoThings(Thing(two.first.color, NEW_SHAPES[0]), two.relation, two.second)


@dataclass(frozen=True)
class OneCaption:
    """What was said of one picture.

    Attributes
    ----------
    bundle
        Of the model that said it.
    name
        Of the probe.
    part
        Empty, or that of a probe of many pictures: then its arrays are called ``PART_…``, and so are its facts.
    """

    bundle: Bundle
    name: str
    part: str = ""

    @property
    def facts(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.bundle.meta["probes"][self.name]
        return found[self.part] if self.part else found

    @property
    def says(self) -> list[str]:
        return list(self.facts["says"])

    @property
    def wanted(self) -> list[str]:
        return list(self.facts["wanted"])

    def probe(self, array: str, *index: int) -> Reading:
        return self.bundle.probe(f"{self.name}.{self.part}{'_' if self.part else ''}{array}", *index)

    @cached_property
    def faces(self) -> PatchFaces:
        return PatchFaces(self.probe("pixels"), PATCH, FULL)

    @cached_property
    def weights(self) -> Reading:
        """What each word's place reads of each patch, ``[N, S]``, in the mean of the last layer's heads."""
        return self.mean_of_heads(self.probe("pattern"))

    def mean_of_heads(self, pattern: Reading) -> Reading:
        """Return the mean of the last layer's heads, of a pattern ``[L, H, N, S]``."""
        return sum_of(pattern[int(self.bundle.meta["n_layers"]) - 1]) / self.bundle.count("n_heads")

    def chance(self, row: int) -> Reading:
        """Return the probability of the word that a place says."""
        return self.probe("chance", row) if self.part else self.probe("top_chance", row, 0)

    @property
    def is_right(self) -> bool:
        """Whether it is the right caption, word for word."""
        return bool(self.facts["right"])

    @property
    def wrong(self) -> list[int]:
        """The places that say another word than the right one; none where a caption only ends too early or too late."""
        pairs = zip(self.says, self.wanted, strict=False)
        return [n for n, (said, right) in enumerate(pairs) if said != right]


@dataclass(frozen=True)
class CaptionFacts:
    """What a clip shows of all models.

    Attributes
    ----------
    bundles
        By key.
    row
        The place that is cut from patches: where the right caption has the asked word, whatever is said there.
    """

    bundles: Mapping[str, Bundle]
    row: int

    @classmethod
    def of(cls, bundles: Mapping[str, Bundle], word: str) -> CaptionFacts:
        own = bundles[SHOWN].meta["probes"][PICTURE]
        wanted = own["wanted"].index(word) if word in own["wanted"] else 1
        return cls(bundles, min(wanted, len(own["says"]) - 1))

    @property
    def bundle(self) -> Bundle:
        return self.bundles[SHOWN]

    @cached_property
    def own(self) -> OneCaption:
        return OneCaption(self.bundle, PICTURE)

    @cached_property
    def new(self) -> OneCaption:
        return OneCaption(self.bundle, NEW)

    # -- the word that is cut ---------------------------------------------------------------------------

    @property
    def word(self) -> str:
        return self.own.says[self.row]

    @property
    def thing(self) -> str:
        """The shape that the word is about; empty for a word about both things."""
        about = self.own.facts["about"][self.row]
        return "" if about is None else str(self.own.wanted[(2, -1)[about]])

    def when_cut(self, way: int) -> str:
        """Return what is said at the word's place with nothing cut, its own patches, others."""
        return str(self.own.facts["words"][way][self.row])

    def cut(self, way: int) -> Reading:
        """Return which patches a way cuts, ``[S]``."""
        return self.own.probe("cut", way - 1, self.row)

    def weights_when_cut(self, way: int) -> Reading:
        """Return what each word's place reads once it is cut from patches, ``[N, S]``, as ``OneCaption.weights``."""
        return self.own.mean_of_heads(self.own.probe("cut_pattern", way - 1))

    @property
    def are_as_many(self) -> bool:
        """Whether as many other patches can be cut as its own."""
        return float(self.cut(OWN).sum()) == float(self.cut(OTHERS).sum())

    @property
    def is_ours(self) -> bool:
        """Whether the shown model is a captioner of ours: what training showed another is not known."""
        return is_own(self.bundle.meta["needs"]["model"])

    @property
    def are_ours(self) -> bool:
        """Whether all models are captioners of ours."""
        return all(is_own(bundle.meta["needs"]["model"]) for bundle in self.bundles.values())

    @property
    def three_runs(self) -> bool:
        """Whether the models are the three runs of ours, each at its last step."""
        return all(bundle.meta["needs"]["model"] == MODELS[key] for key, bundle in self.bundles.items())

    @property
    def how_many(self) -> Reading:
        """How many patches are cut."""
        return self.cut(OWN).sum()

    @property
    def share(self) -> Reading:
        """What the patches of its own thing get of the weight."""
        weights = self.own.weights[self.row]
        return sum_of([weights[int(n)] for n in np.flatnonzero(self.cut(OWN).value)])

    @property
    def even(self) -> Reading:
        """What they would get if all patches had the same weight."""
        return self.how_many / self.bundle.count(f"{PICTURE}.patches")

    # -- counts -----------------------------------------------------------------------------------------

    def right(self, way: int, kind: int) -> Reading:
        """Return how many held-out colours (0) or shapes (1) are right in a way of cutting."""
        return self.bundle.probe(f"{SEVERED}.right", way, kind)

    def exact(self, key: str, which: str) -> Reading:
        """Return how many captions a run has right, of new pairs of known things or of things never seen."""
        return self.bundles[key].probe(f"{which}.exact", 0)

    @property
    def worst(self) -> OneCaption:
        """Of the pictures with things never seen, that which is captioned worst."""
        return OneCaption(self.bundle, UNSEEN, "worst")

    @property
    def is_new_pair(self) -> bool:
        """Whether the training of our captioners shows the picture's two things, and never together."""
        two = parse_picture(" ".join(self.own.wanted))
        return two is not None and two.is_held_out

    @property
    def unseen(self) -> str:
        """The first thing of the picture that training is known never to show, as “red disc”; empty for none."""
        two = parse_picture(" ".join(self.own.wanted)) if self.is_ours else None
        return next((f"{each.color} {each.shape}" for each in two.things if each.is_unseen), "") if two else ""
