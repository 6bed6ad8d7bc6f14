"""Who may speak with the studio, and what it gives away."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from attention_scenes.film.jobs.processes import Job
from attention_scenes.film.jobs.tasks import RenderResult, Task
from attention_scenes.film.studio.state import render_queue as queue
from attention_scenes.film.studio.state.render_files import served, zipped
from attention_scenes.film.studio.state.render_job import RenderJob
from attention_scenes.film.studio.state.render_queue import MOST_KEPT, MOST_WAITING, RenderQueue
from attention_scenes.film.studio.state.settings import LARGEST_BODY
from attention_scenes.model.errors import UserError
from tests.helpers.command_line import Run, message
from tests.helpers.studio import Running, studio

pytest.importorskip("nicegui")
pytestmark = pytest.mark.xdist_group("studio_guard")  # one studio, not one in each process


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with studio(tmp_path_factory.mktemp("clips")) as running:
        yield running


def get(running: Running, path: str = "/", key: str | None = None, **headers: str) -> httpx.Response:
    cookies = {f"studio-{running.base.rpartition(':')[2]}": running.key if key is None else key}
    return httpx.get(running.base + path, headers=headers, cookies=cookies, timeout=300)


def test_without_the_key_nothing_is_answered(running: Running) -> None:
    paths = ("/", "/frame/1/0", "/clip/1/clip", "/_nicegui/anything", "/no/such/page", "/?key=wrong")
    assert {httpx.get(running.base + path).status_code for path in paths} == {403}
    assert get(running, key="").status_code == get(running, key="x" * len(running.key)).status_code == 403
    assert httpx.post(running.base, content=b"x").status_code == 403


def test_the_key_moves_from_the_address_into_a_cookie_that_scripts_cannot_read(running: Running) -> None:
    first = httpx.get(running.address)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(first.headers["set-cookie"].split("; "))
    assert httpx.get(running.address, follow_redirects=True).status_code == 200
    assert len(running.key) >= 32


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "studio.example"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:1"},
        {"origin": "http://studio.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_another_host_or_origin_is_refused_even_with_the_key(running: Running, headers: dict[str, str]) -> None:
    assert get(running, **headers).status_code == 403
    assert httpx.get(running.address, headers=headers).status_code == 403


def test_our_own_page_may_name_us_by_both_names_and_loads_nothing_from_elsewhere(running: Running) -> None:
    port = running.base.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        answer = get(running, host=host, origin=f"http://{host}")
        assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("origin", [None, "http://studio.example"])
def test_sockets_are_guarded_likewise(running: Running, origin: str | None) -> None:
    async def knock(cookie: str) -> None:
        where = running.base.replace("http", "ws") + "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
        async with connect(where, origin=origin, additional_headers={"cookie": cookie}):  # type: ignore[arg-type]
            pass

    cookie = f"studio-{running.base.rpartition(':')[2]}={running.key}" if origin else ""
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(knock(cookie))
    assert refused.value.response.status_code == 403


def test_it_listens_on_this_machine_alone(running: Running) -> None:
    port = int(running.base.rpartition(":")[2])
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        address, state = line.split()[1], line.split()[3]
        if state == "0A" and int(address.partition(":")[2], 16) == port:
            assert address.startswith("0100007F"), "127.0.0.1"
            return
    pytest.fail("nothing listens")


@pytest.mark.parametrize(
    "path",
    ["/clip/1/../../../etc/passwd", "/clip/1/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/clip/1/clip", "/clip/x/clip",
     "/frame/1/-1", "/frame/999/0", "/docs", "/openapi.json"],
)  # fmt: skip
def test_no_other_file_can_be_had(running: Running, path: str) -> None:
    assert get(running, path).status_code in (404, 422)


def test_a_request_that_is_too_large_is_not_read(running: Running) -> None:
    cookies = {f"studio-{running.base.rpartition(':')[2]}": running.key}
    assert httpx.post(running.base, content=b"x" * (LARGEST_BODY + 1), cookies=cookies).status_code == 413


def test_a_port_that_is_taken_and_flags_that_will_not_do(run: Run, running: Running) -> None:
    port = running.base.rpartition(":")[2]
    assert f"--port {port} cannot be used" in message(run("studio", "--no-open", "--port", port))
    assert "--port needs" in message(run("studio", "--port", "80"))
    assert "--max-disk needs" in message(run("studio", "--max-disk", "none"))
    Path("file").touch()
    assert "-o" in message(run("studio", "-o", "file"))


# What is served, and how much is taken on


def finished(folder: Path) -> RenderJob:
    folder.mkdir(parents=True)
    clip = folder / "tiny.mp4"
    clip.write_bytes(b"clip")
    return RenderJob(1, "tiny", "mp4", "", Job("tiny", result=RenderResult(str(clip), 1, 1, False)), folder)


def test_only_a_renders_own_files_are_served(tmp_path: Path) -> None:
    root = tmp_path / "clips"
    render = finished(root / "tiny-1")
    assert served(render, "clip", root) == render.path
    assert served(render, "numbers", root) is None
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    (root / "tiny-1" / "tiny.json").symlink_to(secret)
    assert served(render, "numbers", root) is None, "a link is not followed"
    assert served(render, "clip", tmp_path / "elsewhere") is None


def test_frames_are_handed_over_as_a_zip(tmp_path: Path) -> None:
    import io
    import zipfile

    for name in ("00000.png", "00001.png"):
        (tmp_path / name).write_bytes(name.encode() * 1000)
        os.utime(tmp_path / name, (0, 0))  # as a clock that was never set dates them; a ZIP has no such times
    (tmp_path / "notes.txt").touch()
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped(tmp_path))))
    assert archive.testzip() is None
    assert [Path(name).name for name in archive.namelist()] == ["00000.png", "00001.png"]
    assert archive.read(archive.namelist()[1]) == b"00001.png" * 1000


def test_the_queue_and_the_disk_have_their_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fill() -> None:
        renders = RenderQueue(tmp_path, ["sleep", "60"], 1000)
        for n in range(MOST_WAITING):
            await renders.add("tiny", "mp4", "", Job("tiny", [Task(task="clip")]), tmp_path / str(n))
        with pytest.raises(UserError, match="waiting already"):
            await renders.add("tiny", "mp4", "", Job("tiny", [Task(task="clip")]), tmp_path / "-1")
        assert len(renders.all) == MOST_WAITING
        await renders.close()
        assert all(render.over for render in renders.all)
        (tmp_path / "large.mp4").write_bytes(bytes(1001))
        with pytest.raises(UserError, match="--max-disk"):
            await renders.check_disk()
        monkeypatch.setattr(queue, "LEAST_FREE", 1 << 60)
        with pytest.raises(UserError, match="free some"):
            await renders.check_disk()

    asyncio.run(fill())


def test_the_same_clip_waits_once(tmp_path: Path) -> None:
    """Whatever is left to do for it: two would remove one another's unfinished files."""

    async def twice() -> None:
        renders = RenderQueue(tmp_path, ["sleep", "60"], 1000)
        one = await renders.add(
            "tiny", "mp4", "", Job("tiny", [Task(task="bundle"), Task(task="clip")]), tmp_path / "a"
        )
        two = await renders.add("tiny", "mp4", "", Job("tiny", [Task(task="clip")]), tmp_path / "a")
        other = await renders.add("tiny", "mp4", "", Job("tiny", [Task(task="clip")]), tmp_path / "b")
        assert one is two and other is not one
        await renders.close()

    asyncio.run(twice())


def test_a_render_that_failed_is_tried_again_once_and_stays_where_there_is_no_room(tmp_path: Path) -> None:
    async def retry() -> None:
        renders = RenderQueue(tmp_path, ["false"], 1000)
        failed = await renders.add("tiny", "mp4", "", Job("tiny", [Task(task="clip")]), tmp_path / "a")
        assert failed.task
        await failed.task
        assert failed.state == "failed"
        (tmp_path / "large.mp4").write_bytes(bytes(1001))
        with pytest.raises(UserError, match="--max-disk"):
            await renders.again(failed)
        assert renders.all == [failed]
        (tmp_path / "large.mp4").unlink()
        await asyncio.gather(renders.again(failed), renders.again(failed))
        [new] = renders.all
        assert new.number != failed.number
        await renders.again(failed)
        assert renders.all == [new], "its row has gone"
        await renders.close()

    asyncio.run(retry())


def test_a_list_within_its_bounds_loses_no_row(tmp_path: Path) -> None:
    async def fill() -> None:
        renders = RenderQueue(tmp_path, ["false"], 1000)
        for n in range(MOST_KEPT + 2):
            render = await renders.add("tiny", "mp4", "", Job("tiny", []), tmp_path / str(n))
            render.state = "done"
            assert len(renders.all) == min(n + 1, MOST_KEPT)
        await renders.close()

    asyncio.run(fill())
