"""Probe registry: every probe by its kind, one from each file of this folder that defines one."""

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
    package = __name__.rpartition(".")[0]
    files = [import_module(f"{package}.{path.stem}") for path in sorted(Path(__file__).parent.glob("[!_]*.py"))]
    found = [value for file in files for value in vars(file).values() if _is_probe(value, file.__name__)]
    return {kind_of(vars(probe)): probe for probe in found}


def kind_of(probe: Mapping[str, Any]) -> str:
    """Return the kind of a probe as a sidecar states it: its ``kind``, or its name where it is the only one."""
    return probe["kind"] if "kind" in probe else probe["name"]


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
