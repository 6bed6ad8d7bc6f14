"""Write a report on a table's rows as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
import re

from attention_scenes.film.products.batch.row_outcomes import ClaimOf, Outcome, Report

RUN = re.compile(r"\s*[=+\-@]")  # what begins so is a formula to a spreadsheet
NUMBER = re.compile(r"[+-]?\d[\d.,]*\s?%?")
FIRST = ("row", "name", "scene")
LAST = ("state", "file", "message")


def report_csv(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with its mark, which Excel needs; no cell is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = [head for claim in report.claims for head in (_head(claim, report), f"{_head(claim, report)} (measured)")]
    writer.writerow(map(inert, [*FIRST, *report.columns, *LAST, *heads]))
    for outcome in report.outcomes:
        writer.writerow(map(inert, _cells(outcome, report)))
    return text.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not run: with an apostrophe before what would be a formula."""
    return f"'{cell}" if RUN.match(cell) and not NUMBER.fullmatch(cell) else cell


def _head(claim: ClaimOf, report: Report) -> str:
    return claim.claim if len({each.scene for each in report.claims}) == 1 else f"{claim.scene}: {claim.claim}"


def _cells(outcome: Outcome, report: Report) -> list[str]:
    first = [str(outcome.number), outcome.name, outcome.scene]
    given = [outcome.cells.get(column, "") for column in report.columns]
    claims = []
    for claim in report.claims:
        found = outcome.claims.get(claim)
        claims += [("yes" if found.holds else "no", found.measured) if found else ("", "")]
    return [*first, *given, outcome.state, outcome.file, outcome.message, *[cell for pair in claims for cell in pair]]
