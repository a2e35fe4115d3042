"""Any file that a stranger hands over, read into public notices."""

from dataclasses import dataclass

from domain.public_notice import PublicNotice
from domain.refusal import Refusal
from domain.words import N_
from exchange.bounds import must_not_be_too_large
from exchange.eforms import read_eforms
from exchange.ocds import read_ocds


@dataclass(frozen=True)
class Reading:
    """An eForms file holds one notice; an OCDS package one a release or record, the oldest first."""

    standard: str  # eforms, ocds
    notices: tuple[PublicNotice, ...]


def read_file(content: bytes, name: str = "") -> Reading:
    """`name`: the file's, for what its ending tells; the rest its bytes do. Pure: no file, network or clock.

    Raises Refusal, in words for who handed it over, when nothing in it can be read. What is a notice but gives
    nothing (a planning notice, say) is not refused here: its `unfit` says why.
    """
    must_not_be_too_large(content)
    start = content.lstrip(_BLANK)[:200].replace(b"\x00", b"")
    if not start:
        raise Refusal("empty", N_("The file is empty. Save or download it anew."))
    if name.lower().endswith((".csv", ".xlsx", ".xls", ".ods")):
        raise Refusal("spreadsheet", N_("This file is a spreadsheet, not a notice."))
    for beginning, code, reason in _OTHERS:
        if start.lower().startswith(beginning):
            raise Refusal(code, reason)
    if start[:1] in (b"{", b"["):
        return Reading("ocds", read_ocds(content))
    if start[:1] == b"<":
        return Reading("eforms", (read_eforms(content),))
    raise Refusal(
        "unknown_file",
        N_("This file is neither a notice (XML, JSON) nor a spreadsheet (xlsx, csv). Choose such a file."),
    )


_BLANK = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # with the marks of UTF-8 and -16
_COMPRESSED = N_("This file is compressed, or a spreadsheet. Unpack it, and import the notices themselves.")
_OTHERS = (
    (b"pk\x03\x04", "compressed", _COMPRESSED),
    (b"\x1f\x8b", "compressed", _COMPRESSED),
    (b"7z\xbc\xaf", "compressed", _COMPRESSED),
    (b"%pdf", "pdf", N_("This file is a PDF. Download the notice as XML instead.")),
    (b"<!doctype html", "web_page", N_("This file is a web page. Download the notice as XML instead.")),
    (b"<html", "web_page", N_("This file is a web page. Download the notice as XML instead.")),
)
