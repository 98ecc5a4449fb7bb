"""Texts: any at all, and such as reports are made of."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    "全年", "计划", "实际", "完成", "投入", "资金", "项目", "完成率", "占", "同比增长", "下降",
    "由", "增加到", "其中", "分别为", "共", "每人每月", "人均", "较上年", "的", "预算", "达到",
    "约", "近", "超过", "余", "多", "以上", "左右", "不足", "第", "百分之", "分之", "成", "倍",
    "番", "翻", "半", "几", "数", "合计", "小计", "全县", "一是", "二是", "一、", "(一)", "1.",
    "①", "第一章", "《", "》", "“", "”", "单位：万元", "元", "万元", "亿元", "人", "户", "个",
    "亩", "公里", "吨", "%", "％", "‰", "个百分点", "元/人/月", "年", "月", "日", "天", "：", ":",
    "，", ",", "。", "；", "、", "—", "-", "~", "至", "/", "+", "(", ")", "（", "）", "=", "<",
    "0", "1", "12", "2020", "82607.32", "1,240", "３４５．６", "0.5", "007", "三", "十", "百",
    "两千", "一万", "二〇二〇", "万", "亿", "千",
)  # fmt: skip
"""Words, numbers, units and marks that rules look at."""

TRAPS = (
    "1 2 3", " ", "\u3000", "\t", "\n", "\r\n", "\x00", "\u200b", "\ufeff", "\u202e", "\U00020000",
    "e\u0301", "²", "½", "㎡", "٣",
)  # fmt: skip
"""Spaces, and characters that trip readers."""

piece = st.sampled_from([*WORDS, *TRAPS])
texts = st.one_of(
    st.lists(piece, max_size=40).map("".join),
    st.lists(st.one_of(piece, st.text(max_size=4)), max_size=30).map("".join),
    st.text(max_size=120),
)
"""Any text, with a taste for what the rules look at. Lone surrogates are no text and left out."""
