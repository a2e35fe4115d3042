"""Every form of every page, sent empty and sent with nonsense: each fault beside its field and in a summary, and what
was typed is kept. The forms are read from the pages, and the pages from the routes."""

import re
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest

from tests.visitor import Visitor
from tests.web.forms import Form, faults, form_for, forms, read
from tests.web.story import Told, asked_for
from tests.web.test_accessible import NO_PAGE
from web.command_forms import FORMS

pytestmark = pytest.mark.timeout(600)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Record = Callable[[str, object], None]


@pytest.fixture
async def coordinator(told: Told) -> AsyncIterator[Visitor]:
    async with Visitor(told.served.url) as client:
        link = await told.served.sign_in_link()
        await client.post("/logga-in", {"lank": link.partition("lank=")[2]})
        yield client


async def every_form(told: Told, visitor: Visitor) -> dict[str, Form]:
    """By where it leads, ids left out."""
    found: dict[str, Form] = {}
    for path in asked_for():
        if path in NO_PAGE:
            continue
        for address in told.every(path):
            page = await visitor.get(address)
            for form in forms(read(page.text)) if page.status_code == 200 else ():
                found.setdefault(UUID.sub("_", form.action.partition("?")[0]), form)
    return found | await every_command(told, visitor)


async def every_command(told: Told, visitor: Visitor) -> dict[str, Form]:
    """Also of commands whose time it is not: a form that is refused comes back, whatever it was about."""
    found, contract = {}, f"/avtal/{told.contracts['BYGG-101']}"  # which is closed
    for command in FORMS.keys() - {"record_dialogue", "register_by_hand"}:  # they have pages of their own
        page = read((await visitor.post(f"{contract}/{command}", {"command_id": str(uuid4())})).text)
        if form := form_for(page, f"{contract}/{command}"):
            found[f"/avtal/_/{command}"] = form
    return found


async def test_a_fault_is_beside_its_field_and_in_a_summary_and_what_was_typed_is_kept(
    told: Told, coordinator: Visitor, record_property: Record
) -> None:
    wrong, sent, left = {}, 0, []
    for called, form in (await every_form(told, coordinator)).items():
        tries: list[tuple[dict[str, str], str]] = [({}, "empty")] if form.must_be_filled_in else []
        tries += [(form.nonsense(), "nonsense")] if form.can_be_misread else []
        if not tries and form.fields:
            left.append(called)
        for filled, how in tries:
            answer = await coordinator.post(form.action, form.hidden | filled)
            found = list(faults(read(answer.text), filled, form.action, by_field=answer.status_code == 422))
            if answer.status_code not in (409, 422):
                found.append(f"answered {answer.status_code}")
            if found:
                wrong[f"{called}, {how}"] = found
            sent += 1
    record_property("forms_sent", sent)
    assert wrong == {}
    assert sent > 90
    # Nothing in these can be wrong: a choice that is made, or a text that may be left out.
    assert len(left) < 6, left
