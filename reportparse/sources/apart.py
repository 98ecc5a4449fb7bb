"""Loaders on C libraries in a process apart: a crash in one costs the file, never the run.

One process is started when the first such file comes and serves those that follow, so that a file
costs the passing of its bytes and its text. It answers in JSON, which runs nothing. A file that it
dies over gives an error, and the next one gets a new process.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import import_module
from threading import Lock
from traceback import extract_tb
from typing import IO, TYPE_CHECKING

from reportparse import errors
from reportparse.errors import FormatError, InputError, MissingExtraError
from reportparse.sources.document import Document

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MODULES = frozenset({"pdf", "image", "ofd"})
"""The loaders that run C libraries over what a stranger wrote: pdfium, and recognition of text."""

_SERVE = (
    "import sys; sys.path[:] = sys.argv[1:]; from reportparse.sources.apart import serve; serve()"
)
_lock = Lock()
_running: list[tuple[int, subprocess.Popen[bytes]]] = []


def load(module: str, data: bytes, name: str) -> Document:
    """What ``module.load(data, name)`` gives or raises, worked out in the process apart.

    Raises ``FormatError`` where the process dies over the file, ``RuntimeError`` for a fault of
    the loader. Without a Python to start the file is read in this process.
    """
    with _lock:
        try:
            process = _process()
        except OSError:
            document: Document = import_module(module).load(data, name)
            return document
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process.stdin, module.encode(), data)
            kind, answer = _receive(process.stdout).decode(), _receive(process.stdout)
        except (EOFError, OSError):
            _stop()
            problem, remedy = "读它的进程意外终止", "文件可能已损坏，或内存不足；请另存后再读"
            raise FormatError(name, problem, remedy) from None
        except BaseException:
            _stop()
            raise
    if kind == "document":
        return replace(_documents().validate_json(answer), name=name)
    raise _error(kind, answer.decode(), name)


def serve() -> None:
    """Loads what comes on standard input until it ends; the process apart runs this."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError):
        while True:
            module, data = _receive(requests).decode(), _receive(requests)
            _send(answers, *_answer(module, data))


def _answer(module: str, data: bytes) -> tuple[bytes, bytes]:
    try:
        return b"document", _documents().dump_json(import_module(module).load(data, ""))
    except InputError as error:
        return type(error).__name__.encode(), f"{error.problem}\0{error.remedy}".encode()
    except MissingExtraError as error:
        return b"MissingExtraError", str(error).encode()
    except Exception as error:
        last = extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119
        return b"fault", f"{type(error).__name__}: {error} ({place})".encode("utf-8", "replace")


def _error(kind: str, text: str, name: str) -> Exception:
    if kind == "MissingExtraError":
        return MissingExtraError(text)
    if kind == "fault":
        return RuntimeError(text)
    error: InputError = getattr(errors, kind)(name, *text.split("\0"))
    return error


@cache
def _documents() -> TypeAdapter[Document]:
    from pydantic import TypeAdapter

    return TypeAdapter(Document)


def _process() -> subprocess.Popen[bytes]:
    """The process apart of this process; a fork has none yet."""
    if _running and _running[0][0] == os.getpid() and _running[0][1].poll() is None:
        return _running[0][1]
    _stop()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _running.append((os.getpid(), process))
    return process


@atexit.register
def _stop() -> None:
    """Ends the process apart, unless it belongs to the process that this one was forked from."""
    while _running:
        owner, process = _running.pop()
        if owner != os.getpid():
            continue
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()


def _send(stream: IO[bytes], *frames: bytes) -> None:
    for frame in frames:
        stream.write(len(frame).to_bytes(8, "big") + frame)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    return _exactly(stream, int.from_bytes(_exactly(stream, 8), "big"))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
