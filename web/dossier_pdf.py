"""A document set by Typst: tagged and archival (PDF/UA-1 and PDF/A-2a), in the pages' own typeface."""

import json
from pathlib import Path
from typing import Any, Literal

import typst

from web.static_files import FONTS

TEMPLATE = Path(__file__).parent / "templates" / "dossier.typ"


def pdf(document: dict[str, Any], template: Path = TEMPLATE) -> bytes:
    """`template` sets the values of `document`. Where a sign has no glyph, as an emoji has none, it is tagged all the
    same but no standard is claimed."""
    try:
        return _set(document, template, ["ua-1", "a-2a"])
    except typst.TypstError:
        return _set(document, template, [])


def _set(document: dict[str, Any], template: Path, standards: list[Literal["ua-1", "a-2a"]]) -> bytes:
    made = typst.compile(
        str(template),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
        pdf_standards=[*standards],
    )
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file
    return made
