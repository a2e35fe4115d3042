"""How every list is asked for and answered (docs/decisions/0037-lists.md)."""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python

from api.problems import Problem
from domain.words import N_

Plain = Annotated[str, AfterValidator(lambda told: told.replace("\0", "").strip())]
Text = Annotated[Plain, Field(max_length=200)]
Word = Annotated[Plain, Field(max_length=100)]
LIMIT = 1000
RULES = frozenset({"sort", "fields", "limit", "after"})  # of the list itself; the rest narrows it


class AskedFields(BaseModel):
    """A name that the list does not know is refused: a filter that is misspelt would show too much."""

    model_config = ConfigDict(extra="forbid")
    fields: Annotated[
        Plain,
        Field(max_length=500, description="Names with commas between: these, and what a row is known by"),
    ] = ""


class Asked(AskedFields):
    sorts: ClassVar[tuple[str, ...]] = ()  # the first one unless another is asked for

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """The API's description tells what each list can be sorted by."""
        names = [f"{way}{each.removeprefix('-')}" for each in cls.sorts for way in ("", "-")]
        cls.model_fields["sort"].json_schema_extra = {"enum": ["", *names]}

    sort: Annotated[str, Field(max_length=40, description="With - before it the last first")] = ""
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 50
    after: Annotated[str, Field(max_length=1000, description="`next` of the page before")] = ""

    @property
    def order(self) -> str:
        """Raises Problem."""
        wanted, known = self.sort or self.sorts[0], tuple(each.removeprefix("-") for each in self.sorts)
        if wanted.removeprefix("-") not in known:
            message = N_("The list cannot be sorted by {name}. It can by: {known}.")
            raise Problem(422, "unknown_sort", message, name=wanted, known=known)
        return wanted

    @property
    def filters(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in type(self).model_fields if name not in RULES}
        return {name: value for name, value in told.items() if value not in (None, "", False)}

    @property
    def place(self) -> tuple[str, ...]:
        """Where the page before ended, in this order. Raises Problem."""
        return place_of(self.after, self.order) if self.after else ()


def _not_required(schema: dict[str, Any], model: type["Sparse"]) -> None:
    schema["required"] = [name for name in schema["properties"] if name in model.known_by]


class Sparse(BaseModel):
    """A row of a list, of which `fields` may leave out all but what it is known by."""

    model_config = ConfigDict(extra="ignore", json_schema_extra=_not_required)
    known_by: ClassVar[tuple[str, ...]] = ("id",)


Item = TypeVar("Item", bound=Sparse)


class Page(BaseModel, Generic[Item]):
    """`next` goes into `after` to read on; null at the end. The header Link gives the whole address."""

    items: list[Item]
    next: str | None


def answered(
    request: Request,
    asked: AskedFields,
    row: type[Sparse],
    rows: Sequence[Mapping[str, Any]],
    more: str | None,
) -> JSONResponse:
    """Raises Problem where `fields` names what no row has."""
    shown = _shown(asked.fields, row)
    items = [row.model_validate(dict(each)).model_dump(mode="json", include=shown) for each in rows]
    answer = JSONResponse({"items": items, "next": more})
    if more:
        address = request.url.include_query_params(after=more)
        answer.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return answer


def _shown(fields: str, row: type[Sparse]) -> set[str] | None:
    names = {name.strip() for name in fields.split(",")} - {""}
    if unknown := sorted(names - row.model_fields.keys()):
        message = N_("There is no field {name}. There are: {known}.")
        raise Problem(422, "unknown_field", message, name=unknown[0], known=(*row.model_fields,))
    return names | set(row.known_by) if names else None


def cursor_of(order: str, place: Sequence[object]) -> str:
    """Opaque: only the list in the same order can read it."""
    told = json.dumps([order, *to_jsonable_python(place)], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place_of(cursor: str, order: str) -> tuple[str, ...]:
    """Raises Problem."""
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        known, *place = told
    except (ValueError, TypeError) as error:
        raise no_place() from error
    if known != order or not place or not all(isinstance(each, str) for each in place):
        raise no_place()
    return tuple(each.replace("\0", "") for each in place)


def no_place() -> Problem:
    return Problem(422, "bad_cursor", N_("`after` is not a place in this list."))
