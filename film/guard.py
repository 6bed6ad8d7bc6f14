"""From exceptions to exit codes: a person's mistake is one message, a mistake of ours keeps its traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

from film.absent import remedy
from film.console import note
from film.program import named
from model.errors import UserError

LONGEST_MESSAGE = 2000
THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG}


def guarded(command: Callable[[], Any]) -> int:
    """Run a command and return its exit code: 0, 1 (our fault), 2 (the input's) or 130 (interrupted)."""
    try:
        result = command()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "render.py"
        return _refuse(f"{error.format_message()} `python {where} --help` shows how.")
    except (KeyboardInterrupt, click.Abort):
        note("Interrupted: no unfinished clip was kept.")
        return 130
    except BrokenPipeError:
        # Whoever read our output left, as `head` does; Python would say so again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if (why := refusal(error)) is None:
            traceback.print_exc()
            return 1
        return _refuse(why)


def refusal(error: Exception) -> str | None:
    """What to tell a person whose input or disk will not do; None where the fault is ours."""
    if isinstance(error, UserError):
        return named(str(error))
    if isinstance(error, ModuleNotFoundError):
        return remedy(error)
    if isinstance(error, OSError) and error.errno in THE_DISK:
        return f"{error.filename or 'The disk'}: {error.strerror}. Free some space or choose another folder (-o)."
    return None


def printable(text: str) -> str:
    """``text`` with its control characters escaped, but for line breaks."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def _refuse(message: str) -> int:
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:200]}… {message[-200:]}"
    note(f"render.py: {printable(message)}")
    return 2


def leave_on_sigterm() -> None:
    """Let a polite kill unwind like Ctrl-C does, so that unfinished files go."""

    def leave(signal_number: int, frame: Any) -> None:
        raise SystemExit(128 + signal_number)

    signal.signal(signal.SIGTERM, leave)
