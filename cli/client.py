"""The command line's way to the running system: HTTP, with a token of its own."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import typer

from api.identity import Identities
from client import Insats
from command_handler import CommandHandler
from domain.vocabulary import Role
from domain.words import N_
from embedded.data_folder import DataFolder
from embedded.environment import settings as embedded_settings
from embedded.files import write_whole
from event_store.keyring import Keyring
from language.words import Words
from policy_setup import create_handler, differences
from settings import Settings, from_environment

NONE: Mapping[str, str] = {}


def language() -> Words:
    return Words("en" if os.environ.get("INSATS_LANGUAGE", "sv").startswith("en") else "sv")


def fail(message: str, **params: object) -> typer.Exit:
    """To raise: says what is wrong on standard error, and ends with status 1."""
    typer.echo(language()(message, **params), err=True)
    return typer.Exit(1)


def settings_of(data: DataFolder) -> Settings:
    """Of the installation in the data folder, or, where the environment names databases, of that one."""
    if "INSATS_WRITER_URL" in os.environ or "INSATS_WRITER_URL_FILE" in os.environ:
        return from_environment()
    try:
        return embedded_settings(data)
    except FileNotFoundError:
        raise fail(
            N_("There is no installation in {folder}. Start one: insats up"), folder=data.path
        ) from None


@asynccontextmanager
async def handler_of(settings: Settings) -> AsyncIterator[CommandHandler]:
    """Beside the running system, straight at its database."""
    try:
        pool = await asyncpg.create_pool(settings.writer_url, min_size=1, max_size=2)
        keys = await asyncpg.create_pool(settings.keys_url, min_size=1, max_size=1)
    except OSError:
        raise fail(N_("The database does not answer. Is it running? insats status")) from None
    async with pool, keys:
        keyring = Keyring(keys, settings.key_encryption_key)
        yield await create_handler(pool, keyring, settings.policy, settings.erasures)


async def policy_differences(settings: Settings, words: Words) -> list[str]:
    """Between the installation's file and what is in force."""
    async with handler_of(settings) as handler:
        return differences(handler, settings.policy, words)


async def new_link(settings: Settings, person: str | None) -> str:
    """The secret of a one-time sign-in link; for the first administrator unless a person is named."""
    async with handler_of(settings) as handler:
        people = handler.policy.people
        administrators = [each.id for each in people if Role.ADMINISTRATOR in each.roles]
        try:
            return await Identities(handler.pool, handler.policies).new_link(person or administrators[0])
        except (KeyError, IndexError):
            known = tuple(each.id for each in people)
            raise fail(N_("The policy has no such person. Known: {people}."), people=known) from None


class Api:
    """Calls that answer JSON, or end the program with the problem's own words."""

    def __init__(self, data: DataFolder) -> None:
        self._settings = settings_of(data)
        self._token_file = data.path / "secrets" / "cli-token"
        url = os.environ.get("INSATS_API_URL", f"http://{self._settings.api_host}:{self._settings.api_port}")
        self._http = httpx.Client(
            base_url=f"{url}/api/v1", timeout=300, headers={"Accept-Language": language().language}
        )

    @property
    def typed(self) -> Insats:
        """The same calls, each with its name and its types."""
        return Insats(self._ask)

    def get(self, path: str, **params: Any) -> Any:
        return self._ask("GET", path, params=params)

    def put(self, path: str, content: bytes | None = None, *, json: Any = None, **params: Any) -> Any:
        return self._ask("PUT", path, params=params, json=json, content=content)

    def delete(self, path: str) -> None:
        self._ask("DELETE", path)

    def post(
        self,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] = NONE,
        **params: Any,
    ) -> Any:
        return self._ask("POST", path, params=params, json=json, content=content, headers=headers)

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        try:
            self._http.headers["Authorization"] = f"Bearer {self._token()}"
            answer = self._http.request(method, path, **request)
            if answer.status_code == 401 and "INSATS_TOKEN" not in os.environ:
                self._token_file.unlink(missing_ok=True)
                self._http.headers["Authorization"] = f"Bearer {self._token()}"
                answer = self._http.request(method, path, **request)
        except httpx.TransportError:
            raise fail(N_("Insats does not answer. Is it running? insats status")) from None
        if answer.is_error:
            raise _problem(answer)
        return answer.json() if answer.content else None

    def _token(self) -> str:
        """From INSATS_TOKEN, from the data folder, or a new one by a sign-in link."""
        if token := os.environ.get("INSATS_TOKEN"):
            return token
        with suppress(FileNotFoundError):
            return self._token_file.read_text()
        link = asyncio.run(new_link(self._settings, None))
        answer = self._http.post("/sessions", json={"link": link})
        if answer.is_error:
            raise _problem(answer)
        token = str(answer.json()["access_token"])
        write_whole(self._token_file, token.encode())
        return token


def insats(data: Path) -> Insats:
    """Of the installation in the data folder."""
    return Api(DataFolder(data)).typed


def _problem(answer: httpx.Response) -> typer.Exit:
    try:
        problem = answer.json()
        detail = problem["detail"] + "".join(
            f"\n  {e['where']}: {e['what']}" for e in problem.get("errors", ())
        )
    except (ValueError, KeyError, TypeError):
        detail = f"{answer.status_code} {answer.reason_phrase}"
    typer.echo(detail, err=True)
    return typer.Exit(1)
