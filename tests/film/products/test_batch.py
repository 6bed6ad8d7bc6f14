"""Clips for the rows of a table: checked whole, rendered beside each other, resumed, and reported on."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.jobs import child
from attention_scenes.film.jobs import run as jobs_run
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.processes import Failure, Job
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.tasks import BundlesTask, BundleTask, ClipTask, RenderResult, Task
from attention_scenes.film.products.batch import run_batch
from attention_scenes.film.products.batch.check_rows import check_rows
from attention_scenes.film.products.batch.read_table import read_table
from tests.helpers.command_line import SMALL, Run, message, names
from tests.helpers.tiny_scene import CATALOG

TABLE = """scene,name,text,steps
claimed,anna,a red bird,
claimed,,"a blue, blue bird",
tiny,ben,a blue bird,2
tiny,long,one two three four five six seven eight nine,
"""
STILL = ["-s", "-o", "out", *SMALL]


@pytest.fixture(autouse=True)
def _claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOG, "claimed", SceneFile("claimed", "tests.helpers.tiny_scene", "Claimed", "Claims."))


@pytest.fixture
def made_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Do what child processes would do in this one; the clips' names are listed as they are begun."""
    begun: list[str] = []

    def do(job: Job, task: Task, report: Any) -> None:
        def send(event: str, **what: Any) -> None:
            report(job, {"event": event, **what})

        match task:
            case BundlesTask():
                child._bundles(task, send)
            case BundleTask():
                child._bundle(task, send)
            case ClipTask():
                job.result = RenderResult(**asdict(child._clip(task, cli.load, send)))

    def run_all(jobs: list[Job], command: list[str], at_once: int, report: Any, away: None = None) -> None:
        for job in jobs:
            begun.extend([job.name] * bool(job.steps and job.name))
            try:
                for task in job.steps:
                    do(job, task, report)
            except Exception as error:
                job.failure = Failure.of(error)
            report(job, {"event": "end"})

    monkeypatch.setattr(jobs_run, "run_all", run_all)
    return begun


def report(folder: Path, stem: str = "class") -> list[dict[str, str]]:
    with folder.joinpath(f"{stem}.report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_become_clips_and_a_report_and_are_left_alone_then(
    run: Run, elsewhere: Path, made_here: list[str]
) -> None:
    Path("class.csv").write_text(TABLE)
    code, out, err = run("batch", "class.csv", *STILL)
    assert code == 2 and "Traceback" not in err
    assert err.splitlines()[-2:] == [
        "render.py: 1 of 4 clips failed.",
        "  long: text has more than 8 tokens: shorten it.",
    ]
    assert out.splitlines()[-2:] == ["out/class.report.csv  (4 rows, 2 claims)", "out/class.report.html"]
    files = [f"{name}.png{more}" for name in ("anna", "ben", "claimed-3") for more in ("", ".json", ".txt")]
    assert names(elsewhere / "out") == sorted([*files, "class.report.csv", "class.report.html"])
    anna, third, ben, long = report(elsewhere / "out")
    assert anna == {
        "row": "2", "name": "anna", "scene": "claimed", "text": "a red bird", "steps": "", "state": "done",
        "file": "anna.png", "message": "", "it is short": "yes", "it is short (measured)": "3 words",
        "it has a bird": "yes", "it has a bird (measured)": "'= 1",
    }  # fmt: skip
    assert json.loads((elsewhere / "out" / "anna.png.json").read_text())["title"] == "Claimed", "as verify makes it"
    assert (third["name"], third["text"], third["it is short"]) == ("claimed-3", "a blue, blue bird", "no")
    assert (ben["steps"], ben["state"], ben["it is short"]) == ("2", "done", "")
    assert (long["state"], long["file"]) == ("failed", "") and "more than 8 tokens" in long["message"]

    made_here.clear()
    (elsewhere / "out" / "anna.png").unlink()
    (elsewhere / "out" / "ben.png").write_bytes(b"cut short")
    assert run("batch", "class.csv", *STILL)[0] == 2
    assert made_here == ["anna", "ben"], "what is there and fits is left alone, and what fails on checking is not begun"
    assert [row["state"] for row in report(elsewhere / "out")] == ["done", "up to date", "done", "failed"]
    made_here.clear()
    run("batch", "class.csv", *STILL, "--force")
    assert made_here == ["anna", "claimed-3", "ben"]


def test_flags_give_what_cells_leave_out(run: Run, elsewhere: Path, made_here: list[str]) -> None:
    Path("class.csv").write_text("Scene;Text\nclaimed;\nclaimed;a blue bird\n")
    code, out, err = run("batch", "class.csv", *STILL, "--set", "text=a red bird", "--set", "captions=false")
    assert code == 0, err
    texts = [(elsewhere / "out" / f"claimed-{row}.png.txt").read_text() for row in (2, 3)]
    assert ["“a red bird”" in text for text in texts] == [True, False]
    assert not any((elsewhere / "out").glob("*.mp4"))


def test_all_that_will_not_do_is_listed_and_nothing_is_rendered(
    run: Run, elsewhere: Path, made_here: list[str]
) -> None:
    Path("class.csv").write_text(
        "scene,name,text,hed,steps,words\n"
        "tiny,anna,,,many,\n"
        "moel,,a bird,,,\n"
        ",,a bird,,,\n"
        "\n"
        "tiny,ANNA,a bird,,few,\n"
        "other,a/b,a bird,,,\n"
        "other,b.c,a bird,,,\n"
        "other,,a bird,,2,\n"
        "tiny,,a bird,,,[broken\n"
        "tiny,,a bird, no less,,,x\n"
        f"tiny,{'n' * 200},a bird,,,\n"
    )
    code, out, err = run("batch", "class.csv", *STILL)
    assert (code, out, made_here) == (2, "", [])
    told = [line.partition("render.py: class.csv")[2] for line in err.splitlines() if "render.py: class.csv" in line]
    wanted = [
        ", row 1: None of tiny, other has a parameter 'hed'. ",
        ", row 2: tiny: steps must be a whole number, not 'many'.",
        ", row 3: There is no scene 'moel'. ",
        ", row 4: the cell of the scene is empty: name one",
        ", row 6: the name 'ANNA' is that of row 2, too: give each row its own.",
        ", row 6: tiny: steps must be a whole number, not 'few'.",
        ", row 7: the name 'a/b' cannot be a clip's, with '/' in it: ",
        ", row 8: the name 'b.c' cannot be a clip's, with '.' in it: ",
        ", row 9: other has no parameter 'steps'. ",
        ", row 10: tiny: words needs a value in TOML",
        ", row 11: 'x' is a cell too many: put quotation marks round a text",
        ", row 12: the name 'nnnnnnnn",
        " has 12 problems: nothing was rendered.",
    ]
    assert len(told) == len(wanted)
    assert [line for line, begin in zip(told, wanted, strict=True) if not line.startswith(begin)] == []
    assert names(elsewhere) == ["class.csv"]


def test_a_row_without_a_name_takes_none_that_another_has(run: Run, elsewhere: Path) -> None:
    Path("class.csv").write_text("scene,name\ntiny,tiny-3\ntiny,\n")
    assert "row 3: the name 'tiny-3' is that of row 2, too" in run("batch", "class.csv", *STILL)[2]


def test_many_problems_are_counted(run: Run, elsewhere: Path) -> None:
    Path("class.csv").write_text("scene\n" + "moel\n" * 300)
    err = run("batch", "class.csv", *STILL)[2]
    assert len(err.splitlines()) < 110
    assert err.splitlines()[-1].endswith(" has 300 problems, 200 of them not listed: nothing was rendered.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere.csv"], "The table 'nowhere.csv' cannot be read: No such file or directory."),
        (["."], "The table '.' cannot be read: Is a directory."),
        (["class.csv", "--set", "nothing=1"], "tiny has no parameter 'nothing'."),
        (["class.csv", "--params", "nowhere.toml"], "The parameter file 'nowhere.toml' cannot be read"),
        (["class.csv", "-o", "class.csv"], "-o 'class.csv' is a file"),
        (["class.csv", "--at", "3"], "--at"),
    ],
)
def test_flags_are_checked_as_those_of_a_clip(run: Run, elsewhere: Path, words: list[str], why: str) -> None:
    Path("class.csv").write_text("scene\ntiny\n")
    assert why in message(run("batch", *words))


def test_processes_render_rows_and_ctrl_c_keeps_and_reports_those_that_are_done(root: Path, elsewhere: Path) -> None:
    Path("class.csv").write_text("scene,name,steps\nother,ben,\ntiny,anna,1000\n")
    command = [sys.executable, "-m", "tests.helpers.tiny_scene", "batch", "class.csv", "-o", "out", *SMALL]
    process = subprocess.Popen(
        [*command, "--jobs", "2"], cwd=elsewhere, env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = ""
        while "ben: done" not in said or "anna: frame" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=300)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130 and "Traceback" not in said
    assert out.startswith("out/ben.mp4  (")
    assert [(row["name"], row["state"]) for row in report(elsewhere / "out")] == [
        ("ben", "done"),
        ("anna", "not rendered"),
    ]
    assert [name for name in names(elsewhere / "out") if "anna" in name or "part" in name] == []


def test_the_page_is_opened_when_it_is_asked_for(
    run: Run, elsewhere: Path, made_here: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(run_batch, "open_file", lambda path: opened.append(path.name))
    Path("class.csv").write_text("scene\nother\n")
    assert run("batch", "class.csv", *STILL, "-p")[0] == 0
    assert opened == ["class.report.html"]


def test_the_model_is_asked_for_all_rows_in_one_process(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Job] = []
    monkeypatch.setattr(jobs_run, "run_all", lambda jobs, *_: asked.extend(jobs))
    monkeypatch.setattr("attention_scenes.model.answers.store.find", lambda needs: needs.traces[""].text == "there")
    Path("class.csv").write_text("scene,name,text\nother,a,there\nother,b,new\nother,c,newer\n")
    requests, _ = check_rows(
        read_table(Path("class.csv")), CATALOG, cli.load, RenderFlags(), clip_options(RenderFlags())
    )  # fmt: skip
    jobs_run.compute_together(requests, [], showing(["a", "b", "c"]))
    [job] = asked
    [task] = job.steps
    assert isinstance(task, BundlesTask) and list(task.needs) == ["b", "c"]
    asked.clear()
    jobs_run.compute_together(requests[:2], [], showing(["a", "b"]))
    assert asked == [], "one alone is computed beside what is drawn"


def test_the_model_stops_where_the_parent_has_gone_and_passes_over_what_cannot_be() -> None:
    computed: list[str] = []

    def send(event: str, *, clip: str, **what: Any) -> None:
        computed.append(clip)
        if clip == "gone":
            raise BrokenPipeError

    tiny = CATALOG["tiny"]
    params = cli.load(tiny).Params(text="a bird that is there", head="99.0")
    needs = cli.load(tiny).needs(params).to_json()
    with pytest.raises(BrokenPipeError):
        child._bundles(BundlesTask(needs={"no head": needs, "gone": needs, "never": needs}), send)
    assert set(computed) == {"no head", "gone"}


DOCUMENTED = Path(__file__).parents[3] / "docs" / "change-it.md"


def test_the_table_in_the_documents_is_one(tmp_path: Path) -> None:
    [text] = re.findall(r"```csv\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "sentences.csv"
    path.write_text(text, encoding="utf-8")
    flags = RenderFlags()
    requests, problems = check_rows(
        read_table(path), scenes_in(cli.ROOT / "scenes"), cli.load, flags, clip_options(flags)
    )  # fmt: skip
    assert problems == []
    assert [request.scene.name for request in requests] == ["anna", "ben", "attention-pattern-4", "carla"]
