"""A clip's beats as the steps of a talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from film.chapters import Place
from film.encoder import exact_rate


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
    """

    place: Place
    beat: str
    caption: str
    first: int
    end: int
    seconds: tuple[float, float]
    measured: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The step in one line."""
        return self.caption or self.beat or self.place.title

    @property
    def notes(self) -> str:
        """What a speaker reads beside the step."""
        lines = [self.words, "", " · ".join(filter(None, [self.place.title, self.beat]))]
        return "\n".join([*lines, *(["", "Measured:"] if self.measured else []), *self.measured])


def steps_of(place: Place, sidecar: dict[str, Any]) -> list[Step]:
    """Return a clip's steps, which share out all of its frames.

    A step ends with its beat, where the picture has settled; what moves between two beats starts the second one.
    """
    beats = sidecar["beats"] or [{"name": "", "caption": "", "end": 0.0}]
    rate, frames = exact_rate(sidecar["clip"]["fps"]), sidecar["clip"]["frames"]
    ends = [min(round(beat["end"] * rate), frames) for beat in beats[:-1]] + [frames]
    said = tuple(f"– {_verdict(claim)}: {claim['claim']} ({claim['measured']})" for claim in sidecar["claims"])
    steps: list[Step] = []
    for beat, end in zip(beats, ends, strict=True):
        first = steps[-1].end if steps else 0
        if end > first:
            seconds = round(float(first / rate), 3), round(float(end / rate), 3)
            measured = said if end == frames else ()
            steps.append(Step(place, beat["name"], beat["caption"], first, end, seconds, measured))
    return steps


def _verdict(claim: dict[str, Any]) -> str:
    return "holds" if claim["holds"] else "does not hold"
