"""One function over many items, in this process or spread over several; results in order.

Memory stays flat: only a few items and results wait at any time. A process that dies (a crash in
a C library, killed for want of memory) costs the one item that killed it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_BATCH = 4
"""Items that go to a process at a time, to pay the way there once."""
_AHEAD = 3
"""Batches for each process that are on their way or wait to be taken."""


def spread(
    function: Callable[[T], R], items: Iterable[T], *, workers: int, lost: Callable[[T], R]
) -> Iterator[R]:
    """``function`` of each item, in order; ``lost`` of an item whose process died over it.

    With one worker everything happens in this process, one item at a time. With more,
    ``function``, items and results are pickled. An exception of ``function`` ends the run and is
    raised here. Stopping early (``break``, Ctrl-C) drops what is still waiting.
    """
    if workers <= 1:
        yield from map(function, items)
        return
    run = _Run(function, workers, lost)
    try:
        yield from run.results(iter(items))
    finally:
        run.stop()


class _Run(Generic[T, R]):
    """A pool, replaced when it breaks, and the batches that it has been given."""

    def __init__(self, function: Callable[[T], R], workers: int, lost: Callable[[T], R]) -> None:
        self._function, self._workers, self._lost = function, workers, lost
        self._waiting: deque[tuple[list[T], Future[list[R]]]] = deque()
        self._pool = self._new_pool(workers)

    def results(self, items: Iterator[T]) -> Iterator[R]:
        # The first batches are small, so that a few large items are spread too.
        size = 1
        while batch := list(islice(items, size)):
            self._waiting.append((batch, self._submit(batch)))
            if len(self._waiting) >= _AHEAD * self._workers:
                yield from self._next()
                size = _BATCH
        while self._waiting:
            yield from self._next()

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, batch: list[T]) -> Future[list[R]]:
        try:
            return self._pool.submit(_each, self._function, batch)
        except BrokenProcessPool as e:
            broken: Future[list[R]] = Future()
            broken.set_exception(e)
            return broken

    def _next(self) -> list[R]:
        batch, future = self._waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            return self._again(batch)

    def _again(self, batch: list[T]) -> list[R]:
        """The batch item by item, each where its death harms no other; then all goes on."""
        self.stop()
        results = [self._alone(item) for item in batch]
        self._pool = self._new_pool(self._workers)
        self._waiting = deque((b, f if _done(f) else self._submit(b)) for b, f in self._waiting)
        return results

    def _alone(self, item: T) -> R:
        with self._new_pool(1) as pool:
            try:
                return pool.submit(self._function, item).result()
            except BrokenProcessPool:
                return self._lost(item)

    @staticmethod
    def _new_pool(workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, initializer=_settle)


def _done(future: Future[list[R]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _each(function: Callable[[T], R], batch: list[T]) -> list[R]:
    return [function(item) for item in batch]


def _settle() -> None:
    """Ctrl-C, which reaches every process of a terminal, ends a worker without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    """A worker whose parent was killed ends too, rather than wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
