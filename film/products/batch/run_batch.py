"""Render a clip for each row of a table, and write the report."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cluster.places import Place, checked_place
from attention_scenes.film.inputs.flags import chunk_count, job_count
from attention_scenes.film.jobs.picture_options import check_chunks, clip_options
from attention_scenes.film.jobs.processes import Job
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest
from attention_scenes.film.jobs.run import compute_together, failing, make_apart, report_failures, say_results
from attention_scenes.film.products.batch.check_rows import check_rows
from attention_scenes.film.products.batch.read_table import Problem, read_table
from attention_scenes.film.products.batch.report_csv import report_csv
from attention_scenes.film.products.batch.report_page import report_page
from attention_scenes.film.products.batch.row_outcomes import Report, outcomes
from attention_scenes.film.system.console import note, open_file, say
from attention_scenes.film.system.errors import printable
from attention_scenes.film.system.files import disk_errors, make_folder, write_whole

MOST_TOLD = 100  # problems that are listed


def run_batch(file: Path, catalog: Mapping[str, SceneFile], load: Load, flags: RenderFlags, child: list[str]) -> int:
    """Render a clip for each row of a table, each in a process of its own, and report which claims hold on it.

    Parameters
    ----------
    file
        The table, a CSV file.
    catalog
        The scenes there are, by name.
    load, flags, child
        As for :func:`film.jobs.run.render`; a row's own parameters go before those of the flags.

    Returns
    -------
    int
        0; where rows failed 1 if any fault is ours, else 2; 2 where the table will not do: then nothing was rendered.

    Raises
    ------
    UserError
        If the table cannot be read, or a flag will not do; then nothing was rendered.
    """
    start = time.monotonic()
    options, jobs_wanted, chunks = clip_options(flags), job_count(flags.jobs), chunk_count(flags.chunks)
    check_chunks(options, chunks)
    place = checked_place(flags.on)
    table = read_table(file)
    requests, problems = check_rows(table, catalog, load, flags, options)
    if problems:
        return _refuse(file.name, problems)
    jobs = {request.scene.name: Job(request.scene.name) for request in requests}
    make_folder(options.out, file.stem)
    try:
        _render(requests, jobs, child, jobs_wanted, chunks, place)
    finally:
        say_results(jobs)
        page = _write_report(options.out, file.stem, outcomes(table, requests, jobs))
    note(f"{time.monotonic() - start:.0f} s")
    if flags.preview:
        open_file(page)
    return report_failures(jobs)


def _render(
    requests: list[RenderRequest],
    jobs: dict[str, Job],
    child: list[str],
    jobs_wanted: int | None,
    chunks: int,
    place: Place | None,
) -> None:
    with showing(jobs) as show:

        def attempt(name: str) -> AbstractContextManager[Any]:
            return failing(jobs[name], show)

        for request in requests:
            show.show(request.scene.name, "waiting", total=request.frames)
        compute_together(requests, child, show)
        make_apart(requests, jobs, attempt, child, jobs_wanted, show, False, chunks, place)


def _write_report(folder: Path, stem: str, report: Report) -> Path:
    table, page = folder / f"{stem}.report.csv", folder / f"{stem}.report.html"
    with disk_errors(folder):
        write_whole(table, report_csv(report))
        write_whole(page, report_page(report, stem).encode())
    say(f"{table}  ({len(report.outcomes)} rows, {len(report.claims)} claims)")
    say(f"{page}")
    return page


def _refuse(name: str, problems: list[Problem]) -> int:
    """List what is wrong with a table, a line each; return the exit code."""
    for problem in sorted(problems, key=lambda problem: problem.row)[:MOST_TOLD]:
        note(f"render.py: {name}, row {problem.row}: {' '.join(printable(problem.why).split())}")
    more = f", {len(problems) - MOST_TOLD:,} of them not listed" if len(problems) > MOST_TOLD else ""
    note(f"render.py: {name} has {len(problems):,} problem{'s' * (len(problems) > 1)}{more}: nothing was rendered.")
    return 2
