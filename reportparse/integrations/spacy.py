"""The spaCy component: figures as spans of the document, the whole report beside them.

>>> import spacy
>>> nlp = spacy.blank("zh")
>>> _ = nlp.add_pipe("reportparse")
>>> doc = nlp("全年计划实施项目903个，已完成669个，完成率74%。")
>>> [(span.text, span.label_) for span in doc.spans["figures"]]
[('903个', 'count'), ('669个', 'count'), ('74%', 'rate')]
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from reportparse.models import Report
from reportparse.pipeline import parse_text

_KEY = "reportparse"


class ReportComponent:
    """Reads each document with ``parse_text``.

    ``doc.spans[spans_key]`` gets one span a figure: its label is the figure's kind, its id the
    figure's id, and it covers every token that the figure touches. The report is kept in
    ``doc.user_data`` as JSON, so that it survives ``Doc.to_bytes`` and other processes, and is
    read by ``doc._.report``.
    """

    def __init__(self, name: str, spans_key: str, patterns: str | None, lang: str) -> None:
        self.name = name
        self.spans_key = spans_key
        self.patterns = Path(patterns) if patterns else None
        self.lang = lang

    def __call__(self, doc: Doc) -> Doc:
        # parse_text would read each \r\n as one character; offsets have to stay those of the doc.
        text = doc.text.replace("\r\n", " \n")
        report = parse_text(text, name=self.name, patterns=self.patterns, lang=self.lang)
        doc.spans[self.spans_key] = SpanGroup(
            doc, name=self.spans_key, spans=list(_spans(doc, report))
        )
        doc.user_data[_KEY] = report.model_dump_json()
        return doc


def _spans(doc: Doc, report: Report) -> list[Span]:
    spans = (
        doc.char_span(
            figure.start,
            figure.end,
            label=figure.kind,
            span_id=figure.id,
            alignment_mode="expand",
        )
        for figure in report.figures
    )
    return [span for span in spans if span is not None]


@lru_cache(maxsize=8)
def _read(written: str) -> Report:
    return Report.model_validate_json(written)


def _report_of(doc: Doc) -> Report | None:
    """The report of a document, ``None`` before the component has seen it."""
    written = doc.user_data.get(_KEY)
    return None if written is None else _read(written)


@Language.factory(
    "reportparse",
    default_config={"spans_key": "figures", "patterns": None, "lang": "zh"},
    assigns=["doc.spans", "doc._.report"],
)
def create_component(
    nlp: Language, name: str, spans_key: str, patterns: str | None, lang: str
) -> ReportComponent:
    """The component for ``nlp.add_pipe("reportparse", config={…})``.

    ``spans_key`` names the group of spans, ``patterns`` a folder of rules that overlay the
    shipped ones, ``lang`` ("zh", "en") the language of messages.
    """
    return ReportComponent(name, spans_key, patterns, lang)


if not Doc.has_extension("report"):
    Doc.set_extension("report", getter=_report_of)
