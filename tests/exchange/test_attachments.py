"""Files that are attached: told apart by their content alone, bounded, and refused when they could act."""

import struct
import zlib

import pytest
from hypothesis import given, strategies as st

from domain.refusal import Refusal
from exchange.attachments import MAX_UNPACKED, kind_of_attachment
from tests.at_the_supplier import PDF, PNG

JPEG = (
    b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08" + struct.pack(">HH", 4000, 3000) + b"\x01\x01\x11\0\xff\xd9"
)


def pdf_with(objects: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj" + objects + b"endobj\n%%EOF\n"


def packed(inside: bytes, dictionary: bytes = b"<</Type/ObjStm/Filter/FlateDecode>>") -> bytes:
    return pdf_with(dictionary + b"stream\r\n" + zlib.compress(inside) + b"\r\nendstream ")


HOSTILE = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing that acts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a program": b"MZ\x90\0" + bytes(100),
    "nothing": b"",
    "an archive": b"PK\x03\x04" + bytes(100),
    "a script in a PDF": pdf_with(b"<</S/JavaScript/JS(app.alert\\(1\\))>>"),
    "a script under a hidden name": pdf_with(b"<</S/Java#53cript/#4aS(x)>>"),
    "a script in a packed object": packed(b"<</S/JavaScript/JS(app.alert(1))>>"),
    "a script in an object that is not packed": pdf_with(
        b"<</Type/ObjStm>>stream\n5 0 <</S/JavaScript/JS(x)>>\nendstream "
    ),
    "a script in what only looks like a stream": pdf_with(
        b"(stream) endobj 2 0 obj<</S/Java#53cript/JS(x)>>endobj (endstream) "
    ),
    "a program that a PDF starts": pdf_with(b"<</S/Launch/F(cmd.exe)>>"),
    "a file in a PDF": pdf_with(b"<</Type/EmbeddedFile>>"),
    "a locked PDF": pdf_with(b"<</Encrypt 5 0 R>>"),
    "half a PDF": PDF[:40],
    "half a PNG": PNG[:30],
    "a JPEG without a picture": JPEG[:9] + b"\xff\xd9",
    "a picture of a billion points": PNG[:16] + struct.pack(">II", 40_000, 40_000) + PNG[24:],
    "a picture of no points": PNG[:16] + struct.pack(">II", 0, 40_000) + PNG[24:],
}


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpeg")])
def test_a_document_or_a_photo_is_known_by_its_content(content: bytes, kind: str) -> None:
    assert kind_of_attachment(content) == kind


@pytest.mark.parametrize("name", HOSTILE)
def test_anything_else_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        kind_of_attachment(HOSTILE[name])


def test_a_file_that_unpacks_to_far_more_is_read_no_further() -> None:
    bomb = zlib.compress(bytes(MAX_UNPACKED // 2 + 1), 9)
    twice = pdf_with(b"".join(b"<<>>stream\n" + bomb + b"\nendstream\n" for _ in "ab"))
    assert len(twice) < 1_000_000
    with pytest.raises(Refusal) as refused:
        kind_of_attachment(twice)
    assert refused.value.code == "attachment_unpacks"


def test_what_only_looks_like_a_program_within_a_picture_is_let_through() -> None:
    picture = b"<</Subtype/Image/Filter/DCTDecode>>stream\n\xff\xd8/JS (/JavaScript \nendstream "
    assert kind_of_attachment(pdf_with(picture)) == "pdf"
    assert kind_of_attachment(packed(b"/JS ", b"<</Subtype/Image/Filter/FlateDecode>>")) == "pdf"


@given(st.sampled_from((PDF, PNG, JPEG)), st.integers(0, 200), st.binary(max_size=40))
def test_whatever_is_put_into_a_file_it_is_known_or_refused(content: bytes, at: int, more: bytes) -> None:
    try:
        found = kind_of_attachment(content[:at] + more + content[at:])
    except Refusal as refused:
        found = refused.code
    assert found in ("pdf", "png", "jpeg") or found.startswith("attachment_")
