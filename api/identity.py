"""Who is asking: people of the policy, known by a bearer token or a page cookie."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from access.asker import Asker
from access.rights import Right
from domain.policy import Person, Policy
from domain.vocabulary import Role
from projections.policies import Policies
from sign_in.security_log import tell
from sign_in.sessions import Sessions, Told, Way

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class Identity:
    """A signed-in person; `role` is the capacity in which they act, their first in the policy."""

    person: Person
    instead_of: tuple[Person, ...] = ()  # who is away today, and whose work is theirs meanwhile
    session: UUID | None = None

    @property
    def role(self) -> Role:
        return self.person.roles[0]

    @property
    def asker(self) -> Asker:
        return Asker(self.person, self.instead_of)

    def may(self, right: str) -> bool:
        """Also asked by the pages' templates, which know rights by their words."""
        return self.asker.may(Right(right))


@dataclass(frozen=True)
class Identities:
    """People of the policy in force now: whoever is taken out of it is out at once, in every process."""

    pool: "asyncpg.Pool[Any]"
    policies: Policies

    @property
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
        session = await self.sessions.of(secret, kind)
        person = await self.person(session.person_id) if session else None
        return Identity(_as_told(person, session.told), session=session.id) if session and person else None

    async def person(self, person_id: str) -> Person | None:
        return (await self.policy()).person(person_id)

    async def policy(self) -> Policy:
        await self.policies.look(self.pool)
        return self.policies.current

    async def with_address(self, address: str) -> Person | None:
        """None too when several share it: a code says which mailbox is read, and that must be one person's."""
        people = [p for p in (await self.policy()).people if p.address.casefold() == address.casefold()]
        return people[0] if len(people) == 1 else None

    async def forget(self, secret: str) -> None:
        await self.sessions.end(secret)


def _as_told(person: Person, told: Told) -> Person:
    """With the roles and the department that the sign-in service gave, where it gave any."""
    given = {"roles": told.roles, "department": told.department}
    return person.model_copy(update={name: value for name, value in given.items() if value is not None})
