"""Write a report on a table's rows as a web page: one file that needs no network, with everything escaped."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from attention_scenes.film.products.batch.row_outcomes import Report


def report_page(report: Report, title: str) -> str:
    """Return the page, in the language of the clips; ``title`` is the table's name."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["words"] = report.words
    templates.filters["link"] = quote
    there = sum(bool(outcome.file) for outcome in report.outcomes)
    page = templates.get_template("report.html")
    return page.render(report=report, title=title, there=there)
