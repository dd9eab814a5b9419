"""Texts that break parsers."""

from hypothesis import strategies as st

MARKUP = [
    *"*_`[]()<>!&#-+=~|\\:.1 \n\t•–aä;'\"/?x",
    *("\n\n", "\n- ", "\n## ", "---", "***", "1. ", "](", "&amp;", "<b>", "[Company]"),
    *("\u00a0", "\ufeff", "\r\n", "\u2028", "\u05d0", "\u202e", "👩🏽‍💻", "e\u0301", "漢"),
]
nasty = st.lists(
    st.one_of(st.sampled_from(MARKUP), st.characters(exclude_categories=())), max_size=30
).map("".join)
