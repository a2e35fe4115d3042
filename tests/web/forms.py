"""A page's forms as somebody fills them in, and what the answer makes of it: read from the HTML alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html

NONSENSE = {"date": "i går", "time": "sent", "email": "ingen adress"}
TYPED = 'Åke & "Ö" <b>'


def read(html: str) -> Any:
    return lxml.html.document_fromstring(html)


@dataclass(frozen=True)
class Form:
    """`element`: of lxml."""

    element: Any

    @property
    def action(self) -> str:
        return str(self.element.get("action"))

    @property
    def fields(self) -> list[Any]:
        return [
            each
            for each in self.element.xpath(".//input|.//textarea|.//select")
            if each.get("type") not in ("hidden", "file") and each.get("name")
        ]

    @property
    def hidden(self) -> dict[str, str]:
        return {e.get("name"): e.get("value", "") for e in self.element.xpath(".//input[@type='hidden']")}

    @property
    def must_be_filled_in(self) -> bool:
        """Something in it that is empty may not be."""
        return any(
            _is_empty(each) and not _is_optional(each) and each.get("type") != "checkbox"
            for each in self.fields
        )

    @property
    def can_be_misread(self) -> bool:
        return any(_kind(each) in ("date", "time", "email", "number") for each in self.fields)

    def nonsense(self) -> dict[str, str]:
        """What no program can read where it asks for a day, a time or a number; text that needs escaping elsewhere."""
        filled = {}
        for each in self.fields:
            name, kind = each.get("name"), _kind(each)
            if kind == "select":
                options = [option.get("value", option.text) for option in each.xpath(".//option")]
                filled[name] = options[-1] if options else ""
            elif kind in ("radio", "checkbox"):
                filled[name] = each.get("value", "on")  # of several, the last
            else:
                filled[name] = NONSENSE.get(kind, "många" if kind == "number" else TYPED)
        return filled

    def kept(self) -> dict[str, str]:
        """What its fields hold now."""
        return dict(_held(self.fields))


def _held(fields: list[Any]) -> Iterator[tuple[str, str]]:
    for each in fields:
        name, kind = each.get("name"), _kind(each)
        if kind in ("radio", "checkbox"):
            if each.get("checked") is not None:
                yield name, each.get("value", "on")
        elif kind == "select":
            chosen = each.xpath(".//option[@selected]") or each.xpath(".//option")[:1]
            yield name, chosen[0].get("value", chosen[0].text) if chosen else ""
        elif kind == "area":
            yield name, (each.text or "").removeprefix("\n")
        else:
            yield name, each.get("value", "")


def _kind(field: Any) -> str:
    if field.tag != "input":
        return {"textarea": "area"}.get(field.tag, str(field.tag))
    if field.get("inputmode") == "numeric" and field.get("type") is None:
        return "number"
    return str(field.get("type", "text"))


def _is_empty(field: Any) -> bool:
    if field.tag == "select":
        return field.xpath("string(.//option[1]/@value)") == "" and not field.xpath(".//option[@selected]")
    if field.get("type") == "radio":
        same = field.xpath("ancestor::form[1]//input[@name=$name][@checked]", name=field.get("name"))
        return not same
    return not (field.text or field.get("value"))


def _is_optional(field: Any) -> bool:
    """As the page says it, by the field or by what is around it."""
    around = "ancestor::*[self::fieldset or self::details][ancestor::form]"
    if field.xpath(f"{around}[.//legend//*[@class='optional'] or summary]"):
        return True
    label = field.xpath("ancestor::form[1]//label[@for=$id]", id=field.get("id"))
    return bool(label and label[0].xpath(".//*[@class='optional']"))


def forms(page: Any) -> list[Form]:
    return [Form(each) for each in page.xpath("//form[@method='post']")]


def form_for(page: Any, action: str) -> Form | None:
    return next((each for each in forms(page) if each.action == action), None)


def faults(page: Any, sent: Mapping[str, str], action: str, *, by_field: bool) -> Iterator[str]:
    """What is missing of: a summary that leads to each fault, each fault beside its field, all that was typed.

    `by_field`: it is fields that are wrong, not the whole.
    """
    summary = page.xpath("//*[@role='alert']")
    if not summary:
        yield "no summary"
        return
    links = [link[1:] for link in summary[0].xpath(".//a/@href") if link.startswith("#")]
    yield from (
        f"the summary leads to {link}, which is not there"
        for link in links
        if not page.xpath("//*[@id=$id]", id=link)
    )
    wrong = page.xpath("//*[@aria-invalid='true']")
    if by_field and not wrong:
        yield "no field is said to be wrong"
    for field in wrong:
        told = field.get("aria-describedby", "").split()
        if not any(each.endswith("-fault") and page.xpath("//*[@id=$id]", id=each) for each in told):
            yield f"nothing beside {field.get('name') or field.get('id')}"
        ids = {field.get("id"), *field.xpath(".//@id")}
        if not ids & set(links):
            yield f"{field.get('name') or field.get('id')} is not in the summary"
    form = form_for(page, action)
    if form is None:
        yield "the form is gone"
        return
    kept, names = form.kept(), {each.get("name") for each in form.fields}
    yield from (
        f"{name}: {kept.get(name)!r} instead of {value!r}"
        for name, value in sent.items()
        if name in names and value and kept.get(name) != value
    )
