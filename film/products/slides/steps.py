"""Steps of a talk, one for each beat of a clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.sidecar_parts import Beat
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.products.slides.speaker_notes import closing, on_screen, opening, verdicts


@dataclass(frozen=True)
class Step:
    """Step of a talk, between two key presses: frames ``first`` to ``end`` (excluded) of a clip, with notes.

    Attributes
    ----------
    place
        The scene in its chapter.
    beat, caption
        The beat's name and its sentence; either may be empty.
    measured
        Said with a scene's last step: what the narration claims, whether it holds here, what was measured.
    notes
        What a speaker reads beside the step; its first line is the step in one line.
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
    notes: str = ""
    wording: Wording = Wording()

    @property
    def words(self) -> str:
        """Description of the step in one line."""
        return self.caption or self.beat or self.place.title


def steps_of(place: Place, sidecar: ClipSidecar) -> list[Step]:
    """Divide all frames of a clip into steps and return them.

    A step ends with its beat, where the picture has settled; what moves between two beats starts the second one.
    """
    beats = sidecar.beats or [Beat(name="", caption="", start=0.0, end=0.0)]
    rate, frames = exact_rate(sidecar.clip.fps), sidecar.clip.frames
    ends = [min(round(beat.end * rate), frames) for beat in beats[:-1]] + [frames]
    wording = Wording.of(sidecar.params)
    place = place.in_words(wording.plain)
    steps: list[Step] = []
    for beat, end in zip(beats, ends, strict=True):
        first = steps[-1].end if steps else 0
        if end > first:
            seconds = round(float(first / rate), 3), round(float(end / rate), 3)
            measured = verdicts(sidecar) if end == frames else ()
            name = beat.name if wording.is_english else ""
            step = Step(place, name, beat.caption, first, end, seconds, measured, wording=wording)
            steps.append(replace(step, notes=_notes(step, sidecar)))
    return steps


def _notes(step: Step, sidecar: ClipSidecar) -> str:
    lines = [
        *(opening(sidecar) if step.first == 0 else []),
        *on_screen(sidecar, *step.seconds),
        *(closing(sidecar) if step.end == sidecar.clip.frames else []),
        " · ".join(filter(None, [step.place.title, step.beat])),
    ]
    return "\n\n".join([step.words, *lines])
