"""Pictures by their digests: held-out digits, and those that were read from files and are kept in the cache."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from PIL import Image

from attention_scenes.model.atomic_files import replacing
from attention_scenes.model.errors import UserError
from attention_scenes.model.files import cache_root
from attention_scenes.model.pictures.held_out import held_out, numbers_by_digest
from attention_scenes.model.pictures.picture import Picture

DIGEST = re.compile(r"[0-9a-f]{64}")
FOLDER = "pictures"


def keep(picture: Picture) -> str:
    """Keep a picture in the cache and return its digest, by which :func:`kept_picture` finds it again."""
    path = place_of(digest := picture.digest)
    if not path.is_file():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as part:
                Image.fromarray(picture.pixels).save(part, format="PNG")
        except OSError as error:
            raise UserError(
                f"Cannot keep the picture in {path.parent}: {error.strerror or error}. Set ATTENTION_CACHE to a folder "
                "that can be written."
            ) from None
    return digest


def kept_picture(digest: str) -> Picture:
    """Return the picture of a digest; a UserError where it is not here, or not what it was."""
    if (number := numbers_by_digest().get(digest)) is not None:
        return held_out().picture(number)
    if not DIGEST.fullmatch(digest):
        raise UserError(f"{digest[:80]!r} is no digest of a picture.")
    try:
        with Image.open(place_of(digest), formats=("PNG",)) as image:
            picture = Picture(np.array(image.convert("RGB")))
    except FileNotFoundError:
        raise UserError(
            f"The picture {digest[:12]}… is not on this machine: give its file once, as "
            "`python render.py poster vision --set picture=FILE`, which keeps it."
        ) from None
    except (OSError, ValueError, SyntaxError):
        raise UserError(_damaged(digest)) from None
    if picture.digest != digest:
        raise UserError(_damaged(digest))
    return picture


def place_of(digest: str) -> Path:
    """Return the path at which the picture of a digest is kept."""
    return cache_root() / FOLDER / f"{digest}.png"


def _damaged(digest: str) -> str:
    return f"The picture {digest[:12]}… that was kept is damaged: remove {place_of(digest)} and give its file again."
