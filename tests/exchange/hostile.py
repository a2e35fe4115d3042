"""Files that nobody should hand over, made here; each is read in a process of its own, which is measured.

python -m tests.exchange.hostile       # one JSON line a file: seconds of processor, megabytes above idle, outcome
"""

import io
import json
import os
import sys
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryFile
from typing import NamedTuple

from domain.refusal import Refusal
from exchange.bounds import MAX_BYTES
from exchange.reading import read_file
from tests.exchange.hostile_tables import said_of_table, tables
from tests.exchange.mutating import mutated, mutated_workbook
from tests.exchange.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"
AWARD = (EXAMPLES / "award-one-contract.xml").read_bytes()
RELEASE = (EXAMPLES / "ocds-release-package.json").read_bytes()
NEARLY_ALL = MAX_BYTES - 100_000
Made = dict[str, Callable[[], bytes]]


def repeated(part: bytes, size: int = NEARLY_ALL) -> bytes:
    return part * (size // len(part))


def in_award(what: bytes, before: bytes = b"<efac:LotResult>") -> bytes:
    start = AWARD.index(before)
    return AWARD[:start] + what + AWARD[start:]


def with_doctype(declared: str, used: str = "&e;") -> bytes:
    doctype = f"<!DOCTYPE x [{declared}]>\n<ContractAwardNotice ".encode()
    named = AWARD.replace("Exempelköpings kommun".encode(), used.encode())
    return named.replace(b"<ContractAwardNotice ", doctype, 1)


def bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return with_doctype('<!ENTITY e0 "0123456789">' + entities, "&e11;")


def zipped() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return into.getvalue()


def refers_to_all(lots: int, contracts: int) -> bytes:
    """Every contract in the result of every lot."""
    names = [b"CON-%04d" % n for n in range(contracts)]
    each = b"".join(
        b"<efac:SettledContract><cbc:ID>%s</cbc:ID></efac:SettledContract>" % name for name in names
    )
    results = b"".join(
        b"<efac:LotResult><cbc:ID>RES-%04d</cbc:ID>%s<efac:TenderLot><cbc:ID>LOT-0001</cbc:ID></efac:TenderLot>"
        b"</efac:LotResult>" % (n, each)
        for n in range(lots)
    )
    start, end = AWARD.index(b"<efac:SettledContract>\n"), AWARD.index(b"<efac:TenderingParty>\n")
    settled = b"".join(AWARD[start:end].replace(b"CON-0001", name) for name in names)
    return in_award(results).replace(AWARD[start:end], settled)


def release(**told: object) -> bytes:
    package = json.loads(RELEASE)
    package["releases"][0] |= told
    return json.dumps(package).encode()


def files() -> Made:
    return of_any_kind() | of_xml() | of_encodings() | of_much_xml() | of_json() | of_much_json()


def of_any_kind() -> Made:
    return {
        "empty": lambda: b"",
        "blank": lambda: b" \r\n\t" * 1000,
        "noise": lambda: Random(1).randbytes(1_000_000),  # noqa: S311 - the same every time
        "text": lambda: b"Avtalet tecknas nu.",
        "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000),
        "a PDF": lambda: b"%PDF-1.7\n" + bytes(1000),
        "a web page": lambda: b"<!DOCTYPE html><html><body>404</body></html>",
        "a zip bomb": zipped,
        "a gzip bomb": lambda: zlib.compress(bytes(50_000_000), wbits=31),
        "over ten megabytes": lambda: repeated(b" ", MAX_BYTES + 1000),
    }  # fmt: skip


def of_xml() -> Made:
    return {
        "truncated XML": lambda: AWARD[: len(AWARD) // 2],
        "an entity bomb": bomb,
        "a quadratic bomb": lambda: with_doctype(f'<!ENTITY e "{"0" * 100_000}">', "&e;" * 10_000),
        "another file by an entity": lambda: with_doctype('<!ENTITY e SYSTEM "file:///etc/passwd">'),
        "another address by an entity": lambda: with_doctype('<!ENTITY e SYSTEM "http://127.0.0.1:9/x">'),
        "a parameter entity": lambda: with_doctype('<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;', ""),
        "another DTD": lambda: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + AWARD.partition(b"?>")[2],
        "an inclusion": lambda: in_award(
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        ),
        "a style sheet": lambda: AWARD.replace(b"?>", b'?><?xml-stylesheet href="http://127.0.0.1:9/x"?>', 1),
        "XML a hundred thousand deep": lambda: in_award(b"<a>" * 100_000 + b"</a>" * 100_000),
    }  # fmt: skip


def of_encodings() -> Made:
    return {
        "an encoding that does not exist": lambda: AWARD.replace(b"UTF-8", b"KLINGON"),
        "an encoding that hides tags": lambda: AWARD.replace(b"UTF-8", b"IBM037"),
        "UTF-7": lambda: AWARD.replace(b"UTF-8", b"UTF-7"),
        "latin-1 that says UTF-8": lambda: AWARD.decode().encode("latin-1"),
        "UTF-16 without a mark": lambda: AWARD.decode().encode("utf-16-le"),
        "zero bytes in XML": lambda: AWARD.replace("Lokalvård".encode(), b"Lokal\x00", 1),
    }  # fmt: skip


def of_much_xml() -> Made:
    return {
        "nothing but tags": lambda: b"<a>" + repeated(b"<b/>") + b"</a>",
        "as many tags as may be": lambda: in_award(b"<x>" + b"<a>y</a>" * 240_000 + b"</x>"),
        "nothing but attributes": lambda: b"<a " + b" ".join(b'a%d=""' % n for n in range(700_000)) + b"/>",
        "one text of ten megabytes": lambda: AWARD.replace("Lokalvård".encode(), repeated(b"x"), 1),
        "one name of ten megabytes": lambda: b"<" + repeated(b"x") + b"/>",
        "a hundred thousand namespaces": lambda: (
            b"<a " + b" ".join(b'xmlns:a%d="x"' % n for n in range(100_000)) + b"/>"
        ),
        "ten thousand comments": lambda: in_award(b"<!-- x -->" * 10_000),
        "five thousand lots in one contract": lambda: in_award(
            b"".join(
                b"<efac:LotResult><cbc:ID>R%d</cbc:ID><efac:SettledContract><cbc:ID>CON-0001</cbc:ID>"
                b"</efac:SettledContract><efac:TenderLot><cbc:ID>LOT-%d</cbc:ID></efac:TenderLot></efac:LotResult>"
                % (n, n)
                for n in range(5000)
            )
        ),
        "three hundred contracts over three hundred results": lambda: refers_to_all(300, 300),
        "ten thousand contracts": lambda: refers_to_all(1, 10_000),
    }  # fmt: skip


def of_much_json() -> Made:
    return {
        "JSON a hundred thousand deep": lambda: b"[" * 100_000 + b"]" * 100_000,
        "objects a hundred thousand deep": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "nothing but objects": lambda: b"[" + repeated(b"{},") + b"{}]",
        "as many objects as may be": lambda: release(x=[{"a": {}}] * 99_000),
        "nothing but numbers": lambda: b"[" + repeated(b"0.1,") + b"0]",
    }  # fmt: skip


def of_json() -> Made:
    return {
        "truncated JSON": lambda: RELEASE[: len(RELEASE) // 2],
        "a number of a million digits": lambda: b'{"ocid":' + b"9" * 1_000_000 + b"}",
        "a number beyond all": lambda: release(tender={"id": 10**300, "title": "x"}),
        "an amount beyond all": lambda: RELEASE.replace(b'"amount": 4200000', b'"amount": 1e999999999'),
        "not a number": lambda: RELEASE.replace(b'"amount": 4200000', b'"amount": NaN'),
        "half a sign": lambda: RELEASE.replace(b"Exempel", rb"\ud800", 1),
        "a zero sign": lambda: RELEASE.replace(b"Exempel", rb"\u0000", 1),
        "keys told twice": lambda: RELEASE.replace(b'"ocid"', b'"ocid": [], "ocid"', 1),
        "ten thousand columns": lambda: release(**{f"kolumn {n}": n for n in range(10_000)}),
        "a hundred thousand releases": lambda: json.dumps({"releases": [{"ocid": "x"}] * 100_000}).encode(),
        "releases that are none": lambda: b'{"releases": {"ocid": []}}',
        "records that are none": lambda: b'{"records": [1, null, {"compiledRelease": []}]}',
        "everything a list": lambda: release(buyer=[], tender=[], parties={}, awards={}, contracts={}),
        "a thousand contracts with a thousand suppliers": lambda: release(
            contracts=[{"id": n, "awardID": "1"} for n in range(1000)],
            awards=[{"id": "1", "suppliers": [{"name": f"Bolag {n}"} for n in range(1000)]}],
        ),
        "a personal number as an organisation's": lambda: RELEASE.replace(b"559999-0016", b"850101-9991"),
    }  # fmt: skip


class Measured(NamedTuple):
    name: str
    outcome: str
    seconds: float
    megabytes: float


def measured(name: str, read: Callable[[], str]) -> Measured:
    """In a process of its own: nothing that one file has taken helps or hinders the next."""
    out, into = os.pipe()
    if (child := os.fork()) == 0:
        try:
            outcome = read()
        except BaseException:  # whatever it is, it is told
            outcome = "traceback: " + traceback.format_exc()[-2000:]
        os.write(into, outcome.encode()[:60_000])
        os._exit(0)
    os.close(into)
    with os.fdopen(out, encoding="utf-8") as told:
        outcome = told.read()
    _, status, used = os.wait4(child, 0)
    if status:
        outcome = f"traceback: killed ({status})"
    return Measured(name, outcome, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def said_of(content: bytes) -> str:
    try:
        notices = read_file(content).notices
    except Refusal as refusal:
        return refusal.code
    return f"read: {sum(len(notice.contracts) for notice in notices)} contracts"


def all_measured() -> Iterator[Measured]:
    idle = measured("idle", str).megabytes
    for name, made in files().items():
        yield _above(idle, _measured_alone(name, made, said_of))
    for name, file, made in tables():
        yield _above(idle, _measured_alone(name, made, partial(said_of_table, name=file)))


def _measured_alone(name: str, made: Callable[[], bytes], said: Callable[[bytes], str]) -> Measured:
    """Making it counts for nothing: that is done by another child, whose memory goes with it."""
    with TemporaryFile() as file:
        measured(name, lambda: str(os.write(file.fileno(), made())))
        return measured(name, lambda: said(os.pread(file.fileno(), 1 << 30, 0)))


def _above(idle: float, one: Measured) -> Measured:
    return one._replace(megabytes=one.megabytes - idle)


def broken_tables(seeds: list[tuple[str, bytes]], number: int) -> str:
    """Counts what came of them, as JSON: of each whether a row of it could be read."""
    random, came = Random(20261130), {"read": 0, "refused": 0}  # noqa: S311 - the same every time
    for each in range(number):
        name, seed = seeds[each % len(seeds)]
        breaks = mutated_workbook if name.endswith(".xlsx") else mutated
        said = said_of_table(breaks(seed, random.randbytes(80)), name)
        came["read" if said.startswith("read") else "refused"] += 1
    return json.dumps(came)


def mutations(seeds: list[bytes], number: int) -> str:
    """Counts what came of them, as JSON. Whatever is read is also taken in, by the real rules."""
    random, came = Random(20261125), {"read": 0, "refused": 0}  # noqa: S311 - the same every time
    for each in range(number):
        content = mutated(seeds[each % len(seeds)], random.randbytes(80))
        outcomes = World().takes_in(content)
        came["read" if {"register", "unchanged"} & set(outcomes) else "refused"] += 1
    return json.dumps(came)


if __name__ == "__main__":
    for one in all_measured():
        sys.stdout.write(json.dumps(one._asdict(), ensure_ascii=False) + "\n")
