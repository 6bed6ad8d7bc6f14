"""Check a film: its bytes, that its clips are those it names, and the frames of each clip in the film."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from attention_scenes.film.clip.sidecar_schema import FilmClip, FilmSidecar
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.verify.aspects import Aspect, Verdict, bytes_of
from attention_scenes.film.verify.claims import ClipClaims, read_claims
from attention_scenes.film.verify.clip_check import Checker, check_clip
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.problems import Problem


def check_film(path: Path, sidecar: FilmSidecar, checker: Checker) -> list[Verdict]:
    """Check a film and every clip in it; the clips' sidecars must be there, their own files need not."""
    film = path.with_name(sidecar.film.file)
    bytes_ = bytes_of(film, sidecar.film)
    verdicts, problems = [], list(_order(sidecar))
    for clip in sidecar.clips:
        place = path.with_name(clip.sidecar)
        found = _sidecar(place, clip)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        begins = round(clip.start * float(exact_rate(sidecar.film.fps)))
        verdicts.append(check_clip(place, found, checker, (film, begins)))
    clips = Aspect("clips", f"{len(sidecar.clips)} clips, as their sidecars name them", problems)
    beyond = "title cards, subtitles and chapter marks are not checked"
    return [Verdict(path, [bytes_, clips], beyond=beyond), *verdicts]


def _sidecar(path: Path, clip: FilmClip) -> ClipClaims | Problem:
    """Return the sidecar of a clip in a film, where it is the one that the film names."""
    try:
        found = read_claims(path)
    except UserError as error:
        return Problem("clips.sidecar", str(error))
    if hashlib.sha256(path.read_bytes()).hexdigest() != clip.sidecar_sha256:
        return Problem("clips.sidecar", f"{path.name} is not the one that the film was made with")
    if not isinstance(found, ClipClaims) or (
        (found.sidecar.clip.sha256, found.sidecar.clip.file) != (clip.sha256, clip.file)
    ):
        return Problem("clips.clip", f"{path.name} is not about the {clip.file} that is in the film")
    return found


def _order(sidecar: FilmSidecar) -> Iterator[Problem]:
    """Yield the faults of the clips' times: each has its own length and begins after the one before."""
    rate, ended = float(exact_rate(sidecar.film.fps)), 0.0
    for clip in sidecar.clips:
        if clip.start < ended or abs((clip.end - clip.start) * rate - clip.frames) > 0.5:
            yield Problem("clips.times", f"{clip.file} cannot stand from {clip.start} to {clip.end} s")
        ended = clip.end
    if not sidecar.clips or ended > sidecar.film.frames / rate + 1e-3:
        yield Problem("clips.times", f"the film has {sidecar.film.frames} frames, its clips end at {ended} s")
