from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportparse.models import Place, Report
from reportparse.outputs.findings import Lines, findings, place_of, without


@given(st.text(st.sampled_from("a好\n")), st.data())
def test_lines_agree_with_splitting(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = lines.locate(offset)
    before = text[:offset].split("\n")
    assert (line, column) == (len(before), len(before[-1]) + 1)
    start, end = lines.bounds(line)
    assert text[start:end] == text.split("\n")[line - 1]
    assert len(lines) == text.count("\n") + 1


def test_what_does_not_agree_stands_before_notes(county: Report) -> None:
    found = findings(county)
    assert [(f.check.code, f.line, f.column, f.failing) for f in found] == [
        ("RP101", 4, 40, True),
        ("RP201", 6, 23, False),
    ]
    assert found[0].end_column == 44
    assert [o.text for o in found[0].operands] == ["82607.32万元", "69743.57万元"]


def test_fingerprints_survive_text_above(county: Report) -> None:
    moved = county.model_copy(
        update={
            "text": "新的一段\n" + county.text,
            "figures": tuple(
                f.model_copy(update={"start": f.start + 5, "end": f.end + 5})
                for f in county.figures
            ),
        }
    )
    assert [f.fingerprint for f in findings(moved)] == [f.fingerprint for f in findings(county)]
    assert findings(moved)[0].line == 5


def test_the_same_statement_twice_has_two_fingerprints(county: Report) -> None:
    first = county.checks[0]
    twice = county.model_copy(update={"checks": (first, first.model_copy(update={"id": "c9"}))})
    assert len({f.fingerprint for f in findings(twice)}) == 2


def test_without_drops_checks_and_nothing_else(county: Report) -> None:
    less = without(county, county.checks[:1])
    assert [c.id for c in less.checks] == ["c2", "c3"]
    assert less.figures == county.figures
    assert without(county, ()) is county


def test_the_smallest_place_is_named(county: Report) -> None:
    places = (Place(start=0, end=90, page=2), Place(start=50, end=60, page=2, table=1))
    placed = county.model_copy(update={"places": places})
    assert place_of(placed, 57) == places[1]
    assert place_of(placed, 20) == places[0]
    assert place_of(placed, 95) is None
