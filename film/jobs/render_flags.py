"""Flags of a render, typed, from the command line, the studio or a notebook."""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class RenderFlags:
    """Flags of a render, as text where a person types text; :func:`film.jobs.picture_options.clip_options` checks them.

    Attributes
    ----------
    quality, resolution, fps
        ``-q``, ``-r`` and ``--fps``.
    container, transparent, save_last_frame
        ``--format``, ``-t`` and ``-s``.
    at, beat, loop
        Which part of the scene.
    out, preview
        The folder for the files, and whether they are opened when they are done.
    settings, file, model, theme, captions
        ``--set``, ``--params``, ``--model`` (each as typed), ``--theme`` and ``--captions``.
    device, encoder, jobs, chunks, force
        How the clip is made.
    on
        Where: None is this process or its children, else see :func:`film.cluster.places.parse_place`.
    """

    quality: str | None = None
    resolution: str | None = None
    fps: str | None = None
    container: str | None = None
    transparent: bool = False
    save_last_frame: bool = False
    at: str | None = None
    beat: str | None = None
    loop: bool = False
    out: str = "clips"
    preview: bool = False
    settings: tuple[str, ...] = ()
    file: str | None = None
    model: tuple[str, ...] = ()
    theme: str | None = None
    captions: str | None = None
    device: str = "auto"
    encoder: tuple[str, ...] = ()
    jobs: str | None = None
    chunks: str | None = None
    force: bool = False
    on: str | None = None
