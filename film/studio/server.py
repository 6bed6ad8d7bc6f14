"""HTTP server of the studio: one page, its frames and clips, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse, Response, StreamingResponse
from nicegui import ui

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.studio.auth import Guard
from attention_scenes.film.studio.page.page import Pages
from attention_scenes.film.studio.state.render_files import COMPANIONS, served, zipped
from attention_scenes.film.studio.state.settings import Settings
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.studio.state.worker_client import Failed
from attention_scenes.film.system.console import note, say
from attention_scenes.film.system.files import make_folder
from attention_scenes.model.errors import UserError

HOST = "127.0.0.1"
ICON = Path(__file__).with_name("icon.svg")


def serve(context: AppContext, settings: Settings) -> int:
    """Run the studio until Ctrl-C; return an exit code.

    Raises
    ------
    UserError
        If the port is taken or clips cannot be written.
    """
    make_folder(settings.out, "studio")
    listening = _listen(settings.port)
    port = listening.getsockname()[1]
    key = secrets.token_urlsafe(32)
    address = f"http://{HOST}:{port}/?key={key}"
    guarded = Guard(application(context, settings), key, port)
    config = uvicorn.Config(guarded, log_level="warning", access_log=False, ws_max_size=1 << 20, lifespan="on")
    config.timeout_graceful_shutdown = 2  # an open page is no reason to stay
    say(f"The studio is open at {address}")
    note("Clips go into " + str(settings.out) + ". Ctrl-C ends it.")
    asyncio.run(_run(uvicorn.Server(config), listening, address if settings.browser else None))
    return 0


async def _run(server: uvicorn.Server, listening: socket.socket, address: str | None) -> None:
    def leave() -> None:
        server.should_exit = True

    serving = asyncio.create_task(server.serve([listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)  # uvicorn sets its own handlers first
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, leave)
    if address:  # a browser of the console returns when it is left; it is not waited for
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    with suppress(asyncio.CancelledError):
        await serving


def application(context: AppContext, settings: Settings) -> FastAPI:
    """Return the application without access control."""
    studios: list[Studio] = []

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        studio = Studio(context, settings)
        studios.append(studio)
        studio.begin(_warm(studio))
        try:
            yield
        finally:
            await studio.close()

    app = FastAPI(lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)

    # Both in the event loop: in a thread what they look through would change meanwhile.
    @app.get("/frame/{request}/{number}")
    async def frame(request: int, number: int) -> Response:
        jpeg = studios[0].frame_cache.frame(request, number)
        if jpeg is None:
            raise HTTPException(404)
        return Response(jpeg, media_type="image/jpeg", headers={"cache-control": "private, max-age=3600"})

    @app.get("/clip/{number}/{kind}")
    async def clip(number: int, kind: str) -> Response:
        render = studios[0].render_queue.find(number)
        path = served(render, kind, settings.out) if render and kind in COMPANIONS else None
        if path is None:
            raise HTTPException(404)
        if path.is_dir():
            headers = {"content-disposition": f'attachment; filename="{path.name}.zip"'}
            return StreamingResponse(zipped(path), media_type="application/zip", headers=headers)
        how = "inline" if kind == "play" else "attachment"
        return FileResponse(path, filename=path.name, content_disposition_type=how)

    ui.page("/", title="Studio", dark=True)(Pages(studios).page)
    ui.run_with(app, favicon=ICON, show_welcome_message=False, reconnect_timeout=10, language="en-GB")
    return app


async def _warm(studio: Studio) -> None:
    try:
        await studio.warm()
    except Failed as error:
        studio.notices.append(error.failure.why)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)  # from now on a browser waits, however long it takes until it is answered
    except OSError as error:
        listening.close()
        raise UserError(f"--port {port} cannot be used ({error.strerror}): leave it out for a free one.") from None
    return listening
