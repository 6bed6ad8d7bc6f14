"""What a user may call a picture: the number of a held-out digit, a file, or the digest of one that was read."""

from __future__ import annotations

from pathlib import Path

from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.held_out import held_out, numbers_by_digest
from attention_scenes.model.pictures.kept_pictures import DIGEST, keep, kept_picture
from attention_scenes.model.pictures.read_picture import read_picture


def checked_picture(named: object) -> str:
    """Return the number of a held-out digit, or the digest of a picture: a file is read, kept, and called by it.

    Raises
    ------
    ValueError
        No held-out digit has the number; a file that is no picture, or one that cannot be shown.
    """
    text, most = str(named).strip(), len(held_out().labels) - 1
    if text.isascii() and text.isdecimal() and len(text) < 10:
        if int(text) > most:
            raise ValueError(f"there is no held-out digit {int(text):,}: give 0 to {most}, or the file of a picture")
        return str(int(text))
    if not text or "\0" in text:
        raise ValueError(f"give the file of a picture, or the number of a held-out digit, 0 to {most}")
    try:
        if DIGEST.fullmatch(text):
            kept_picture(text)
            return text
        return keep(read_picture(Path(text).expanduser()))
    except (UserError, OSError, RuntimeError) as error:
        raise ValueError(str(error)) from None


def digest_of(named: str) -> str:
    """Return the digest of a picture that :func:`checked_picture` has named."""
    return held_out().picture(int(named)).digest if len(named) < 10 else named


def held_out_label(digest: str) -> int | None:
    """Return which digit a held-out picture is said to be; None for any other picture."""
    number = numbers_by_digest().get(digest)
    return None if number is None else int(held_out().labels[number])
