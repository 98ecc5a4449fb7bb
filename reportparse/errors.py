"""What can go wrong, as a tree.

::

    ReportparseError            every error that reportparse raises on purpose
    ├── InputError              a file that cannot be read: missing, empty, binary, damaged
    │   ├── EncodingError       bytes that no encoding of the ladder decodes
    │   └── FormatError         a format that is unknown, broken, encrypted or over a limit
    ├── PatternError            a rule file that does not validate
    ├── GoldError               a gold annotation that does not parse
    └── MissingExtraError       an optional package is needed; the message says what to install

A message names the file, the place in it and the remedy.
"""

from __future__ import annotations


class ReportparseError(Exception):
    """Base of every error that reportparse raises on purpose."""


class InputError(ReportparseError):
    """An input that cannot be read.

    ``name`` is the input's name, ``problem`` says what is wrong, ``remedy`` what to do.
    """

    def __init__(self, name: str, problem: str, remedy: str = "") -> None:
        self.name, self.problem, self.remedy = name, problem, remedy
        super().__init__(f"{name}: {problem}" + (f"。{remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str]]:
        return type(self), (self.name, self.problem, self.remedy)


class EncodingError(InputError):
    """Bytes that no encoding of the ladder decodes."""


class FormatError(InputError):
    """A format that is unknown, broken, encrypted or over a limit."""


class PatternError(ReportparseError):
    """A rule file that does not validate: names the file, the entry and the fault."""

    def __init__(self, file: str, entry: str, fault: str) -> None:
        self.file, self.entry, self.fault = file, entry, fault
        super().__init__(f"{file}: {entry}: {fault}" if entry else f"{file}: {fault}")

    def __reduce__(self) -> tuple[type[PatternError], tuple[str, str, str]]:
        return type(self), (self.file, self.entry, self.fault)


class GoldError(ReportparseError):
    """A gold annotation that does not parse: names the file and the mark."""


class MissingExtraError(ReportparseError):
    """An optional package is needed; the message says what to install."""
