from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import reportparse.integrations.spacy
from reportparse.models import Report
from reportparse.pipeline import parse_text

TEXT = "一、项目情况\n全年计划实施项目903个，已完成669个，完成率74%。"


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("reportparse")
    return nlp


def spans(doc: Doc, key: str = "figures") -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span.id_) for span in doc.spans[key]]


def test_figures_become_spans(nlp: Language) -> None:
    doc = nlp(TEXT)
    report: Report = doc._.report
    assert [text for text, _, _ in spans(doc)] == ["903个", "669个", "74%"]
    assert spans(doc) == [(f.text, f.kind, f.id) for f in report.figures]
    assert [s.start_char for s in doc.spans["figures"]] == [f.start for f in report.figures]
    assert report.figures == parse_text(TEXT).figures


def test_a_span_covers_every_token_it_touches() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("reportparse")
    doc = nlp("已投入5万元 。")
    (span,) = doc.spans["figures"]
    assert span.text == "已投入5万元"


def test_line_breaks_of_any_kind_keep_offsets(nlp: Language) -> None:
    doc = nlp("一\r\n投入5万元。\r\n\r培训3人。")
    assert [(s.text, s.start_char) for s in doc.spans["figures"]] == [("5万元", 5), ("3人", 14)]


def test_several_processes(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert [spans(d) for d in docs] == [spans(nlp(TEXT))] * 4
    assert all(d._.report == nlp(TEXT)._.report for d in docs)


def test_a_document_survives_bytes(nlp: Language) -> None:
    doc = nlp(TEXT)
    copy = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert spans(copy) == spans(doc)
    assert copy._.report == doc._.report


def test_a_pipeline_survives_disk(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("reportparse", config={"spans_key": "numbers", "lang": "en"})
    nlp.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert spans(loaded(TEXT), "numbers") == spans(nlp(TEXT), "numbers")
    assert loaded.get_pipe("reportparse").lang == "en"


@pytest.mark.parametrize("text", ["", " ", "\r\n", "没有数据"])
def test_texts_without_figures(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert len(doc.spans["figures"]) == 0
    assert len(doc._.report.text) == len(text)


def test_a_document_that_was_not_read_has_no_report() -> None:
    assert spacy.blank("zh")("5人")._.report is None
    assert reportparse.integrations.spacy.create_component.__doc__
