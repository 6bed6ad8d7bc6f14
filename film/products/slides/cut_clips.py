"""Cut the clips of a deck into their steps, with pictures of these for paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.jobs.requests import LoadTheme, RenderRequest
from attention_scenes.film.products.slides.steps import Step, steps_of
from attention_scenes.film.system.console import OnProgress


@dataclass(frozen=True)
class Cut:
    """Clip cut into steps: the steps, each with its video, and what its sidecar says of clip and parameters."""

    steps: list[Step]
    pieces: list[Path]
    clip: ClipFacts
    background: str
    params: dict[str, Any]


def cut_clips(
    programme: list[Place], folder: Path, scratch: Path, load_theme: LoadTheme, on_progress: OnProgress
) -> list[Cut]:
    """Cut each clip of the programme into its steps."""
    from attention_scenes.film.products.slides.cutting import cut

    cuts = []
    for number, place in enumerate(programme):
        on_progress(f"cutting {place.scene}", number / len(programme))
        sidecar = ClipSidecar.read(folder / f"{place.scene}.json")
        clip, steps = sidecar.clip, steps_of(place, sidecar)
        pieces = cut(folder / clip.file, [step.end for step in steps], exact_rate(clip.fps), scratch)
        background, _ = load_theme(sidecar.params["palette"])
        cuts.append(Cut(steps, pieces, clip, background.to_hex(), sidecar.params))
    return cuts


def pictures_on_white(
    cut: Cut, requests: dict[str, RenderRequest], scratch: Path, load_theme: LoadTheme, on_progress: OnProgress
) -> list[Path]:
    """Draw the pictures of a clip's steps for paper; none where no paper is wanted."""
    scene = cut.steps[0].place.scene
    if scene not in requests:
        return []
    from attention_scenes.film.products.slides.white_stills import write_pictures
    from attention_scenes.model.answers.store import ensure

    on_progress(f"drawing {scene} on white", None)
    request = requests[scene]
    bundle = ensure(request.needs, lambda message, part: on_progress(message, part))
    return write_pictures(request, bundle, cut.steps, cut.clip, scratch, load_theme)
