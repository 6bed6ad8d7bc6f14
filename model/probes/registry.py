"""Probe registry: every probe by its kind, one from each file of this room that defines one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.sentences import with_tuples


@cache
def probe_classes() -> dict[str, type[Probe]]:
    """Return the class of each kind of probe."""
    package, room = __name__.rpartition(".")[0], Path(__file__).parent
    paths = [path.relative_to(room).with_suffix("") for path in sorted(room.rglob("[!_]*.py"))]
    files = [import_module(".".join([package, *path.parts])) for path in paths]
    found = [value for file in files for value in vars(file).values() if _is_probe(value, file.__name__)]
    return {kind_of(vars(probe)): probe for probe in found}


def kind_of(probe: Mapping[str, Any]) -> str:
    """Return the kind of a probe as a sidecar states it: its ``kind``, or its name where it is the only one."""
    return probe["kind"] if "kind" in probe else probe["name"]


def is_timed(source: str, probes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a source such as ``probe:speed.seconds`` names seconds by a clock."""
    name, _, array = source.removeprefix("probe:").partition(".")
    return source.startswith("probe:") and array in probe_classes()[kind_of(probes[name])].timed


def probe_from_json(data: Mapping[str, Any]) -> Probe:
    """Return a probe from what ``dataclasses.asdict`` made of it, after a way through JSON."""
    return probe_classes()[kind_of(data)](**with_tuples(data))


def head_rankings() -> dict[str, tuple[Probe, str]]:
    """Return each ``best:…`` that a head can be chosen by: a probe, and which of its arrays the head is largest in."""
    return {
        f"best:{name}": (probe(), array) for probe in probe_classes().values() for name, array in probe.rankings.items()
    }


def _is_probe(value: Any, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, Probe) and value.__module__ == module != Probe.__module__
