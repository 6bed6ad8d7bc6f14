"""A clip's beats as the steps of a talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from film.chapters import Place
from film.encoder import exact_rate
from film.wording import Wording


@dataclass(frozen=True)
class Step:
    """What plays between two keys: the frames ``first`` to ``end`` (not included) of a clip, and what to say to them.

    Attributes
    ----------
    place
        The scene in its chapter.
    beat, caption
        The beat's name and its sentence; either may be empty.
    measured
        Said with a scene's last step: what the narration claims, whether it holds here, what was measured.
    seconds
        From when to when in the clip.
    wording
        The language of its clip.
    """

    place: Place
    beat: str
    caption: str
    first: int
    end: int
    seconds: tuple[float, float]
    measured: tuple[str, ...] = ()
    wording: Wording = Wording()

    @property
    def words(self) -> str:
        """The step in one line."""
        return self.caption or self.beat or self.place.title

    @property
    def notes(self) -> str:
        """What a speaker reads beside the step."""
        words = self.wording
        lines = [self.words, "", " · ".join(filter(None, [self.place.title, self.beat]))]
        return "\n".join([*lines, *(["", words("Measured:")] if self.measured else []), *self.measured])


def steps_of(place: Place, sidecar: dict[str, Any]) -> list[Step]:
    """Return a clip's steps, which share out all of its frames.

    A step ends with its beat, where the picture has settled; what moves between two beats starts the second one.
    """
    beats = sidecar["beats"] or [{"name": "", "caption": "", "end": 0.0}]
    rate, frames = exact_rate(sidecar["clip"]["fps"]), sidecar["clip"]["frames"]
    ends = [min(round(beat["end"] * rate), frames) for beat in beats[:-1]] + [frames]
    wording = Wording.of(sidecar["params"])
    said = tuple(_verdict(claim, wording) for claim in sidecar["claims"])
    place = place.in_words(wording.plain)
    steps: list[Step] = []
    for beat, end in zip(beats, ends, strict=True):
        first = steps[-1].end if steps else 0
        if end > first:
            seconds = round(float(first / rate), 3), round(float(end / rate), 3)
            measured, name = said if end == frames else (), beat["name"] if wording.is_english else ""
            steps.append(Step(place, name, beat["caption"], first, end, seconds, measured, wording))
    return steps


def _verdict(claim: dict[str, Any], words: Wording) -> str:
    what = {"claim": claim["claim"], "measured": claim["measured"]}
    return (
        words("– holds: {claim} ({measured})", **what)
        if claim["holds"]
        else words("– does not hold: {claim} ({measured})", **what)
    )
