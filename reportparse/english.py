"""Errors and warnings in English: what the program says in Chinese, with ``{}`` for what is put in.

A test holds that every text of the package stands here. What is put in is translated too where it
is a text itself, and stays as it is otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

TEXTS: Mapping[str, str] = {
    # how the parts of an error are joined
    "{}: {}。{}": "{}: {}. {}",
    "{}: {}": "{}: {}",
    # files and formats
    "没有这个文件": "no such file",
    "请检查路径和文件名": "Check the path and the name",
    "请检查路径": "Check the path",
    "请检查路径和权限": "Check the path and its permissions",
    "没有读取权限": "no permission to read it",
    "请检查文件权限": "Check the permissions of the file",
    "请检查权限": "Check the permissions",
    "无法打开（{}）": "cannot be opened ({})",
    "打不开：{}": "cannot be opened: {}",
    "读不了：{}": "cannot be read: {}",
    "写不了：{}": "cannot be written: {}",
    "文件是空的": "the file is empty",
    "文件里只有空白": "the file holds nothing but blanks",
    "文件里没有可读的文字": "the file holds no text that can be read",
    "请检查文件内容": "Check what the file holds",
    "请检查是否选错文件": "Check whether it is the right file",
    "是文件夹，里面没有可读的报告": "is a folder without a report that can be read",
    "请给出文件，或检查文件夹": "Name a file, or check the folder",
    "请给出文件名": "Name a file",
    "不是按字节打开的文件": "is not a file opened for bytes",
    "请用 open(..., 'rb') 打开": "Open it with open(..., 'rb')",
    "文件超过{} MiB": "the file is over {} MiB",
    "文字超过{}字": "the text is over {} characters",
    "超过{}页": "more than {} pages",
    "扫描页超过{}页": "more than {} scanned pages",
    "单元格超过{}个": "more than {} cells",
    "表格单元格超过{}个": "more than {} table cells",
    "请拆分后再读": "Split it first",
    "请拆分后再读，或改名为 .txt": "Split it first, or rename it to .txt",
    "文件已加密": "the file is encrypted",
    "请去掉打开密码后再读": "Remove the password that opens it",
    "请去掉密码后再读": "Remove the password",
    "请重新取得文件": "Get the file anew",
    "请检查文件来源": "Check where the file comes from",
    "请检查来源": "Check where it comes from",
    "无法识别的文件格式": "the format of the file is unknown",
    "不读演示文稿": "slides are not read",
    "不读邮件": "mail is not read",
    "请把正文或附件另存为文件": "Save its text or its attachments as files",
    "不读 XML 文件": "XML files are not read",
    "请用原来的软件另存为 docx、pdf 或 txt": "Save it as docx, pdf or txt where it comes from",
    "请另存为 docx 或 pdf": "Save it as docx or pdf",
    "请另存为 docx、pdf 或 txt": "Save it as docx, pdf or txt",
    "请另存为 docx 或 txt": "Save it as docx or txt",
    "请另存为 html 或 docx": "Save it as html or docx",
    "请另存为 xlsx": "Save it as xlsx",
    "扩展名是 {}，内容却不是": "the extension is {}, the content is not",
    "扩展名是 {}，按内容读作 {}": "the extension is {}, the content was read as {}",
    "文件可能已损坏或改过名，请重新取得": "It may be damaged or renamed; get it anew",
    "读它的进程意外终止": "the process that read it died",
    "文件可能已损坏，或内存不足；请另存后再读": "It may be damaged, or memory short; save it anew",
    "内存可能不足，或文件已损坏；请单独读这份文件": (
        "Memory may be short, or the file damaged; read it by itself"
    ),
    "程序出错（{}，{}）": "the program failed ({}, {})",
    "请反馈，并附上这份文件": "Report it, with this file",
    # archives and packages
    "不读 rar 压缩包": "rar archives are not read",
    "不读 7z 压缩包": "7z archives are not read",
    "不读 gz 压缩包": "gz archives are not read",
    "请解压后再读": "Unpack it first",
    "请解压后读文件夹，或改压为 zip": "Unpack it and read the folder, or make it a zip",
    "压缩包里有{}份文件": "the archive holds {} files",
    "请用 load_all 或命令行逐份读取": "Read them one by one with load_all or the command line",
    "压缩包内文件超过{}个": "the archive holds more than {} files",
    "压缩包嵌套超过{}层": "archives inside archives more than {} deep",
    "文件已损坏，无法解压": "the file is damaged and cannot be unpacked",
    "其中 {}": "{} in it",
    "{} 已损坏，无法解压": "{} is damaged and cannot be unpacked",
    "{} 的压缩方法不受支持": "{} is packed in a way that is not supported",
    "{} 解压后过大（{}字节）": "{} is too large unpacked ({} bytes)",
    "其中 {} 的元素过多": "{} in it has too many elements",
    "其中 {} 没有内容": "{} in it is empty",
    "其中 {} 含有 DTD 或实体定义，不予读取": "{} in it has a DTD or entities and is not read",
    "其中 {} 不是完好的 XML": "{} in it is no sound XML",
    "其中 {} 嵌套超过{}层": "{} in it is nested more than {} deep",
    # text
    "请用文本编辑器或 Word 打开，确认内容无误后另存为 UTF-8 编码": (
        "Open it in an editor or Word, check it and save it as UTF-8"
    ),
    "无法识别文字编码（试过 UTF-8、GB18030、Big5、UTF-16；UTF-8 在第{}字节处中断）": (
        "the encoding is unknown (UTF-8, GB18030, Big5, UTF-16 tried; UTF-8 ends at byte {})"
    ),
    "不是文本文件（含二进制内容）": "is not a text file (binary content)",
    "不是文本文件（第{}字节是二进制内容）": "is not a text file (byte {} is binary)",
    "文件头标明 {}，但第{}字节处无法解码": "is marked as {}, but byte {} cannot be decoded",
    "文字是乱码：UTF-8 曾被误读为 GBK 后保存，请取原文件": (
        "the text is garbled: UTF-8 was once read as GBK and saved; get the original"
    ),
    "第{}行无法读作表格（{}）": "line {} cannot be read as a table ({})",
    "请检查引号，或另存为 xlsx": "Check the quotes, or save it as xlsx",
    # web pages
    "保存的网页里没有正文": "the saved page has no text",
    "网页元素超过{}个": "the page has more than {} elements",
    "网页嵌套过深（标签没有闭合）": "the page is nested too deep (tags left open)",
    "网页嵌套超过{}层": "the page is nested more than {} deep",
    "网页无法解析（{}）": "the page cannot be parsed ({})",
    # Word, Excel, LibreOffice
    "不是完整的 Word 文档（缺正文）": "is not a whole Word document (no body)",
    "正文不是 UTF-8 编码": "the body is not UTF-8",
    "请用 Word 打开后另存为 docx": "Open it in Word and save it as docx",
    "不是完整的 Excel 文件（缺工作簿）": "is not a whole Excel file (no workbook)",
    "隐藏的工作表未读入：{}": "a hidden sheet was left out: {}",
    "工作表“{}”的公式没有存计算结果，请用 Excel 打开并保存": (
        "sheet “{}” holds formulas without results; open it in Excel and save it"
    ),
    "读 {} 文件需要 LibreOffice，这台机器上没有找到": (
        "reading {} files needs LibreOffice, which was not found on this machine"
    ),
    "请安装 LibreOffice（https://www.libreoffice.org），或用 Word/WPS 另存为 docx 或 xlsx": (
        "Install LibreOffice (https://www.libreoffice.org), or save it as docx or xlsx in Word/WPS"
    ),
    "LibreOffice 无法打开这个 {} 文件（可能已损坏或加密）": (
        "LibreOffice cannot open this {} file (it may be damaged or encrypted)"
    ),
    "请用 Word/WPS 打开后另存为 {}": "Open it in Word/WPS and save it as {}",
    "请用 Word/WPS 另存为 docx 或 xlsx": "Save it as docx or xlsx in Word/WPS",
    "LibreOffice 转换超过{}秒": "LibreOffice took more than {} seconds",
    "转换后的文件过大": "the converted file is too large",
    "无法运行 LibreOffice（{}）": "LibreOffice cannot be run ({})",
    "请检查 LibreOffice": "Check LibreOffice",
    # pages and scans
    "PDF 已损坏，无法打开": "the PDF is damaged and cannot be opened",
    "PDF 打不开": "the PDF cannot be opened",
    "第{}页已损坏": "page {} is damaged",
    "第{}页已损坏，未读入": "page {} is damaged and was left out",
    "第{}页文字过多": "page {} has too many characters",
    "第{}页缺内容，未读入": "page {} has no content and was left out",
    "第{}页是扫描图，未读入；安装 pip install 'reportparse[ocr]' 后可读": (
        "page {} is a scan and was left out; pip install 'reportparse[ocr]' reads it"
    ),
    "第{}页识别结果已改正：“{}”改为“{}”": "on page {} what was recognised is mended: “{}” is “{}”",
    "第{}页有识别不清的行，数据请对照原件核对": (
        "page {} has lines recognised with doubt; check their figures against the original"
    ),
    "不是完整的 OFD 文件（缺 OFD.xml）": "is not a whole OFD file (no OFD.xml)",
    "图片已损坏，无法读取": "the picture is damaged and cannot be read",
    "图片已损坏，无法打开": "the picture is damaged and cannot be opened",
    "图片过大（{}×{}像素）": "the picture is too large ({}×{} pixels)",
    "请用 200~300 dpi 重新扫描": "Scan it anew at 200 to 300 dpi",
    "请重新扫描": "Scan it anew",
    "请重新扫描或取得文件": "Scan it or get it anew",
    "读扫描件需要文字识别组件，请安装：pip install 'reportparse[ocr]'": (
        "reading scans needs character recognition: pip install 'reportparse[ocr]'"
    ),
    # what is written
    "一页只放一份报告，{} 之后还有；请用 -o 指定文件夹": (
        "a page holds one report, and there are more after {}; name a folder with -o"
    ),
    "写 xlsx 需要 xlsxwriter：pip install xlsxwriter": (
        "writing xlsx needs xlsxwriter: pip install xlsxwriter"
    ),
    "读写 parquet 需要 pyarrow：pip install 'reportparse[parquet]'": (
        "parquet needs pyarrow: pip install 'reportparse[parquet]'"
    ),
    "工作表“{}”超过{}行；请分批输出，或改用 csv、jsonl": (
        "sheet “{}” has more than {} rows; write it in parts, or as csv or jsonl"
    ),
    "副本会是{}文件，扩展名不符": "the copy is a {} file, the extension does not fit",
    "请用 -o 给出{}文件名": "Name a {} file with -o",
    "会覆盖原文件": "would overwrite the original",
    "请用 -o 给出另一个文件名": "Name another file with -o",
    "批注要有原文件": "annotating needs the original file",
    "没有第{}行": "there is no line {}",
    "共{}行": "It has {} lines",
    "基线文件读不了": "the baseline cannot be read",
    "请先用 --write-baseline 生成": "Make it with --write-baseline first",
    "不是基线文件": "is not a baseline",
    "请用 --write-baseline 重新生成": "Make it anew with --write-baseline",
    # archives of reports
    "DuckDB 档案库需要 duckdb 和 pyarrow：pip install 'reportparse[duckdb]'": (
        "an archive in DuckDB needs duckdb and pyarrow: pip install 'reportparse[duckdb]'"
    ),
    "不认识 {}": "{} is unknown",
    "可用 .db、.sqlite、.duckdb，或不带扩展名的文件夹": (
        "Use .db, .sqlite, .duckdb, or a folder without an extension"
    ),
    "没有这个档案库": "no such archive",
    "请先用 reportparse archive 建立": "Make it with reportparse archive first",
    "不是本版本的 reportparse 档案库": "is not an archive of this version of reportparse",
    "请换一个位置，以免覆盖别的数据": "Choose another place, lest other data be overwritten",
    "用不了（{}）": "cannot be used ({})",
    "请确认没有别的程序占用，磁盘未满": "See that nothing else uses it and the disk has room",
    # settings and rules
    "没有代码 {}；相近的有 {}": "there is no code {}; near it are {}",
    "没有代码 {}；可用的有 {}": "there is no code {}; use {}",
    "不是有效的 TOML：{}": "is not valid TOML: {}",
    "不是有效的 TOML:{}": "is not valid TOML: {}",
    "请改正后重试": "Mend it and try again",
    "设置 {} 不对：{}": "setting {} is wrong: {}",
    "可用的设置有 {}": "The settings are {}",
    "这个文件夹里没有规则文件（*.toml、lexicon.txt）": (
        "there are no rule files in this folder (*.toml, lexicon.txt)"
    ),
    "不是 UTF-8 编码，请另存为 UTF-8": "is not UTF-8; save it as UTF-8",
    "缺少这一条目": "this entry is missing",
    "应当写成 [[rule]]": "is to be written [[rule]]",
    "应当是一张表": "is to be a table",
    "第 1 条": "entry 1",
    "第 {} 条": "entry {}",
    "id 用了两次": "the id is used twice",
    "{} 规则缺少 {}": "a {} rule lacks {}",
    "forms、words、pattern 至少要有一项，{} 规则才读得出东西": (
        "a {} rule reads nothing without forms, words or a pattern"
    ),
    "forms、words 里不能有空字符串": "forms and words hold no empty strings",
    "factor 不是数：{}": "the factor is no number: {}",
    "from 有 {} 个字符，to 有 {} 个": "from has {} characters, to has {}",
    "pattern 里没有名为 {} 的片段": "there is no fragment named {}, which the pattern uses",
    "pattern 不是正则表达式：{}": "the pattern is no regular expression: {}",
    "{} 不是正则表达式：{}": "{} is no regular expression: {}",
    "classes 里的 {} 不是词条的 id": "{} in classes is no id of a cue",
    # the help of the command line
    "读懂中文工作总结里的数据：抽成记录，核对勾稽关系。": (
        "Reads the figures of Chinese work reports into records and checks their arithmetic."
    ),
    "列出规则；patterns test 运行规则自带的例子。": (
        "List the rules; patterns test runs the examples beside them."
    ),
    "文件、文件夹、通配符或 -": "a file, a folder, a glob or -",
    "输出的语言": "language of the output",
    "自己的规则，叠加在自带规则之上": "rules of your own, over those that come along",
    "并行的进程数": "processes side by side",
    "版本": "the version",
    "输出格式": "format of the output",
    "只看这些代码，可写前几位，如 RP1": "these codes only, or what they begin with, as in RP1",
    "不看这些代码": "not these codes",
    "已知的发现，不再列出": "known findings, not shown again",
    "把这次的发现记为已知": "write the findings of this run as known",
    "输出格式；不写则看 -o 的扩展名，再没有就是 table": (
        "format of the output; without it that of -o's suffix, else table"
    ),
    "有扩展名的是文件，其余是文件夹（每份报告一个文件）；不写则输出到屏幕": (
        "a file if it has a suffix, else a folder (a file for each report); without it the screen"
    ),
    "csv 开头加 BOM，供 Excel 识别": "begin a csv with a BOM, for Excel",
    "有扩展名的是文件，其余是文件夹（每份报告一页）": (
        "a file if it has a suffix, else a folder (a page for each report)"
    ),
    "docx 或 pdf；其他格式生成网页": "docx or pdf; for other formats a page is made",
    "不写则为原文件旁的 NAME.annotated": "without it NAME.annotated beside the file",
    ".db、.duckdb 文件，或 Parquet 文件夹": "a .db or .duckdb file, or a folder for Parquet",
    "重读由旧规则读过的": "read again what older rules have read",
    "archive 建立的档案库": "what archive has made",
    "指标，如 完成率": "an indicator, in the words of the reports",
    "只看这个专项": "this program only",
    "只看这个地方": "this place only",
    "画成折线图": "draw the lines",
    "代码（RP101），或报告的一行（a.txt:12）": "a code (RP101), or a line of a report (a.txt:12)",
    "只列一类，如 units、names、relations": "one family only, such as units, names, relations",
    "自己的规则；不写则检查自带的": "rules of your own; without it those that come along",
    "标注文件（*.gold）的文件夹": "a folder of annotations (*.gold)",
    "输出 JSON": "print JSON",
    "核对报告里的数据。退出码：0 没有不符，1 有不符，2 有输入读不了。": (
        "Check the figures of reports. Exit code: 0 no mismatch, 1 mismatches, 2 unread input."
    ),
    "把报告抽成记录。退出码：0 全部读出，2 有输入读不了。": (
        "Read reports into records. Exit code: 0 all read, 2 unread input."
    ),
    "生成网页：原文里标出每个数据，旁边是核对结果；离线可看。退出码同 parse。": (
        "Make a page: every figure marked, the checks beside it. Exit code as of parse."
    ),
    "在副本里逐处批注发现：docx 加批注，pdf 加高亮和附注。原文件不动。": (
        "Note the findings in a copy: comments in docx, highlights and notes in pdf."
    ),
    "把许多报告存入一个数据库，可中断续做。退出码：0 全部入库，2 有输入读不了。": (
        "Put many reports into one database, resumable. Exit code: 0 all in, 2 unread input."
    ),
    "按年份和地方排列同一指标，指出各年报告之间的矛盾。": (
        "One indicator by year and place, with what the reports of different years contradict."
    ),
    "说明一个代码的含义，或哪些规则读出了报告的一行。": (
        "What a code means, or which rules read a line of a report."
    ),
    "运行写在规则旁边的例子和反例。退出码：0 全部通过，1 有不通过，2 规则文件有错。": (
        "Run the examples beside the rules. Exit code: 0 all pass, 1 some fail, 2 a wrong file."
    ),
    "对照人工标注，给出准确率、召回率和 F1。": "Precision, recall and F1 against annotations.",
    "输出报告 JSON 的 JSON Schema。": "Print the JSON Schema of a report's JSON.",
    # gold annotations
    "{}: 没有 .gold 文件。请给出放有标注文件的文件夹": (
        "{}: there are no .gold files. Name a folder that holds annotations"
    ),
    "{}: 读不了标注文件（{}）。请检查路径，文件应为 UTF-8 编码": (
        "{}: the annotation cannot be read ({}). Check the path; the file is to be UTF-8"
    ),
    "{}: 编号 {} 用了两次。请换一个": "{}: the number {} is used twice. Choose another",
    "{}: {}: 标注不完整。格式是 {{编号:原文|类别|数值|…}}": (
        "{}: {}: the mark is not whole. It is written {{number:text|kind|value|…}}"
    ),
    "{}: 应为 原文|类别|数值|单位|状态|指标|修饰，原文前后不留空白": (
        "{}: is to be text|kind|value|unit|status|indicator|modifier, no blanks around the text"
    ),
    "{}: 数值 {} 不是数": "{}: the value {} is no number",
    "{}: 原文的数字不是 {}": "{}: the number in the text is not {}",
    "{}: {} {} 不在 {} 之列": "{}: {} {} is none of {}",
    "{}: {}: 标题行应为 head 层级 标题，标题须在正文中": (
        "{}: {}: a heading is written head LEVEL HEADING and stands in the text"
    ),
    "{}: {}: 读不懂这条关系。可用 {}，如 sum f1 = f2 + f3": (
        "{}: {}: the relation cannot be read. Use {}, as in sum f1 = f2 + f3"
    ),
    "{}: {}: 正文没有标注 {}": "{}: {}: the text has no mark {}",
    "{}: 报告的正文与标注的正文不同，无法比较": (
        "{}: the text of the report is not that of the annotation, so they cannot be compared"
    ),
}


def in_english(text: str) -> str:
    """The text in English, or as it is where none is known."""
    for pattern, english in _patterns():
        if match := pattern.fullmatch(text):
            parts = english.split("{}")
            held = [in_english(part) for part in match.groups()]
            return parts[0] + "".join(a + b for a, b in zip(held, parts[1:], strict=True))
    return text


def told(error: Exception, lang: Literal["zh", "en"]) -> str:
    """What an error says, in the language asked for."""
    return in_english(str(error)) if lang == "en" else str(error)


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The texts as patterns, the longest first, so that the narrowest one is taken."""
    longest = sorted(TEXTS, key=lambda text: -len(text.replace("{}", "")))
    return [
        (re.compile("(.+?)".join(map(re.escape, text.split("{}"))), re.DOTALL), TEXTS[text])
        for text in longest
    ]
