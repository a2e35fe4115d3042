"""Who is asking: people of the policy, known by a bearer token or a page cookie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from access.asker import Asker
from access.rights import Right
from domain.policy import Person, Policy
from domain.vocabulary import Role
from projections.policies import Policies
from projections.supplier_people import supplier_person, supplier_with_address
from sign_in.api_tokens import PREFIX, ApiTokens
from sign_in.oidc_file import StepUp
from sign_in.security_log import tell
from sign_in.sessions import Session, Sessions, Told, Way

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class Identity:
    """A signed-in person; `role` is the capacity in which they act, their first in the policy. `contracts`: of
    somebody at a supplier, each with their number as its contact."""

    person: Person
    instead_of: tuple[Person, ...] = ()  # who is away today, and whose work is theirs meanwhile
    session: UUID | None = None
    contracts: Mapping[UUID, int] = field(default_factory=dict)
    only: frozenset[Right] | None = None  # what a token is narrowed to
    age: timedelta = timedelta(0)  # since they showed who they are
    somebody_away: bool = True  # today, for all that is known

    @property
    def role(self) -> Role:
        return self.person.roles[0]

    @property
    def capacity(self) -> str:
        """What they may by their roles and department, and what their token is narrowed to, in one word."""
        only = "all" if self.only is None else " ".join(sorted(self.only))
        return f"{self.person.department}: {' '.join(sorted(self.person.roles))}: {only}"

    @property
    def asker(self) -> Asker:
        return Asker(self.person, self.instead_of, self.contracts, self.only)

    def may(self, right: str) -> bool:
        """Also asked by the pages' templates, which know rights by their words."""
        return self.asker.may(Right(right))


@dataclass(frozen=True)
class Identities:
    """People of the policy in force now: whoever is taken out of it is out at once, in every process."""

    pool: "asyncpg.Pool[Any]"
    policies: Policies
    step_up: StepUp | None = None  # of the sign-in service, where there is one

    def is_strong_enough(self, roles: Iterable[Role], told: Told) -> bool:
        return self.step_up is None or told.strong or not self.step_up.is_for(roles)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.pool)

    async def new_link(self, person_id: str) -> str:
        """A secret for one sign-in within ten minutes. Raises KeyError when the policy has no such person."""
        if await self.person(person_id) is None:
            raise KeyError(person_id)
        return await self.sessions.begin("link", person_id, "link")

    async def redeem(self, link: str, kind: Literal["page", "token"]) -> str | None:
        """A `page` or `token` secret for a link that is unused and in time; the link is gone with it."""
        person_id = await self.sessions.take_link(link)
        if person_id is None:
            tell("sign_in", "refused", way="link")
            return None
        return await self.begin(kind, person_id, "link")

    async def begin(
        self, kind: Literal["page", "token"], person_id: str, way: Way, told: Told | None = None
    ) -> str:
        """The secret of a new session of somebody who has shown who they are."""
        secret = await self.sessions.begin(kind, person_id, way, told)
        tell("sign_in", "ok", person_id, way=way, kind=kind)
        return secret

    async def of(self, secret: str, kind: Literal["page", "token"]) -> Identity | None:
        if kind == "token" and secret.startswith(PREFIX):
            return await self._of_a_service(secret)
        session = await self.sessions.of(secret, kind)
        return await self._of_a_session(session) if session else None

    async def again(self, who: Identity) -> Identity | None:
        """Who it is a while later, in their roles of now; no sign of life of anybody. None: the session is over."""
        session = await self.sessions.still(who.session) if who.session else None
        return await self._of_a_session(session) if session else None

    async def _of_a_session(self, session: Session) -> Identity | None:
        await self.policies.seen(self.pool, session.policy)
        if person := self.policies.current.person(session.person_id):
            who = Identity(
                _as_told(person, session.told),
                session=session.id,
                age=session.age,
                somebody_away=session.somebody_away,
            )
            return self._as(who, session.told)
        found = await supplier_person(self.pool, session.person_id)
        return Identity(found.person, session=session.id, contracts=found.contracts) if found else None

    def _as(self, who: Identity, told: Told) -> Identity | None:
        """None: they have been given a role since, for which they must sign in better than they have."""
        return who if self.is_strong_enough(who.person.roles, told) else None

    async def _of_a_service(self, secret: str) -> Identity | None:
        """Only while the policy has it as a service account."""
        token = await ApiTokens(self.pool).of(secret)
        person = await self.person(token.person_id) if token else None
        if token is None or person is None or Role.SERVICE_ACCOUNT not in person.roles:
            return None
        return Identity(person, only=frozenset(map(Right, token.rights)) | {Right.BE_HERE})

    async def person(self, person_id: str) -> Person | None:
        """Of the policy, or a supplier's contact."""
        found = (await self.policy()).person(person_id)
        if found is None and (contact := await supplier_person(self.pool, person_id)):
            return contact.person
        return found

    async def policy(self) -> Policy:
        await self.policies.look(self.pool)
        return self.policies.current

    async def with_address(self, address: str, *, staff: bool) -> Person | None:
        """`staff`: people of the policy too; else theirs is nobody's. None too when several of them share it: a code
        says which mailbox is read, and that must be one person's."""
        people = [p for p in (await self.policy()).people if p.address.casefold() == address.casefold()]
        contact = await supplier_with_address(self.pool, address)
        if people:
            return people[0] if staff and len(people) == 1 else None
        return await self.person(contact) if contact else None

    async def forget(self, secret: str) -> None:
        await self.sessions.end(secret)


def _as_told(person: Person, told: Told) -> Person:
    """With the roles and the department that the sign-in service gave, where it gave any."""
    given = {"roles": told.roles, "department": told.department}
    return person.model_copy(update={name: value for name, value in given.items() if value is not None})
