"""Every value of our own notices, one by one, told as each odd thing: the notice is read, or refused."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.exchange.mutating import ODD, ODD_VALUES, fit, places
from tests.exchange.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"
MAKES_XML_LONG_TO_READ = 12  # of the odd texts, so many are tried on every element


def json_told_oddly(name: str) -> Iterator[bytes]:
    told = json.loads((EXAMPLES / name).read_bytes())
    for container, key in list(places(told)):
        was = container[key]
        for odd in (*ODD, *ODD_VALUES, [was], {"id": was}):
            container[key] = copy.deepcopy(odd)
            yield json.dumps(told).encode()
        container[key] = was


def xml_told_oddly(name: str) -> Iterator[bytes]:
    root = etree.fromstring((EXAMPLES / name).read_bytes())
    for element in list(root.iter(etree.Element)):
        was = element.text
        for odd in sorted(ODD, key=len, reverse=True)[:MAKES_XML_LONG_TO_READ]:
            element.text = fit(odd)
            yield etree.tostring(root)
        element.text = was


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("name", "told_oddly"),
    [
        ("ocds-release-package.json", json_told_oddly),
        ("contract-modification.xml", xml_told_oddly),
        ("contract-notice.xml", xml_told_oddly),
    ],
)
def test_whatever_one_value_is_nothing_but_a_refusal_is_raised(
    name: str, told_oddly: Callable[[str], Iterator[bytes]]
) -> None:
    came = [bool(World().takes_in(content)) for content in told_oddly(name)]
    assert len(came) > 1000
    assert all(came)


def test_a_notice_id_as_long_as_can_be_is_no_fault() -> None:
    content = (EXAMPLES / "contract-modification.xml").read_bytes()
    named = content.replace(b"0b6f1c52-7f0e-4a35-9c1d-5a1e0000a009", b"a" * 5000)
    assert World().takes_in(named) == ["modified_not_on_record"]
