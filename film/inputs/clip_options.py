"""Options of a clip: size, frame rate, format and file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from attention_scenes.film.encode.formats import FORMATS


@dataclass(frozen=True)
class ClipOptions:
    """Options of one clip: what to write, and where.

    Attributes
    ----------
    out, name
        Folder and the scene's name, with which the file's begins; see :attr:`stem`.
    width, height, fps
        Pixels, and frames a second.
    format
        A name of :mod:`film.encode.formats`: ``mp4``, ``png`` (a folder of frames, or a still), ``svg`` (a still).
    transparent
        Whether the background is left out.
    still
        Whether only the last frame is drawn: as PNG, or as SVG or PDF where that is the format.
    at
        Seconds from the start of the clip: a still of that moment in place of the last frame.
    beats
        Slugs of the beats that are drawn, see :func:`film.inputs.naming.slug`; all where there are none. A still is of
        the end of the last one of them.
    loop
        Whether the end dissolves into the first frame, so that the clip can be played round and round.
    device
        ``auto``, ``gpu`` or ``cpu``.
    encoder
        Options over the codec's defaults; see :func:`film.encode.formats.target`.
    threads
        Of the encoder, where ``encoder`` does not say; 0 lets it choose. It changes the file, but not what is seen.
    force
        Whether to render what is up to date, too.
    scene
        The scene's name in the catalog, where its file is called otherwise: the sidecar's title is made of it.
    """

    out: Path
    name: str
    width: int = 1280
    height: int = 720
    fps: float = 30.0
    format: str = "mp4"
    transparent: bool = False
    still: bool = False
    at: float | None = None
    beats: tuple[str, ...] = ()
    loop: bool = False
    device: str = "auto"
    encoder: dict[str, str] = field(default_factory=dict)
    threads: int = 0
    force: bool = False
    scene: str = ""

    @property
    def can_be_cut(self) -> bool:
        """Whether the clip can be joined of chunks: a video of a whole scene that just ends."""
        row = FORMATS.get(self.format)
        return row is not None and row.is_video and not (self.still or self.beats or self.loop)

    def frames_in(self, scene_class: type) -> int:
        """Return about how many frames are drawn of a scene; 0 where there is no estimate."""
        if self.beats:
            return 0
        return 1 if self.still else round(getattr(scene_class, "seconds", 0.0) * self.fps)

    @property
    def chunk_folder(self) -> Path:
        """Folder of the clip's chunks, hidden beside it."""
        return self.out / f".{self.stem}.chunks"

    @property
    def stem(self) -> str:
        """File name without its suffix: ``mole``, ``mole-12.5s``, ``mole-softmax-loop``."""
        moment = [] if self.at is None else [f"{self.at:.10g}s"]
        return "-".join([self.name, *moment, *self.beats, *["loop"] * self.loop])
