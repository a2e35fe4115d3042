"""How a stranger's text is taken in: nothing but what can be stored, and never a person's number."""

import re

from domain.numbers import holds_a_persons_number

MAX_LINE, MAX_TEXT = 500, 8000
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str) -> str:
    """At most 500 characters. A filler without a letter or a digit ("-") tells nothing."""
    line = " ".join(_UNSTORABLE.sub("", text[:20_000]).split())[:MAX_LINE].strip()
    return line if any(map(str.isalnum, line)) and not holds_a_persons_number(line) else ""


def paragraphs(text: str) -> str:
    """At most 8,000 characters, line by line."""
    lines = (" ".join(line.split()) for line in _UNSTORABLE.sub("", text[:20_000]).splitlines())
    told = "\n".join(filter(None, lines))[:MAX_TEXT].strip()
    return told if any(map(str.isalnum, told)) and not holds_a_persons_number(told) else ""
