"""Figures: from the structure of a text to records with value, indicator, status and place."""

from __future__ import annotations

from reportparse.figures.carry import carry_units
from reportparse.figures.context import ContextReader, Openings
from reportparse.figures.indicator import IndicatorReader
from reportparse.figures.masks import Masked, Masks
from reportparse.figures.period import read_periods
from reportparse.figures.reading import Reading
from reportparse.figures.resolve import resolve
from reportparse.figures.scan import Scanner
from reportparse.figures.tables import Cell, read_tables
from reportparse.interval import bounds
from reportparse.models import Figure, Period
from reportparse.rules import Rules
from reportparse.structure import Structure


class FigureReader:
    """Reads the figures of structured texts; compiled once for a set of rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._masks = Masks(rules)
        self._scanner = Scanner(rules)
        self._context = ContextReader(rules)
        self._indicator = IndicatorReader(rules)

    def read(
        self, structure: Structure
    ) -> tuple[tuple[Figure, ...], dict[int, Cell], Period | None]:
        """All figures in text order, the table cells by offset, the report's period."""
        folded = structure.folded
        masked = Masked(folded, self._masks.spans(folded))
        readings = resolve(folded, self._scanner.readings(folded, masked), masked)
        cells = read_tables(structure)
        readings = carry_units(structure, readings, cells, self._rules)
        periods = read_periods(structure)
        statuses = self._context.statuses(structure, readings, cells, periods)
        indicators = self._indicator.indicators(structure, readings, cells)
        figures = []
        openings = Openings(structure.folded)
        for n, (r, status, phrase) in enumerate(
            zip(readings, statuses, indicators, strict=True), 1
        ):
            cell = cells.get(r.start)
            named = periods.named(cell.row_names, cell.column_names) if cell else None
            period = named or periods.at(r.start)
            figures.append(self._figure(structure, r, f"f{n}", status, phrase, period, openings))
        return tuple(figures), cells, periods.report

    def _figure(
        self,
        structure: Structure,
        r: Reading,
        id: str,
        status: str,
        phrase: str,
        period: Period | None,
        openings: Openings,
    ) -> Figure:
        text = structure.text[r.start : r.end]
        section = structure.section_at(r.start)
        assert r.kind is not None
        low, high = bounds(
            r.number.value,
            r.place,
            kind=r.kind,
            unit=r.unit,
            modifier=r.modifier,
            text=text,
            high=r.number.high,
        )
        return Figure(
            id=id,
            start=r.start,
            end=r.end,
            text=text,
            kind=r.kind,
            value=r.number.value,
            low=low,
            high=high,
            unit=r.unit,
            unit_inferred=r.inferred,
            modifier=r.modifier,
            status=status,  # type: ignore[arg-type]
            direction=self._context.direction(structure, r, phrase),
            indicator=phrase,
            subject=self._context.subject(structure, r, openings),
            program=self._context.program(section),
            section=section.id if section else None,
            period=period,
            rule=r.rule,
        )
