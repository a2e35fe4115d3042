"""Files that are not taken in, and what is said about them."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from lxml import etree

from domain.public_notice import NoticeKind
from domain.refusal import Refusal
from exchange.bounds import MAX_BYTES
from exchange.eforms import read_eforms
from tests.exchange.awards import read_award

EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = (EXAMPLES / "award-one-contract.xml").read_bytes()
SEVERAL = (EXAMPLES / "award-several-winners.xml").read_bytes()
ELEMENTS_OF_SEVERAL = sum(1 for _ in etree.fromstring(SEVERAL).iter(etree.Element))


def refusal(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read_award(content)
    return str(refused.value)


def test_a_contract_notice_is_read_as_what_it_is() -> None:
    assert read_eforms((EXAMPLES / "contract-notice.xml").read_bytes()).kind is NoticeKind.COMPETITION


@pytest.mark.parametrize(
    ("form_type", "kind"), [("dir-awa-pre", NoticeKind.INTENTION), ("cont-modif", NoticeKind.MODIFICATION)]
)
def test_the_form_type_says_what_a_notice_is_whatever_its_subtype(form_type: str, kind: NoticeKind) -> None:
    assert read_eforms(ONE.replace(b'listName="result"', f'listName="{form_type}"'.encode())).kind is kind


@pytest.mark.parametrize(
    ("form_type", "said"),
    [
        ("competition", "This notice is not an award notice; import the award."),
        ("planning", "This is a planning notice, not an award notice; import the award."),
        ("completion", "This notice says that a contract is completed; conclude the contract by hand."),
        ("nobody-knows", "This notice is not an award notice; import the award."),
    ],
)
def test_a_notice_of_another_form_type_is_refused_whatever_its_subtype(form_type: str, said: str) -> None:
    assert refusal(ONE.replace(b'listName="result"', f'listName="{form_type}"'.encode())) == said


@pytest.mark.parametrize("subtype", [b"E4", b"N29"])
def test_an_award_is_read_also_when_its_subtype_is_no_number(subtype: bytes) -> None:
    assert len(read_award(ONE.replace(b">29<", b">" + subtype + b"<"))) == 1


def test_an_award_without_a_concluded_contract_is_refused() -> None:
    content = ONE.replace(b"efac:NoticeResult>", b"efac:OtherResult>")
    assert refusal(content) == "The notice announces no concluded contract."


def test_an_award_whose_buyer_is_not_listed_is_refused() -> None:
    before, party, after = ONE.partition(b"<cac:ContractingParty>")
    assert refusal(before + party + after.replace(b"ORG-0001", b"ORG-0099")).startswith(
        "The notice names no buyer."
    )


def test_an_award_without_an_identifier_is_refused_by_the_name_of_the_field() -> None:
    content = ONE.replace(b"0b6f1c52-7f0e-4a35-9c1d-5a1e0000a001", b"")
    assert refusal(content).startswith("The notice is incomplete: it lacks an identifier (BT-701).")


@pytest.mark.parametrize("content", [b"", b"hello", b'{"a": 1}', b"PK\x03\x04", ONE[:5000], b"<a><b></a>"])
def test_what_is_not_xml_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("This file is not XML")


def test_xml_in_an_encoding_that_does_not_exist_is_refused() -> None:
    assert refusal(b'<?xml version="1.0" encoding="nope"?><a/>').startswith("This file is not XML")


def test_xml_that_is_no_notice_is_refused() -> None:
    assert refusal(b"<x/>").startswith("This file is not an eForms notice.")


def test_a_notice_in_teds_old_format_is_refused_by_its_name() -> None:
    assert refusal(b'<TED_EXPORT xmlns="x"/>') == (
        "This notice is in TED's old format, from before eForms. Register its contracts by hand."
    )


def test_a_file_over_ten_megabytes_is_refused_unread() -> None:
    assert refusal(b" " * (MAX_BYTES + 1)).startswith("The file is larger than 10 MB.")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_notice_is_read_in_other_encodings(encoding: str) -> None:
    text = ONE.decode().replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    assert read_award(text.encode(encoding))[0].buyers[0].name == "Exempelköpings kommun"


def test_a_notice_with_a_document_type_is_refused_and_no_other_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>\n<ContractAwardNotice '.encode()
    content = ONE.replace(b"<ContractAwardNotice ", doctype).replace("Exempelköpings kommun".encode(), b"&e;")
    assert refusal(content).startswith("The file declares a document type (DOCTYPE)")


@pytest.mark.timeout(10)
@pytest.mark.parametrize("body", [b"<x>&e9;</x>", b'<x y="&e9;"/>'])
def test_entities_that_would_grow_to_gigabytes_are_refused_at_once(body: bytes) -> None:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "0123456789">' + entities.encode() + b"]>" + body
    assert refusal(bomb)


@pytest.mark.timeout(30)
def test_a_notice_with_thousands_of_contracts_is_read_in_seconds() -> None:
    start, end = ONE.index(b"<efac:LotResult>"), ONE.index(b"<efac:LotTender>\n")
    settled, after = ONE.index(b"<efac:SettledContract>\n"), ONE.index(b"<efac:TenderingParty>\n")
    numbers = [b"CON-%d" % n for n in range(3000)]
    results = b"".join(ONE[start:end].replace(b"CON-0001", n) for n in numbers)
    contracts = b"".join(ONE[settled:after].replace(b"CON-0001", n) for n in numbers)
    content = ONE[:start] + results + ONE[end:settled] + contracts + ONE[after:]
    assert len(read_award(content)) == 3000


@given(st.integers(1, ELEMENTS_OF_SEVERAL - 1), st.sampled_from(["remove", "empty", "garble"]))
def test_a_notice_with_any_element_missing_or_garbled_gives_contracts_or_a_refusal(n: int, how: str) -> None:
    root = etree.fromstring(SEVERAL)
    element = list(root.iter(etree.Element))[n]
    parent = element.getparent()
    assert parent is not None
    if how == "remove":
        parent.remove(element)
    else:
        element.text = "" if how == "empty" else "\N{SNOWMAN} 1e999 x" * 300
    with suppress(Refusal):
        assert read_award(etree.tostring(root))
