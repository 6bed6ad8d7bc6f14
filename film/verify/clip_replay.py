"""Replay a clip with the settings of its sidecar, and build the sidecar it would have now."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.chapters import CHAPTERS, title_of
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip import companions
from attention_scenes.film.clip import sidecar as sidecars
from attention_scenes.film.clip.made_from import made_from_digest
from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.encode.formats import Target, target
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.models import Models
from attention_scenes.film.playback.play_scene import Drawn
from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.verify.claims import ClipClaims
from attention_scenes.film.verify.comparison import by_lot
from attention_scenes.film.verify.replay import OnDrawn, replay
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL


class ClipReplay:
    """Replay of a clip: its scene, ready to be played with the settings of the sidecar."""

    def __init__(self, claims: ClipClaims, scene: SceneFile, scene_class: Any) -> None:
        from attention_scenes.model.answers.store import ensure

        self.claims, self.scene_class = claims, scene_class
        self.params = scene_class.Params.model_validate(claims.sidecar.params)
        found = ensure(scene_class.needs(self.params, _models(scene_class, claims)))
        self.bundle = found.with_times(_times(claims))
        scene_class.check(self.params, self.bundle)
        self.options = _options(claims.sidecar.clip, name_of_clip(scene, claims.sidecar.title))
        self.target = _target(claims)

    def play(self, on_drawn: OnDrawn) -> Drawn:
        """Play the scene; ``on_drawn`` gets the drawn frames, see :func:`replay`."""
        clip = self.claims.sidecar.clip
        wanted = by_lot(clip.sha256, clip.frames)
        return replay(self.scene_class, self.params, self.bundle, self.options, wanted, on_drawn)

    def sidecar(self, drawn: Drawn, clip: Path) -> dict[str, Any]:
        """Return the sidecar that the clip would have if it were made now, with the same bytes."""
        stated = self.claims.sidecar.clip
        found: dict[str, Any] = fingerprint(clip) if clip.exists() else {"bytes": stated.bytes, "sha256": stated.sha256}
        facts = sidecars.describe(clip.name, self.options, self.target, drawn.frames, found)
        made_from = made_from_digest(self.scene_class, self.params, self.bundle, self.options, self.target)
        sidecar = sidecars.build_sidecar(
            self.scene_class, self.bundle, self.options, drawn, facts, self.target, made_from
        )
        poster = [] if drawn.poster.pixels is None else [companions.POSTER]
        listed = [*companions.texts(sidecar), *poster]
        return json.loads(companions.with_companions(sidecar, clip, listed).to_json())


def name_of_clip(scene: SceneFile, title: str) -> str:
    """Return the name that the clip was made under: a scene that is in each chapter has one for each."""
    names = [scene.for_chapter(n).name for n in range(1, len(CHAPTERS) + 1)] if scene.in_each_chapter else []
    return next((name for name in names if title_of(name) == title), scene.name)


def _models(scene_class: Any, claims: ClipClaims) -> Models:
    """Return the scene's models as the sidecar names them; UserError where the scene asks for others."""
    own, stated = scene_class.models, claims.sidecar.models
    if not own and not stated:
        return claims.sidecar.model.name if claims.sidecar.model else DEFAULT_MODEL
    if not own or not stated or stated.keys() - {*own, *scene_class.more_models}:
        asked, said = (", ".join(models) or "one model" for models in (own, stated))
        raise UserError(f"the scene asks for {asked}, the sidecar has {said}")
    return {**own, **{key: part.model.name for key, part in stated.items() if part.model}}


def _times(claims: ClipClaims) -> dict[str, float]:
    """Return the seconds that were taken when the clip was made, by their sources."""
    parts = claims.sidecar.models or {"": claims.sidecar}
    return {f"{key}/{source}".lstrip("/"): each for key, part in parts.items() for source, each in part.times.items()}


def _options(clip: ClipFacts, name: str) -> ClipOptions:
    return ClipOptions(
        Path(), name, clip.width, clip.height, clip.fps, clip.format, clip.transparent, clip.still, clip.at,
        tuple(clip.beats), clip.loop,
    )  # fmt: skip


def _target(claims: ClipClaims) -> Target:
    clip, encoder = claims.sidecar.clip, claims.encoder
    usual = target(clip.format, clip.transparent, {})
    return replace(usual, codec=encoder.codec, pixel_format=encoder.pixels, options=encoder.options)
