"""Files that a supplier attaches: told apart by their content, in bounds, and with nothing in them that acts."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from domain.refusal import Refusal
from domain.words import N_

MAX_BYTES: Final = 8_000_000  # of one file: a photo from a telephone, a scanned page
MAX_UNPACKED: Final = 150_000_000  # of what a PDF holds packed
MAX_PIXELS: Final = 60_000_000

PDF, JPEG, PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
ACTS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData|Encrypt)\b")
# Names so long that no noise of what is packed holds them by chance.
ACTS_ANYWHERE = re.compile(
    rb"/(JavaScript|OpenAction|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData|Encrypt)\b"
)
PHOTO: Final = JPEG[:2]
PIECE: Final = 4_000_000
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that tell height and width


def kind_of_attachment(content: bytes) -> str:
    """`pdf`, `jpeg` or `png`. Raises Refusal."""
    if len(content) > MAX_BYTES:
        megabytes = MAX_BYTES // 1_000_000
        raise Refusal(
            "attachment_too_large", N_("The file is larger than {megabytes} MB."), megabytes=megabytes
        )
    for start, kind, check in (
        (PDF, "pdf", _check_pdf),
        (JPEG, "jpeg", _check_jpeg),
        (PNG, "png", _check_png),
    ):
        if content.startswith(start):
            check(content)
            return kind
    raise Refusal("attachment_kind", N_("Only PDF files and photos (JPEG or PNG) can be attached."))


def _check_pdf(content: bytes) -> None:
    """What could act is looked for where objects stand: between the streams, and in streams that hold objects. The
    others may be none to whoever opens the file, or hold objects unpacked; a photo is only drawn."""
    if b"%%EOF" not in content[-2048:]:
        raise _damaged()
    left = MAX_UNPACKED
    for objects, stream in _parts(content):
        _must_not_act(objects)
        if not stream.startswith(PHOTO):
            _must_not_act(stream, ACTS_ANYWHERE)
        holds_objects, before = b"ObjStm" in _unescaped(objects), b""
        for unpacked in _unpacked(stream):
            left -= len(unpacked)
            if left < 0:
                raise Refusal("attachment_unpacks", N_("The file unpacks to far more than it seems to hold."))
            if holds_objects:
                _must_not_act(before + unpacked)
                before = unpacked[-64:]  # a name may lie across two pieces


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before a stream, and the stream; at last what stands after them all."""
    at = 0
    while (start := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", start)) >= 0:
        yield content[at:start], content[start + len(b"stream") : end].lstrip(b"\r\n")
        at = end + len(b"endstream")
    yield content[at:], b""


def _must_not_act(objects: bytes, acts: re.Pattern[bytes] = ACTS) -> None:
    if acts.search(_unescaped(objects)):
        raise Refusal(
            "attachment_acts",
            N_("The PDF file is locked, or holds a program or another file. Print it to a new PDF file."),
        )


def _unescaped(objects: bytes) -> bytes:
    """A name may be written with its letters in hexadecimal: /J#53 is /JS."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), objects)


def _unpacked(stream: bytes) -> Iterator[bytes]:
    """A piece at a time; nothing of what is packed in another way, as pictures are."""
    unpacker = zlib.decompressobj()
    try:
        while stream and not unpacker.eof:
            yield unpacker.decompress(stream, PIECE)
            stream = unpacker.unconsumed_tail
    except zlib.error:
        return


def _check_png(content: bytes) -> None:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        raise _damaged()
    _must_be_drawable(*struct.unpack(">II", content[16:24]))


def _check_jpeg(content: bytes) -> None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            _must_be_drawable(width, height)
            return
        at += 2 + length
    raise _damaged()


def _must_be_drawable(width: int, height: int) -> None:
    if not 0 < width * height <= MAX_PIXELS:
        raise Refusal("attachment_pixels", N_("The picture is too large. Take it with fewer pixels."))


def _damaged() -> Refusal:
    return Refusal("attachment_damaged", N_("The file cannot be read. It may be damaged, or not whole."))
