"""Outcomes of a table's rows: what became of each, and which claims hold on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from attention_scenes.film.clip.sidecar_parts import Claim
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.languages import Wording, marked, of_all
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.jobs.processes import Job
from attention_scenes.film.jobs.requests import RenderRequest
from attention_scenes.film.products.batch.read_table import Table
from attention_scenes.film.system.errors import printable

DONE, UP_TO_DATE, FAILED, STOPPED = marked("done"), marked("up to date"), marked("failed"), marked("not rendered")


class Measured(NamedTuple):
    """Whether a claim holds on a row, and what was measured."""

    holds: bool
    measured: str


class ClaimOf(NamedTuple):
    """Claim of a scene."""

    scene: str
    claim: str


@dataclass(frozen=True)
class Outcome:
    """Outcome of a row: its number, its clip's name and scene, its cells, what became of it, and its claims.

    ``file`` is empty and ``message`` says why where there is no clip.
    """

    number: int
    name: str
    scene: str
    cells: dict[str, str]
    state: str
    file: str = ""
    message: str = ""
    claims: dict[ClaimOf, Measured] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """Report on a table: its columns, the outcomes of its rows, all claims as they come, and its language."""

    columns: list[str]
    outcomes: list[Outcome]
    claims: list[ClaimOf]
    words: Wording

    @property
    def scenes(self) -> list[str]:
        """The scenes of the rows, in the order they come."""
        return list(dict.fromkeys(outcome.scene for outcome in self.outcomes))

    def claims_of(self, scene: str) -> list[ClaimOf]:
        """Return the claims of a scene."""
        return [claim for claim in self.claims if claim.scene == scene]

    def columns_of(self, scene: str) -> list[str]:
        """Return the columns in which a row of a scene has a cell."""
        return [c for c in self.columns if any(c in each.cells for each in self.outcomes if each.scene == scene)]

    def on(self, claim: ClaimOf) -> list[Measured]:
        """Return what was found for a claim on all rows where it was asked."""
        return [outcome.claims[claim] for outcome in self.outcomes if claim in outcome.claims]


def outcomes(table: Table, requests: list[RenderRequest], jobs: Mapping[str, Job]) -> Report:
    """Return the report on a table whose rows were rendered; a row is named in its request as in ``jobs``."""
    found = [
        _outcome(row.number, request, {key: row.cells[key] for key in table.columns if key in row.cells}, jobs)
        for row, request in zip(table.rows, requests, strict=True)
    ]
    claims = list(dict.fromkeys(claim for outcome in found for claim in outcome.claims))
    return Report(table.columns, found, claims, of_all([request.params.model_dump() for request in requests]))


def _outcome(number: int, request: RenderRequest, cells: dict[str, str], jobs: Mapping[str, Job]) -> Outcome:
    name, scene = request.scene.name, request.scene.listed
    job = jobs[name]
    if job.result:
        clip = Path(job.result.path)
        claims = _claims(scene, ClipSidecar.read(beside(clip, "json")).claims)
        return Outcome(number, name, scene, cells, UP_TO_DATE if job.result.skipped else DONE, clip.name, "", claims)
    why = " ".join(printable(job.failure.why).split()) if job.failure else ""
    return Outcome(number, name, scene, cells, FAILED if job.failure else STOPPED, message=why)


def _claims(scene: str, claims: list[Claim]) -> dict[ClaimOf, Measured]:
    """Return a clip's claims; one that is made twice, of two models say, holds where both do."""
    found: dict[ClaimOf, Measured] = {}
    for each in claims:
        key, now = ClaimOf(scene, each.claim), Measured(each.holds, each.measured)
        before = found.get(key, now)
        texts = dict.fromkeys((before.measured, now.measured))
        found[key] = Measured(before.holds and now.holds, "; ".join(filter(None, texts)))
    return found
