"""Old office formats (doc, wps, rtf, odt, xls, ods), read through a LibreOffice on this machine.

LibreOffice runs without a window, in a profile of its own that is thrown away, with macros and the
updating of links switched off; it converts to docx or xlsx, which the loaders of those read.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from reportparse.errors import FormatError, InputError
from reportparse.sources import docx, xlsx
from reportparse.sources.document import Document
from reportparse.sources.limits import CONVERSION_SECONDS, MAX_BYTES
from reportparse.sources.sniff import sniff

_PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
_HOMES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_SHEETS = {"xls", "ods"}
_FILTERS = {
    "doc": "MS Word 97", "wps": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8",
    "xls": "MS Excel 97", "ods": "calc8", "xml": "MS Word 2003 XML",
}  # fmt: skip

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def load(data: bytes, name: str) -> Document:
    """Reads a file of an old format.

    Raises ``InputError`` that says how to get LibreOffice where there is none.
    """
    format = sniff(data, name)
    program = _find()
    if program is None:
        raise InputError(
            name,
            f"读 {format} 文件需要 LibreOffice，这台机器上没有找到",
            "请安装 LibreOffice（https://www.libreoffice.org），或用 Word/WPS 另存为 docx 或 xlsx",
        )
    to = "xlsx" if format in _SHEETS else "docx"
    converted = _convert(data, name, program, format, to)
    document = xlsx.load(converted, name) if to == "xlsx" else docx.load(converted, name)
    return replace(document, format=format, sha256=sha256(data).hexdigest(), size=len(data))


def _find() -> str | None:
    for program in _PROGRAMS:
        if found := shutil.which(program):
            return found
    return next((home for home in _HOMES if Path(home).is_file()), None)


def _convert(data: bytes, name: str, program: str, format: str, to: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="reportparse-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        settings = root / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        kind = "xml" if data.lstrip().startswith(b"<") else format
        source = root / f"input.{'doc' if kind == 'wps' else kind}"
        source.write_bytes(data)
        command = [
            program, "--headless", "--norestore", "--nolockcheck", "--nodefault",
            f"-env:UserInstallation={(root / 'profile').as_uri()}",
            f"--infilter={_FILTERS[kind]}", "--convert-to", to, "--outdir", str(root / "out"),
            str(source),
        ]  # fmt: skip
        _run(command, name, root)
        target = root / "out" / f"input.{to}"
        if not target.is_file():
            problem = f"LibreOffice 无法打开这个 {format} 文件（可能已损坏或加密）"
            raise FormatError(name, problem, f"请用 Word/WPS 打开后另存为 {to}")
        if target.stat().st_size > MAX_BYTES:
            raise FormatError(name, "转换后的文件过大", "请拆分后再读")
        return target.read_bytes()


def _run(command: list[str], name: str, folder: Path) -> None:
    """Runs LibreOffice in a process group of its own, so that nothing of it outlives the limit."""
    own = {"HOME": str(folder), "TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder)}
    environment = {**os.environ, **own, "SAL_USE_VCLPLUGIN": "svp"}
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            start_new_session=True,
        ) as process:
            try:
                process.wait(CONVERSION_SECONDS)
            except subprocess.TimeoutExpired:
                problem = f"LibreOffice 转换超过{CONVERSION_SECONDS}秒"
                raise FormatError(name, problem, "请用 Word/WPS 另存为 docx 或 xlsx") from None
            finally:
                _stop(process)
    except OSError as error:
        raise InputError(name, f"无法运行 LibreOffice（{error}）", "请检查 LibreOffice") from None


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends what still runs; a program that has ended may have left others of its group behind."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
