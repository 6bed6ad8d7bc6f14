"""Check a clip: its bytes, its numbers, and that playing the scene again gives the same captions and frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip import sidecar as sidecars
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.formats import LIVE, VECTOR
from attention_scenes.film.jobs.requests import Load
from attention_scenes.film.playback.play_scene import Drawn
from attention_scenes.film.system.console import OnProgress, short
from attention_scenes.film.verify.aspects import Aspect, Verdict, bytes_of
from attention_scenes.film.verify.claims import ClipClaims
from attention_scenes.film.verify.clip_replay import ClipReplay
from attention_scenes.film.verify.comparison import FrameComparison
from attention_scenes.film.verify.decoded_frames import Source
from attention_scenes.film.verify.replay import OnDrawn
from attention_scenes.film.verify.sidecar_entries import number_problems, other_problems
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.problems import Problem


@dataclass(frozen=True)
class Checker:
    """Checker of clips: what a check needs besides the sidecar.

    Attributes
    ----------
    catalog
        All scenes by name.
    load
        Imports a scene's class.
    recompute
        Computes the numbers of a sidecar again and returns what differs; see :func:`model.verify.check.check`.
    on_progress
        Called with the progress of the work.
    """

    catalog: dict[str, SceneFile]
    load: Load
    recompute: Callable[[dict[str, Any], OnProgress], list[Problem]]
    on_progress: OnProgress


def check_clip(path: Path, claims: ClipClaims, checker: Checker, film: tuple[Path, int] | None = None) -> Verdict:
    """Check a clip against its sidecar.

    Parameters
    ----------
    path, claims
        The sidecar's place and what it says.
    checker
        How scenes are found and numbers computed again.
    film
        The film that the clip is part of, and the frame at which it begins there: its frames are taken from it, and
        the clip's own file need not be there.

    Raises
    ------
    UserError
        If the model is missing here, or is another one.
    """
    clip = path.with_name(claims.sidecar.clip.file)
    bytes_ = Aspect("bytes", "") if film and not clip.exists() else bytes_of(clip, claims.sidecar.clip)
    numbers = Aspect(
        "numbers", f"{len(claims.sidecar.numbers):,} numbers", checker.recompute(claims.raw, checker.on_progress)
    )
    if any(problem.code.startswith("weights.") for problem in numbers.problems):
        return Verdict(path, [bytes_, numbers], "without its model the scene is not played again")
    scene = next((scene for scene in checker.catalog.values() if scene.class_name == claims.sidecar.scene), None)
    scene_class = checker.load(scene) if scene else None
    if why := _made_elsewhere(claims.sidecar, scene_class):
        left = f"{why}: captions and frames not checked, constants taken as its sidecar states them"
        return Verdict(path, [bytes_, numbers], left)
    assert scene is not None
    try:
        again = ClipReplay(claims, scene, scene_class)
        on_drawn, finish = _compared(again, clip, film)
        drawn = again.play(on_drawn)
        frames = finish(drawn)
        sidecar = again.sidecar(drawn, clip)
    except (UserError, ValidationError) as error:
        refused = Problem("params.refused", f"the scene cannot be played again: {' '.join(str(error).split())[:300]}")
        return Verdict(path, [bytes_, numbers, Aspect("settings", "", [refused])])
    numbers.problems.extend(number_problems(claims.raw.get("numbers", []), sidecar["numbers"]))
    aspects = _sorted_out(list(other_problems(claims.raw, sidecar)), sidecar)
    return Verdict(path, [bytes_, numbers, *aspects, *frames])


def _made_elsewhere(sidecar: ClipSidecar, scene_class: Any) -> str:
    """Return why the scene cannot be played again as it was; empty where it can."""
    if scene_class is None:
        return f"there is no scene {short(sidecar.scene)} here"
    if sidecar.made_by is None:
        return "made by a version that did not say which"
    if sidecar.made_by == (here := sidecars.made_by(scene_class)):
        return ""
    if sidecar.made_by.version != here.version:
        return f"made by version {short(sidecar.made_by.version)}, this is {here.version}"
    return f"made by version {here.version} with other code or other libraries"


def _compared(
    again: ClipReplay, clip: Path, film: tuple[Path, int] | None
) -> tuple[OnDrawn, Callable[[Drawn], list[Aspect]]]:
    """Return two callbacks: for each frame as it is drawn, and for the end, which returns the aspects."""
    path, offset = film or (clip, 0)
    if not path.exists():
        return lambda *_: None, lambda drawn: []
    if again.options.format in VECTOR | LIVE:
        return lambda *_: None, lambda drawn: [_same_page(path, drawn.page)]
    comparison = FrameComparison(Source(path, again.target, again.options.fps, offset))

    def finish(drawn: Drawn) -> list[Aspect]:
        if not film:
            comparison.finish(drawn.frames)
        return [Aspect("frames", f"{comparison.compared:,} of {drawn.frames:,} frames", comparison.problems)]

    return comparison.compare, finish


def _same_page(path: Path, page: bytes | None) -> Aspect:
    """Compare a file of shapes, or a page, with the one that is written when its scene is drawn again."""
    same = path.read_bytes() == page
    problems = [] if same else [Problem("frame.shapes", "drawn again, the file has other shapes")]
    return Aspect("frames", "all shapes", problems)


def _sorted_out(problems: list[Problem], sidecar: dict[str, Any]) -> list[Aspect]:
    """Return the aspects captions, claims, and settings, each with its problems."""
    found = {name: [p for p in problems if p.code.partition(".")[0] == name] for name in ("caption", "claim")}
    rest = [problem for problem in problems if problem not in [*found["caption"], *found["claim"]]]
    return [
        Aspect("captions", f"{len(sidecar['beats']):,} captions", found["caption"]),
        Aspect("claims", f"{len(sidecar['claims']):,} claims", found["claim"]),
        Aspect("settings", "parameters, head, tokens, label, beats and times", rest),
    ]
