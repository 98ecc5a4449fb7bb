"""What the archives kept in a database have in common: transactions, and errors for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from reportparse.archive.store import Known, busy
from reportparse.errors import InputError


class Database:
    """A connection to a database that holds ``inputs``.

    ``errors`` are what it raises, ``begin`` the statement that opens a transaction.
    """

    begin: ClassVar[str] = "BEGIN"

    def __init__(self, dest: Path, *errors: type[Exception]) -> None:
        self._dest, self._errors = dest, errors
        self._base: Any = None

    def known(self, sha256: str) -> Known | None:
        """See ``Store``."""
        query = "SELECT rules, version, errors FROM inputs WHERE sha256 = ?"
        with self._reported():
            row = self._base.execute(query, [sha256]).fetchone()
        return Known(*row) if row else None

    def _problem(self, error: Exception) -> InputError:
        """What an error of the database says to people."""
        return busy(self._dest, str(error).partition("\n")[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is done inside, or nothing; what cannot be rolled back was ended before."""
        self._base.execute(self.begin)
        try:
            yield
        except BaseException:
            with suppress(*self._errors):
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except self._errors as e:
            raise self._problem(e) from e
