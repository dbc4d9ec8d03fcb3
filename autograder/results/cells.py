"""Write text into tables so that no spreadsheet runs it."""

import re

SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"  # and the wide ones of Chinese, Japanese and Korean
RUNS = re.compile(rf"(^|[;\t\r\n])(\s*)(?=[{SIGNS}])")
"""Where a spreadsheet would begin a formula: at the start of a cell, or of what it takes for the next one."""
LEADS = re.compile(r"^(?=[\t\r\n])")
HARMLESS = re.compile(r"[+-]?\d+([.,]\d+)?%?|-")  # a number, and how platforms write that there is none


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe says that it is text."""
    if HARMLESS.fullmatch(text):
        return text
    return LEADS.sub("'", RUNS.sub(r"\1\2'", text))
