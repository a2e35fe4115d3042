"""Any file that a stranger hands over, read into public notices."""

from dataclasses import dataclass

from domain.public_notice import PublicNotice
from exchange.eforms import read_eforms


@dataclass(frozen=True)
class Reading:
    """An eForms file holds one notice; an OCDS package one a release or record."""

    standard: str  # eforms, ocds
    notices: tuple[PublicNotice, ...]


def read_file(content: bytes, name: str = "") -> Reading:
    """`name`: the file's, for its ending; what it is, its bytes tell. Pure: no file, no network, no clock.

    Raises Refusal, in words for who handed it over, when nothing in it can be read. What is a notice but gives
    nothing (a planning notice, say) is not refused here: its `unfit` says why.
    """
    return Reading("eforms", (read_eforms(content),))
