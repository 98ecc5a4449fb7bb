"""Reports as JSON: one report is an object (the public contract), several are an array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportparse.models import Report
from reportparse.outputs import Options


def render(reports: Iterable[Report], options: Options) -> Iterator[str]:
    """Each report with an indent of two; brackets around them only if there is not just one."""
    rest = iter(reports)
    first, second = next(rest, None), next(rest, None)
    if first is None:
        yield "[]\n"
    elif second is None:
        yield first.model_dump_json(indent=2) + "\n"
    else:
        yield "[\n" + first.model_dump_json(indent=2)
        yield ",\n" + second.model_dump_json(indent=2)
        for report in rest:
            yield ",\n" + report.model_dump_json(indent=2)
        yield "\n]\n"
