"""The command line. The only module that prints."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from reportparse.english import told
from reportparse.errors import ReportparseError
from reportparse.outputs import FINDINGS, RECORDS, writing
from reportparse.usage import HELP, in_language, one_of

if TYPE_CHECKING:
    from reportparse.codes import Lang
    from reportparse.config import Config
    from reportparse.models import Report
    from reportparse.outputs import Options, Outcome, Pieces

_MISMATCH, _FAILED, _INTERRUPTED, _BROKEN_PIPE = 1, 2, 130, 141
"""Exit codes besides 0: findings; something could not be run; Ctrl-C; the reader went away."""


class _Commands(TyperGroup):
    """Turns what ends a run early into one line and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise typer.Exit(_BROKEN_PIPE) from None
        except KeyboardInterrupt:
            _say("已中断")
            raise typer.Exit(_INTERRUPTED) from None
        except ReportparseError as error:
            _say(f"错误：{error}", f"error: {told(error, 'en')}", _language(ctx))
            raise typer.Exit(_FAILED) from None
        return result


_HELP = {"help_option_names": sorted(HELP)}
app = typer.Typer(
    cls=_Commands,
    help="读懂中文工作总结里的数据：抽成记录，核对勾稽关系。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_HELP,
)
patterns_app = typer.Typer(cls=_Commands, rich_markup_mode=None, context_settings=_HELP)
app.add_typer(patterns_app, name="patterns", help="列出规则；patterns test 运行规则自带的例子。")


def main() -> None:
    """The entry point of the ``reportparse`` command."""
    gc.set_threshold(200_000)  # a run keeps nearly all that it makes
    try:
        in_language(get_command(app), sys.argv[1:])(prog_name="reportparse")
    except Exception:
        # A fault of the program itself must not look like "mismatches found" (exit 1).
        traceback.print_exc()
        sys.exit(_FAILED)
    finally:
        gc.freeze()  # at the end nothing is gone through once more


def _said_language(ctx: typer.Context, value: str | None) -> str | None:
    root = ctx.find_root()
    root.obj = said = one_of("zh", "en")(value) or root.obj
    return said


def _language(ctx: Any) -> str:
    """The language asked for, on the command line or else in the settings."""
    with suppress(ReportparseError):
        return str(ctx.find_root().obj or _settings().lang)
    return "zh"


def _version(wanted: bool) -> None:
    if wanted:
        from reportparse import __version__

        print(f"reportparse {__version__}")
        raise typer.Exit


Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="文件、文件夹、通配符或 -")]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh|en", callback=_said_language, help="输出的语言"),
]
PatternsOption = Annotated[
    Path | None, typer.Option("--patterns", metavar="DIR", help="自己的规则，叠加在自带规则之上")
]
WorkersOption = Annotated[int, typer.Option("--workers", "-j", min=1, max=64, help="并行的进程数")]


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本")
    ] = False,
    lang: LangOption = None,
) -> None:
    """The options of the program itself."""


@app.command()
def check(
    inputs: Inputs,
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="|".join(FINDINGS), callback=one_of(*FINDINGS),
            help="输出格式",
        ),
    ] = "text",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="只看这些代码，可写前几位，如 RP1")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="不看这些代码")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="已知的发现，不再列出")
    ] = None,
    new_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="把这次的发现记为已知")
    ] = None,
    workers: WorkersOption = 1,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:  # fmt: skip
    """核对报告里的数据。退出码：0 没有不符，1 有不符，2 有输入读不了。"""
    from reportparse.outputs import finding_renderer
    from reportparse.outputs.selection import Selection, write_baseline

    chosen = {"select": select, "ignore": ignore, "baseline": baseline}
    config = _settings(patterns=patterns, lang=lang, **chosen)
    run = Selection(config.select, config.ignore, config.baseline)
    outcomes = _read(inputs, config, workers, progress=not sys.stdout.isatty())
    render = finding_renderer(format)
    _print(render(run.passing(outcomes), _options(config.lang)), safe=format == "text")
    if run.accepted:
        zh = f"基线里已有的{run.accepted}处没有列出"
        _say(zh, f"{run.accepted} in the baseline not shown", config.lang)
    if new_baseline:
        writing(new_baseline, partial(write_baseline, run.found))
        zh, en = f"已把{len(run.found)}处发现写入", f"{len(run.found)} findings written to"
        _say(f"{zh} {new_baseline}", f"{en} {new_baseline}", config.lang)
    if run.unread:
        raise typer.Exit(_FAILED)
    if run.failing and not new_baseline:
        raise typer.Exit(_MISMATCH)


@app.command()
def parse(
    inputs: Inputs,
    format: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", metavar="|".join(RECORDS), callback=one_of(*RECORDS),
            help="输出格式；不写则看 -o 的扩展名，再没有就是 table",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE_OR_FOLDER",
            help="有扩展名的是文件，其余是文件夹（每份报告一个文件）；不写则输出到屏幕",
        ),
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="csv 开头加 BOM，供 Excel 识别")] = False,
    workers: WorkersOption = 1,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:  # fmt: skip
    """把报告抽成记录。退出码：0 全部读出，2 有输入读不了。"""
    from reportparse.outputs import record_renderer, record_saver, save_each

    config = _settings(patterns=patterns, lang=lang)
    suffix = output.suffix.lower() if output else ""
    name = format or next((n for n, f in RECORDS.items() if f.suffix == suffix), "table")
    if name in ("xlsx", "parquet") and output is None:
        raise typer.BadParameter(f"{name} 要用 -o 指定文件", param_hint="-f")
    options = _options(config.lang, bom=bom, screen=output is None)
    quiet = output is None and sys.stdout.isatty()
    with _reports(_read(inputs, config, workers, progress=not quiet)) as reports:
        if output is None:
            _print(record_renderer(name)(reports, options), safe=name == "table")
        else:
            save_each(reports, output, RECORDS[name].suffix, record_saver(name, options))


@app.command()
def view(
    inputs: Inputs,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE_OR_FOLDER",
            help="有扩展名的是文件，其余是文件夹（每份报告一页）",
        ),
    ],
    workers: WorkersOption = 1,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:  # fmt: skip
    """生成网页：原文里标出每个数据，旁边是核对结果；离线可看。退出码同 parse。"""
    from reportparse.outputs import save_each
    from reportparse.outputs.html import save_page

    config = _settings(patterns=patterns, lang=lang)
    save = partial(save_page, options=_options(config.lang), patterns=config.patterns)
    with _reports(_read(inputs, config, workers, progress=True)) as reports:
        save_each(reports, output, ".html", save)


@app.command()
def annotate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="docx 或 pdf；其他格式生成网页")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="不写则为原文件旁的 NAME.annotated"),
    ] = None,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """在副本里逐处批注发现：docx 加批注，pdf 加高亮和附注。原文件不动。"""
    from reportparse.outputs import save
    from reportparse.outputs.annotate import annotated

    config = _settings(patterns=patterns, lang=lang)
    copy = annotated(file, output, lang=config.lang, patterns=config.patterns)
    writing(copy.path, partial(save, iter([copy.content])))
    zh, en = f"已把{copy.findings}处发现批注在", f"{copy.findings} findings annotated in"
    _say(f"{zh} {copy.path}", f"{en} {copy.path}", config.lang)


@app.command()
def archive(
    inputs: Inputs,
    dest: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DEST", help=".db、.duckdb 文件，或 Parquet 文件夹"),
    ],
    refresh: Annotated[bool, typer.Option("--refresh", help="重读由旧规则读过的")] = False,
    workers: WorkersOption = 1,
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """把许多报告存入一个数据库，可中断续做。退出码：0 全部入库，2 有输入读不了。"""
    from reportparse.archive.ingest import archive as fill
    from reportparse.sources import expand

    config = _settings(patterns=patterns, lang=lang)
    paths = list(expand(inputs))
    with _progress(len(paths), True) as step:
        summary = fill(
            paths, dest, workers=workers, patterns=config.patterns, lang=config.lang,
            refresh=refresh, step=step,
        )  # fmt: skip
    for line in summary.to_text(config.lang).splitlines():
        _say(line)
    if summary.failures:
        raise typer.Exit(_FAILED)


@app.command()
def series(
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="archive 建立的档案库")],
    indicator: Annotated[str, typer.Option(metavar="TEXT", help="指标，如 完成率")],
    program: Annotated[str | None, typer.Option(metavar="TEXT", help="只看这个专项")] = None,
    place: Annotated[str | None, typer.Option(metavar="TEXT", help="只看这个地方")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.html", help="画成折线图")
    ] = None,
    lang: LangOption = None,
) -> None:
    """按年份和地方排列同一指标，指出各年报告之间的矛盾。"""
    from reportparse.archive.chart import page
    from reportparse.archive.series import series as collect
    from reportparse.outputs import save

    config = _settings(lang=lang)
    found = collect(dest, indicator, program=program, place=place)
    _print(iter([found.to_text(config.lang)]))
    if output:
        writing(output, partial(save, iter([page(found, config.lang)])))


@app.command()
def explain(
    what: Annotated[
        str,
        typer.Argument(metavar="CODE|FILE:LINE", help="代码（RP101），或报告的一行（a.txt:12）"),
    ],
    patterns: PatternsOption = None,
    lang: LangOption = None,
) -> None:
    """说明一个代码的含义，或哪些规则读出了报告的一行。"""
    from reportparse.codes import explain as explain_code

    config = _settings(patterns=patterns, lang=lang)
    file, _, line = what.rpartition(":")
    if not file or not line.isdecimal():
        print(explain_code(what, config.lang))
        return
    from reportparse.outputs.derivation import derivation
    from reportparse.pipeline import parse as parse_report

    report = parse_report(file, patterns=config.patterns, lang=config.lang)
    _print(derivation(report, int(line), _options(config.lang)))


@patterns_app.callback(invoke_without_command=True)
def _patterns(
    ctx: typer.Context,
    family: Annotated[
        str, typer.Option(metavar="NAME", help="只列一类，如 units、names、relations")
    ] = "",
    patterns: PatternsOption = None,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from reportparse.outputs.rule_list import rule_list
    from reportparse.rules import load_rules

    entries = load_rules(patterns or _settings().patterns).entries
    families = {PurePath(e.file).stem for e in entries}
    if family and family not in families:
        raise typer.BadParameter(
            f"没有 {family!r} 这一类；可用的有 {'、'.join(sorted(families))}", param_hint="--family"
        )
    chosen = [e for e in entries if family in ("", PurePath(e.file).stem)]
    _print(iter([rule_list(chosen, _options("zh"))]))


@patterns_app.command("test")
def patterns_test(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="自己的规则；不写则检查自带的")
    ] = None,
) -> None:
    """运行写在规则旁边的例子和反例。退出码：0 全部通过，1 有不通过，2 规则文件有错。"""
    from reportparse.rules import load_rules
    from reportparse.rules_check import run_examples

    rules = load_rules(folder)
    failures = run_examples(rules)
    _print(f"{failure}\n" for failure in failures)
    examples = sum(len(e.examples) + len(e.counter_examples) for e in rules.entries)
    outcome = f"{len(failures)}个不通过" if failures else "全部通过"
    print(f"{len(rules.entries)}条规则，{examples}个例子，{outcome}")
    if failures:
        raise typer.Exit(_MISMATCH)


@app.command()
def evaluate(
    gold_dir: Annotated[
        Path, typer.Argument(metavar="GOLD_DIR", help="标注文件（*.gold）的文件夹")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    patterns: PatternsOption = None,
) -> None:
    """对照人工标注，给出准确率、召回率和 F1。"""
    from reportparse.evaluate import evaluate as evaluate_gold

    config = _settings(patterns=patterns)
    evaluation = evaluate_gold(gold_dir, patterns=config.patterns)
    print(evaluation.model_dump_json() if as_json else evaluation.to_table().rstrip("\n"))


@app.command()
def schema() -> None:
    """输出报告 JSON 的 JSON Schema。"""
    import json

    from reportparse.models import Report

    description = Report.model_json_schema(mode="serialization")
    print(json.dumps(description, ensure_ascii=False, indent=2))


def _settings(**said: Any) -> Config:
    """The settings of the folder, overridden by what the command line says."""
    from reportparse.config import load_config

    return load_config(Path.cwd()).overridden(**said)


def _options(lang: Lang, *, bom: bool = False, screen: bool = True) -> Options:
    from reportparse.outputs import Options

    terminal = screen and sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(max(shutil.get_terminal_size().columns, 40), 140) if terminal else 120
    return Options(lang=lang, colour=colour, width=width, bom=bom)


def _read(
    inputs: Iterable[str], config: Config, workers: int, *, progress: bool
) -> Iterator[Outcome]:
    """The reports of all inputs in order; what cannot be read is told on stderr and passed on."""
    from reportparse.pipeline import parse_many
    from reportparse.sources import expand

    paths = list(expand(inputs))
    workers = 1 if "-" in paths else workers  # standard input belongs to this process
    with _progress(len(paths), progress) as step:
        for outcome in parse_many(
            paths, workers=workers, patterns=config.patterns, lang=config.lang
        ):
            if isinstance(outcome, ReportparseError):
                _say(f"错误：{outcome}", f"error: {told(outcome, 'en')}", config.lang)
            step()
            yield outcome


@contextmanager
def _reports(outcomes: Iterable[Outcome]) -> Iterator[Iterator[Report]]:
    """The reports among the outcomes; once all are used, exit code 2 if one could not be read."""
    unread = 0

    def reports() -> Iterator[Report]:
        nonlocal unread
        for outcome in outcomes:
            if isinstance(outcome, ReportparseError):
                unread += 1
            else:
                yield outcome

    yield reports()
    if unread:
        raise typer.Exit(_FAILED)


@contextmanager
def _progress(total: int, wanted: bool) -> Iterator[Callable[[], None]]:
    """A bar on stderr for several inputs on a terminal; elsewhere nothing."""
    if not wanted or total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
    from rich.progress import TextColumn as Text

    columns = BarColumn(), MofNCompleteColumn(), Text("{task.fields[rate]}"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate="")
        yield lambda: bar.update(task, advance=1, rate=f"{bar.tasks[0].speed or 0:,.0f}/s")


def _print(pieces: Pieces, *, safe: bool = True) -> None:
    """The pieces on standard output, each as soon as it is ready.

    ``safe`` says that they cannot harm a terminal; data formats hold the report's own characters,
    which only a file or a pipe gets as they are.
    """
    from reportparse.outputs import to_bytes
    from reportparse.outputs.layout import plain

    for piece in pieces:
        if not safe and sys.stdout.isatty() and isinstance(piece, str):
            piece = "\n".join(map(plain, piece.split("\n")))
        sys.stdout.buffer.write(to_bytes(piece))
        sys.stdout.buffer.flush()


def _say(zh: str, en: str = "", lang: str | None = "zh") -> None:
    """One safe line on stderr, in the language asked for."""
    from reportparse.outputs.layout import plain

    print(plain(en if en and lang == "en" else zh), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
