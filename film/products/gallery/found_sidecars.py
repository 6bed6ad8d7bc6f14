"""Read the sidecars in a folder, which may hold other JSON files, too."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmSidecar, parse_sidecar
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.console import note
from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.system.input_files import read_json
from attention_scenes.model.errors import UserError


def read(path: Path) -> ClipSidecar | FilmSidecar | None:
    """Read a sidecar; None, with a note on stderr, where it is none or its clip is missing."""
    try:
        sidecar = parse_sidecar(read_json(path, "The sidecar"))
    except ValidationError:
        note(f"{path} is no clip's sidecar: passed over.")
        return None
    except UserError as error:
        note(f"{path} is no clip's sidecar: passed over. {error}")
        return None
    facts = sidecar.clip if isinstance(sidecar, ClipSidecar) else sidecar.film
    file = facts.file
    if not path.with_name(file).exists():
        note(f"{path} tells of {file}, which is not there: passed over.")
        return None
    if beside(path.with_name(file), "json") != path:
        note(f"{path} tells of {file}, whose sidecar has another name: passed over.")
        return None
    if fingerprint(path.with_name(file)) != {"bytes": facts.bytes, "sha256": facts.sha256}:
        note(f"{path} tells of another {file} than the one that is there: passed over. Render it again.")
        return None
    return sidecar
