"""The municipality's sign-in service, as its file describes it; docs/sign-in.md has one with every line explained."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.vocabulary import Role

NOT_PEOPLES = {Role.CLOCK, Role.IMPORT}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ByClaim(Part):
    """The first value of `claim` that `values` knows gives a department; of roles, every value does."""

    claim: str
    values: Mapping[str, str]


class RolesByClaim(Part):
    claim: str
    values: Mapping[str, Role]

    @model_validator(mode="after")
    def _only_peoples(self) -> Self:
        if NOT_PEOPLES & set(self.values.values()):
            raise ValueError("nobody acts as the clock or as an import")
        return self


class PersonByClaim(Part):
    """`matches`: what of the policy's person the claim is held against."""

    claim: str = "email"
    matches: Literal["address", "id"] = "address"


class StepUp(Part):
    """Who acts in one of `roles` must have signed in so: one of `acr`, or one of `amr`, is told."""

    roles: tuple[Role, ...]
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _by_something(self) -> Self:
        if not (self.acr or self.amr):
            raise ValueError("say which acr or amr is strong enough")
        return self

    def is_for(self, roles: Iterable[Role]) -> bool:
        return not set(self.roles).isdisjoint(roles)


class OidcFile(Part):
    name: Annotated[str, Field(min_length=1, max_length=60)]  # on the button
    issuer: str
    client_id: Annotated[str, Field(min_length=1)]
    client_secret_file: Path
    scope: str = "openid email profile"
    person: PersonByClaim = PersonByClaim()
    roles: RolesByClaim | None = None
    departments: ByClaim | None = None
    step_up: StepUp | None = None
    auth_time: bool = False  # it says when somebody last showed it who they are; else coming back counts

    @model_validator(mode="after")
    def _over_https(self) -> Self:
        must_be_https(self.issuer)
        return self


def must_be_https(url: str) -> None:
    """Raises ValueError. Without TLS only on this machine, for a trial."""
    parts = urlsplit(url)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise ValueError(f"not over https: {url}")


def read_oidc_file(file: Path) -> OidcFile:
    """Raises OSError, tomllib.TOMLDecodeError or pydantic.ValidationError; then nothing starts."""
    return OidcFile.model_validate(tomllib.loads(file.read_text()))
