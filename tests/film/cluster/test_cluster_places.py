"""Places that --on names, what it takes to reach them, and what a worker is sent for a task."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import importlib.util
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask.config
import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip import sidecar
from attention_scenes.film.cluster import places, slurm
from attention_scenes.film.cluster.places import Place, checked_place, parse_place
from attention_scenes.film.cluster.same_program import program_digest
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs import elsewhere
from attention_scenes.film.jobs.processes import Failure
from attention_scenes.film.jobs.requests import RenderRequest
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import find, path_of
from attention_scenes.model.checkpoint import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.files import cache_root
from attention_scenes.model.request.needs import Needs
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run, message
from tests.helpers.tiny_scene import Other


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tcp://10.0.0.5:8786", Place("scheduler", "tcp://10.0.0.5:8786")),
        ("tls://node-1.example.org:8786", Place("scheduler", "tls://node-1.example.org:8786")),
        ("tcp://[fe80::1]:8786", Place("scheduler", "tcp://[fe80::1]:8786")),
        ("local:4", Place("local", workers=4)),
        ("local", Place("local")),
        ("slurm", Place("slurm")),
        ("slurm:40", Place("slurm", workers=40)),
    ],
)
def test_places(text: str, place: Place) -> None:
    assert parse_place(text) == place


@pytest.mark.parametrize("text", ["", "local:0", "local:x", "node:8786", "http://node:8786", "tcp://node", "slurm:-1"])
def test_no_places(run: Run, text: str) -> None:
    assert "--on takes a Dask scheduler's address" in message(run("tiny", "--on", text, *SMALL))


@pytest.mark.parametrize(
    ("text", "module", "package", "extra"),
    [
        ("local:2", "distributed", "distributed", "cluster"),
        ("slurm", "distributed", "distributed", "slurm"),
        ("slurm", "dask_jobqueue", "dask-jobqueue", "slurm"),
    ],
)
def test_what_is_not_installed_is_named(
    text: str, module: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(places, "find_spec", lambda name: None if name == module else find_spec(name))
    with pytest.raises(UserError, match=rf'--on needs {package},.*pip install -e "\.\[{extra}\]"'):
        parse_place(text)
    monkeypatch.setattr(places, "is_clone", lambda: False)
    with pytest.raises(UserError, match=rf'pip install "attention-scenes\[{extra}\]"'):
        parse_place(text)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://no-such-host.invalid:8786", "tcp://127.0.0.1:99999"])
def test_a_scheduler_where_none_listens(address: str) -> None:
    with pytest.raises(UserError, match="There is no scheduler at tcp://") as refused:
        checked_place(address)
    assert "\n" not in str(refused.value)


def test_slurm_without_slurm(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.shutil, "which", lambda name: None)
    assert "there is no sbatch here" in message(run("tiny", "--on", "slurm:2"))


async def _enter() -> None:
    async with slurm.slurm_cluster(2):
        pass


def test_what_a_job_asks_for_must_be_said() -> None:
    with pytest.raises(UserError, match=r"--on slurm: .*cores.*jobqueue.yaml"):
        asyncio.run(_enter())


def test_a_job_of_slurm_starts_a_worker_of_this_program() -> None:
    """No Slurm is at hand: this is the script that would be handed to sbatch."""

    with dask.config.set({"jobqueue.slurm.job-script-prologue": ["module load ffmpeg"]}):
        settings = slurm.slurm_settings()
    job = slurm.jobqueue().slurm.SLURMJob(
        scheduler="tcp://10.0.0.5:8786", name="w", cores=4, memory="8GB", walltime="01:00:00", **settings
    )
    script = job.job_script()
    assert "#SBATCH -t 01:00:00" in script and "#SBATCH --mem=8G" in script
    assert f"export PYTHONPATH={shlex.quote(str(slurm.child_environment()['PYTHONPATH']))}" in script
    assert "distributed.cli.dask_worker tcp://10.0.0.5:8786" in script
    assert script.index("module load ffmpeg") < script.index("export PYTHONPATH"), "what is configured stays"


async def _secured() -> tuple[str, dict[Path, str]]:
    """Return the script of a job whose cluster has keys, and the files of the keys, with their rights."""
    tls = slurm.tls_settings()
    made = slurm.jobqueue().SLURMCluster(asynchronous=True, cores=4, memory="8GB", **tls)
    keys = Path(tls["shared_temp_directory"])
    return made.job_script(), {path: f"{path.stat().st_mode & 0o777:o}" for path in keys.iterdir()}


def test_workers_of_slurm_speak_tls_with_keys_that_nobody_else_reads(tmp_path: Path) -> None:
    with dask.config.set({"jobqueue.slurm.shared-temp-directory": str(tmp_path)}):
        script, keys = asyncio.run(_secured())
    assert "--protocol tls://" in script and len(keys) == 3 and set(keys.values()) == {"600"}
    assert all(str(path) in script for path in keys)
    with dask.config.set({"jobqueue.slurm.scheduler-options": {"protocol": "tcp://"}}):
        assert slurm.tls_settings() == {}, "who configures a protocol has chosen"


# What a worker is sent


def request(out: Path, model: str = "", **options: Any) -> RenderRequest:
    params = Other.Params()
    needs = Other.needs(params, model) if model else Other.needs(params)
    scene = SceneFile("other", "tests.helpers.tiny_scene", "Other", "A square stands.")
    return RenderRequest(scene, Other, params, needs, ClipOptions(out, "other", 96, 64, 4, **options))


def kept_for(monkeypatch: pytest.MonkeyPatch, needs: Needs, weights: str) -> Path:
    """Keep a bundle that answers needs of weights which are nowhere."""
    monkeypatch.setitem(locate._stated, needs.model, (weights, "A model"))
    path = path_of(needs, weights)
    path.parent.mkdir(parents=True, exist_ok=True)
    Bundle({"digest": path.stem, "model": needs.model}, {}).save(path)
    return path


def test_a_task_names_no_path_of_this_machine_and_takes_its_bundle_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = "/models/mine"
    asked = request(tmp_path / "private", model)
    path = kept_for(monkeypatch, asked.needs, "ab" * 32)
    [task] = asked.steps(True, 2)
    errand = elsewhere._errand(asked, task, 1.0)
    assert errand and "private" not in str(errand.task) and errand.out == tmp_path / "private"
    [file] = errand.files
    assert file.name == f"bundles/{path.name}" and file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert errand.task["weights"] == {model: ["ab" * 32, "A model"]}


def test_answers_are_found_where_the_weights_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = request(Path("o"), "/models/elsewhere").needs
    with pytest.raises(UserError, match="No model"):
        find(needs)
    kept_for(monkeypatch, needs, "cd" * 32)
    assert find(needs)


def test_a_picture_of_the_user_goes_along(tmp_path: Path) -> None:
    digest = hashlib.sha256(str(tmp_path).encode()).hexdigest()
    asked = request(tmp_path)
    [task] = asked.steps(True, 2)
    named = task.model_copy(update={"params": {"picture": digest}})
    assert list(elsewhere._pictures(named)) == []
    folder = cache_root() / "pictures"
    folder.mkdir(exist_ok=True)
    (folder / f"{digest}.png").touch()
    assert list(elsewhere._pictures(named)) == [folder / f"{digest}.png"]


def test_files_beside_a_clip_are_made_where_the_clip_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = request(tmp_path, "/models/beside")
    kept_for(monkeypatch, asked.needs, "ef" * 32)
    [task] = asked.steps(True, 2)
    monkeypatch.setattr(sidecar, "up_to_date", lambda *_: "the sidecar of a clip")
    assert elsewhere._errand(asked, task, 1.0) is None
    forced = replace(asked, options=replace(asked.options, force=True))
    assert elsewhere._errand(forced, task, 1.0), "all of it is asked for"


def test_what_another_machine_may_do() -> None:
    try:
        raise UserError("The disk is full.") from OSError(errno.ENOSPC, "No space left on device")
    except UserError as error:
        assert Failure.of(error).elsewhere
    assert Failure.of(MemoryError()).elsewhere
    assert not Failure.of(UserError("no such head")).elsewhere and not Failure.of(ValueError("x")).elsewhere


def test_the_digest_of_the_program_is_of_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from attention_scenes.film.cluster import same_program

    monkeypatch.setattr(same_program, "ROOT", tmp_path)
    for name in ("film", "assets/deep", "docs"):
        (tmp_path / name).mkdir(parents=True)
    digests = {program_digest()}
    for name, text in (("film/a.py", "1"), ("film/a.py", "2"), ("assets/deep/b.toml", "x")):
        (tmp_path / name).write_text(text)
        digests.add(program_digest())
    assert len(digests) == 4
    (tmp_path / "docs" / "c.md").write_text("words")
    (tmp_path / "film" / "__pycache__").mkdir()
    (tmp_path / "film" / "__pycache__" / "a.pyc").write_text("made")
    assert program_digest() in digests
    monkeypatch.setattr(same_program, "version", lambda name: "other")
    assert program_digest() not in digests


def test_ctrl_c_stays_with_who_had_it_when_slurm_is_asked_for() -> None:
    code = "import signal\nfrom attention_scenes.film.cluster.slurm import jobqueue\njobqueue()\n"
    told = subprocess.run(
        [sys.executable, "-c", f"{code}print(signal.getsignal(signal.SIGINT).__name__)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout == "default_int_handler\n"
