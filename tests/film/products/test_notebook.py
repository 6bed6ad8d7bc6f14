"""Scenes by name and in notebooks: the example is run as a reader would run it."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

import nbformat
import pytest
from manim import config
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

import attention_scenes
from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.jobs import asyncio_bridge
from attention_scenes.film.products.notebook.display import ClipDisplay
from attention_scenes.film.products.notebook.show import PICTURE
from attention_scenes.model.errors import UserError
from tests.helpers.pages.browser import running_loop
from tests.helpers.tiny_scene import Tiny

SMALL = "resolution='96,64', fps=4, "


def run_cells(sources: list[str], folder: Path) -> list[Any]:
    """Run code in a kernel and return the cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    return book.cells


def htmls(cell: Any) -> list[str]:
    return [output["data"]["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})]


def test_the_example_runs_from_top_to_bottom(root: Path) -> None:
    book = json.loads((root / "docs/notebooks/attention.ipynb").read_text())
    nbformat.validate(book)
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    sources = ["".join(cell["source"]).replace(".show(", f".show({SMALL}") for cell in code]
    mask, guess, moment, numbers = run_cells(sources, root / "docs/notebooks")
    bar, clip = htmls(mask)
    assert bar == ""
    assert re.search(r'<video controls .*aria-label="[^"]*the old wooden door creaked”"', clip)
    assert "data:video/mp4;base64," in clip and "SmolLM2-135M-Instruct" in clip
    for cell in (guess, moment):
        assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="[^"]+"', htmls(cell)[-1])
    assert "at 20 s" in htmls(moment)[-1]
    assert re.search(r"^\S+ is probs\[1,2727\]$", numbers.outputs[0]["text"], re.MULTILINE)
    assert not [output for cell in (mask, guess, moment) for output in cell.outputs if output["output_type"] == "error"]


def test_attention_in_ten_lines_is_the_models(root: Path) -> None:
    book = json.loads((root / "docs/notebooks/ten-lines.ipynb").read_text())
    nbformat.validate(book)
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    sources = ["".join(cell["source"]) for cell in code]
    given, attention, compared, read, zeroed = run_cells(sources, root / "docs/notebooks")
    assert len("".join(attention.source).splitlines()) <= 1 + 1 + 10, "besides its name and what it returns"
    assert "11 tokens" in given.outputs[0]["text"] and compared.outputs[0]["text"].count("off") == 2
    assert re.search(r"blue 0\.25\n +fluffy 0\.20", read.outputs[0]["text"])
    sums = [float(total) for total in zeroed.outputs[0]["text"].split()[3:]]
    assert len(sums) == 11 and min(sums) < 0.9
    wrong = [*sources[:1], sources[1].replace(" / np.sqrt(width)", ""), sources[2]]
    with pytest.raises(CellExecutionError, match="AssertionError"):
        run_cells(wrong, root / "docs/notebooks")


def test_a_fault_is_told_without_a_traceback(root: Path) -> None:
    with pytest.raises(CellExecutionError) as failure:
        run_cells(["from attention_scenes import Masking", "Masking.show(txet='a')"], root)
    assert "masking has no parameter 'txet'. Did you mean 'text'?" in str(failure.value)
    assert "File" not in str(failure.value) and "pydantic" not in str(failure.value)


def test_scenes_are_found_by_name(root: Path) -> None:
    names = {scene.class_name for scene in scenes_in(root / "scenes").values()}
    assert names <= set(dir(attention_scenes))
    assert {name for name in dir(attention_scenes) if name[0].isupper()} == names
    for scene in scenes_in(root / "scenes").values():
        assert getattr(attention_scenes, scene.class_name).__module__ == scene.module
    with pytest.raises(AttributeError, match="no scene 'Maskin'. Did you mean 'Masking'?"):
        attention_scenes.Maskin  # noqa: B018
    with pytest.raises(ImportError):
        from attention_scenes import Nothing  # noqa: F401


def test_to_look_for_scenes_imports_no_manim(root: Path) -> None:
    code = (
        "import sys, attention_scenes as found; dir(found); hasattr(found, 'Nothing'); sys.exit('manim' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_help_lists_the_parameters(root: Path) -> None:
    shown = inspect.signature(attention_scenes.Mole.show)
    assert shown.parameters["word"].default == "mole" and shown.parameters["quality"].default == "l"
    assert len(str(shown)) < 600
    assert "layers : whole number" in inspect.getdoc(attention_scenes.Mole.show) or ""
    for scene in scenes_in(root / "scenes").values():
        assert not PICTURE.keys() & getattr(attention_scenes, scene.class_name).Params.model_fields.keys()


def show(**given: Any) -> Any:
    return Tiny.show(**{"resolution": (96, 64), "fps": 4} | given)


def test_a_clip_is_rendered_once_and_knows_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    before = dict(config)
    clip = show(text="a green bird")
    assert show(text="a green bird") == clip
    assert "up to date" in capsys.readouterr().err
    assert clip.sidecar.clip.sha256 == hashlib.sha256(clip.path.read_bytes()).hexdigest()
    assert clip.sidecar.params["text"] == "a green bird"
    moment = show(text="a green bird", at=0.5)
    assert moment.path != clip.path and moment.sidecar.clip.at == 0.5
    assert Image.open(moment.path).size == (96, 64)
    with pytest.raises(UserError, match="--at 9: the clip is 1.* s long"):
        show(text="a green bird", at=9)
    assert dict(config) == before


def test_a_clip_is_embedded_with_all_that_is_beside_it(tmp_path: Path) -> None:
    files = {"t.mp4": "clip", "t.poster.png": "poster", "t.vtt": "WEBVTT"}
    for name, data in files.items():
        (tmp_path / name).write_text(data)
    params = Tiny.Params(text='a "grey" <b>bird', captions=False)
    html = ClipDisplay(tmp_path / "t.mp4", "A square walks.", params, "A model")._repr_html_()
    urls = re.findall(r"""(src|poster)="data:([\w/]+);base64,([^"]+)""", html)
    assert [(attribute, kind, b64decode(data).decode()) for attribute, kind, data in urls] == [
        ("poster", "image/png", "poster"),
        ("src", "video/mp4", "clip"),
        ("src", "text/vtt", "WEBVTT"),
    ]
    assert 'aria-label="A square walks. “a &quot;grey&quot; &lt;b&gt;bird”"' in html
    assert re.search(r'<track kind="captions" .* default>', html) and "A model" in html
    for name in ("t.poster.png", "t.vtt"):
        (tmp_path / name).unlink()
    alone = ClipDisplay(tmp_path / "t.mp4", "A square walks.", params, "A model")._repr_html_()
    assert "poster=" not in alone and "<track" not in alone and "video/mp4" in alone


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": ""}, "tiny: text: the sentence is empty"),
        ({"txet": "a"}, "Did you mean 'text'?"),
        ({"steps": 0}, "tiny: steps should be greater than or equal to 1; got 0"),
        ({"quality": "z"}, "got 'z'"),
        ({"resolution": (1, 2)}, "from 16 to"),
        ({"fps": "x"}, "frames a second"),
        ({"at": -1}, "got -1"),
        ({"at": "1"}, "got '1'"),
        ({"at": float("nan")}, "got nan"),
        ({"at": 1, "still": True}, "leave out one"),
        ({"text": "one two three four five six seven eight nine"}, "more than 8 tokens"),
        ({"model": "no/such/model/here"}, "no/such/model/here"),
    ],
)
def test_what_will_not_do_is_told(given: dict[str, Any], says: str) -> None:
    with pytest.raises(UserError, match=re.escape(says)):
        show(**given)


def test_a_scene_of_the_notebook_itself_is_refused() -> None:
    mine = type("Mine", (Tiny,), {"__module__": "__main__"})
    with pytest.raises(UserError, match="Mine is written in this notebook"):
        mine.show()


def test_work_beside_a_running_loop_is_heard_here_and_ends_with_ctrl_c() -> None:
    heard: list[Any] = []
    ended: list[bool] = []

    async def work(report: asyncio_bridge.Report) -> None:
        try:
            report("first", 1)
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    def stop(*event: Any) -> None:
        heard.append(event)
        raise KeyboardInterrupt

    async def notebook() -> None:
        with pytest.raises(KeyboardInterrupt):
            asyncio_bridge.run(work, stop)

    with running_loop(None):
        asyncio.run(notebook())
    assert heard == [("first", 1)] and ended == [True]


def test_what_fails_beside_a_running_loop_fails_here() -> None:
    async def work(report: asyncio_bridge.Report) -> None:
        raise OSError("broken")

    async def notebook() -> None:
        with pytest.raises(OSError, match="broken"):
            asyncio_bridge.run(work, print)

    with running_loop(None):
        asyncio.run(notebook())
