"""Check that what stands in a folder is whole: pictures open, videos decode, sidecars are of the files beside them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from PIL import Image

from attention_scenes.film.system.files import fingerprint

VIDEOS = {".mp4", ".mov", ".webm", ".gif"}
ENDS = {".svg": b"</svg>", ".html": b"</html>", ".pdf": b"%%EOF"}
LINES = {".vtt", ".srt", ".txt", ".csv"}


def faults(folder: Path) -> list[str]:
    """Return what is not whole among the files that are not hidden."""
    found = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            try:
                _check(path)
            except Exception as error:
                found.append(f"{path.relative_to(folder)}: {type(error).__name__}: {error}"[:300])
    return found


def hidden(folder: Path) -> list[str]:
    """Return the unfinished files that lie in a folder."""
    return [str(path) for path in sorted(folder.rglob(".*"))]


def contents(folder: Path) -> dict[str, str]:
    """Return what each file holds, by name; of a video what is seen, and of a sidecar all but its clip's bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): _content(path) for path in files}


def _check(path: Path) -> None:
    if path.suffix in VIDEOS:
        assert sum(1 for _ in _frames(path)), "no frame"
    elif path.suffix == ".png":
        with Image.open(path) as picture:
            picture.load()
    elif path.suffix == ".json":
        document = json.loads(path.read_bytes())
        if about := document.get("clip") or document.get("film"):
            stated = {"bytes": about["bytes"], "sha256": about["sha256"]}
            assert fingerprint(path.with_name(about["file"])) == stated, "of another clip"
    elif path.suffix in LINES:
        text = path.read_bytes()
        assert text.endswith(b"\n") or (not text and path.suffix == ".srt"), "cut off"
    elif path.suffix in ENDS:
        assert ENDS[path.suffix] in path.read_bytes()[-200:], "cut off"


def _frames(path: Path) -> Iterator[Any]:
    with av.open(str(path)) as video:
        yield from video.decode(video=0)


def _content(path: Path) -> str:
    if path.suffix in VIDEOS:
        digest = hashlib.sha256()
        for frame in _frames(path):
            digest.update(frame.to_ndarray(format="rgb24").tobytes())
        return digest.hexdigest()
    if path.suffix == ".json":
        document = json.loads(path.read_bytes())
        for part in ("clip", "film"):
            for key in ("bytes", "sha256"):
                document.get(part, {}).pop(key, None)
        for clip in document.get("clips", []):
            clip.pop("sha256", None), clip.pop("sidecar_sha256", None)
        return json.dumps(document, sort_keys=True)
    if path.suffix == ".pptx":  # its time is in it
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if "core" not in part.filename]
        return json.dumps(sorted((part.filename, part.CRC) for part in parts))
    if ".report." in path.name:  # a clip that stands from the run before is called so
        return path.read_text(encoding="utf-8").replace("up to date", "done")
    return hashlib.sha256(path.read_bytes()).hexdigest()
