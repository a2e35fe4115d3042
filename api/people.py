"""Departments and people of the installation, as the policy in force names them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.deps import Looking, Running
from api.paging import AskedFields, Page, Sparse, Word, answered
from domain.vocabulary import Role

router = APIRouter(tags=["people"])


class DepartmentRow(Sparse):
    """`deputy`: a person's id; `forms`: of contribution, that it answers for."""

    id: str
    name: str
    name_en: str
    deputy: str | None
    forms: list[str]


class PeopleAsked(AskedFields):
    department: Word = ""
    role: Role | Literal[""] = ""


class PersonRow(Sparse):
    id: str
    name: str
    department: str
    roles: list[Role]


@router.get("/departments", response_model=Page[DepartmentRow])
async def departments(
    running: Running, _: Looking, asked: Annotated[AskedFields, Query()], request: Request
) -> Response:
    """All of them, in the policy's order."""
    policy = running.handler.policy
    rows = [
        {**each.model_dump(), "forms": [form for form, whose in policy.forms.items() if whose == each.id]}
        for each in policy.departments
    ]
    return answered(request, asked, DepartmentRow, rows, None)


@router.get("/people", response_model=Page[PersonRow])
async def people(
    running: Running, _: Looking, asked: Annotated[PeopleAsked, Query()], request: Request
) -> Response:
    """All of them, in the policy's order; never an address."""
    rows = [
        each.model_dump()
        for each in running.handler.policy.people
        if asked.department in ("", each.department) and (not asked.role or asked.role in each.roles)
    ]
    return answered(request, asked, PersonRow, rows, None)
