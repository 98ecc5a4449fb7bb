"""Texts: any at all, and such as reports are made of."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "全年", "计划", "实际", "完成", "投入", "资金", "项目", "完成率", "占", "同比增长", "下降", "由", "增加到", "其中", "分别为",
    "共", "每人每月", "人均", "较上年", "的", "预算", "达到", "约", "近", "超过", "余", "多", "以上", "左右", "不足", "第", "百分之",
    "分之", "成", "倍", "番", "翻", "半", "几", "数", "一是", "二是", "一、", "(一)", "1.", "①", "第一章", "《", "》", "“", "”",
    "0", "1", "12", "2020", "82607.32", "1,240", "３４５．６", "0.5", "1 2 3", "007", "三", "十", "百", "两千", "一万", "二〇二〇",
    "万", "亿", "千", "元", "万元", "亿元", "人", "户", "个", "亩", "公里", "吨", "%", "％", "‰", "个百分点", "元/人/月", "年", "月",
    "日", "天", "：", ":", "，", ",", "。", "；", "、", "—", "-", "~", "至", "/", "+", "(", ")", "（", "）", " ", "　", "\t", "\n", "\r\n",
    "单位：万元", "合计", "小计", "全县", "=", "<", "\x00", "\u200b", "\ufeff", "\u202e", "𠀀", "e\u0301", "²", "½", "㎡", "٣",
)  # fmt: skip
"""Words, numbers, units and marks that rules look at, and characters that trip readers."""

fragments = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
anything = st.text(max_size=120)
texts = st.one_of(
    fragments,
    anything,
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join),
)
"""Any text, with a taste for what the rules look at. Lone surrogates are no text and left out."""
