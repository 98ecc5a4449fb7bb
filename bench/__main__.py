"""``python -m bench``: the table.

    python -m bench                                      everything, on the corpus
    python -m bench speed --texts long=DIR dense=DIR     one section, on other texts
    python -m bench --peers .bench                       with the peers installed there

Every figure is the median of several runs that take turns with those of its peers, so that the
ratios hold on a noisy machine. Peers with packages of their own run in environments of their own
(``python -m venv .bench/jionlp``); one that is missing is named with what to install.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.measure import SECTIONS, Options
from bench.texts import DEFAULT


def _named(written: str) -> tuple[str, Path]:
    name, _, folder = written.rpartition("=")
    path = Path(folder)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{folder} is no folder")
    return name or path.name, path


def main() -> None:
    """Prints line after line, each as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("sections", nargs="*", metavar="|".join(SECTIONS))
    parser.add_argument("--texts", nargs="+", type=_named, metavar="NAME=DIR")
    parser.add_argument("--runs", type=int, default=5, help="for each median (default 5)")
    parser.add_argument("--peers", type=Path, default=Path(".bench"), metavar="DIR")
    parser.add_argument("--full", action="store_true", help="100,000 files, not 5,000")
    given = parser.parse_args()
    for section in given.sections:
        if section not in SECTIONS:
            parser.error(f"no section {section!r}: {', '.join(SECTIONS)}")
    options = Options(dict(given.texts or DEFAULT.items()), given.runs, given.peers, given.full)
    for section in given.sections or SECTIONS:
        for line in SECTIONS[section](options):
            print(f"{line.name:<56} {line.figure:>32}  {line.ratios}".rstrip())
            sys.stdout.flush()


if __name__ == "__main__":
    main()
