"""The steps that a request leads to, from process to process. Nobody is told of them unless somebody asked for traces
or for logs in JSON: then each is a span, and a line, under one id. Ids, kinds and numbers; never what anybody wrote."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import Context
from typing import Protocol
from uuid import UUID

Told = str | int | UUID


class Step(Protocol):
    """`tell` adds what is known only later."""

    def tell(self, **more: Told) -> None: ...
    def rename(self, name: str) -> None: ...


class Teller(Protocol):
    def step(self, name: str, after: str | None, told: dict[str, Told]) -> AbstractContextManager[Step]: ...
    def here(self) -> str | None: ...
    def close(self) -> None: ...


class Untold:
    def tell(self, **more: Told) -> None:
        pass

    def rename(self, name: str) -> None:
        pass


NOTHING = nullcontext(Untold())
_teller: list[Teller] = []  # none, or the process's one


def step(name: str, after: str | None = None, /, **told: Told) -> AbstractContextManager[Step]:
    """`after`: what `here()` said where it began, perhaps in another process; else the step that we are in."""
    return _teller[0].step(name, after, told) if _teller else NOTHING


@contextmanager
def step_of(context: Context, name: str) -> Iterator[Step]:
    """As `step`, of another's: what is done for several at once is told under each one's id."""
    its = step(name)
    told = context.run(its.__enter__)
    try:
        yield told
    except BaseException as error:
        context.run(its.__exit__, type(error), error, error.__traceback__)
        raise
    context.run(its.__exit__, None, None, None)


def here() -> str | None:
    """The step that we are in, to be kept with what it leads to (W3C traceparent)."""
    return _teller[0].here() if _teller else None


def trace_id() -> str:
    """The one id that spans and lines of the same beginning share; empty outside of any step."""
    return (here() or "--").split("-")[1]


def tell_to(teller: Teller | None) -> None:
    _teller[:] = [teller] if teller else []


def are_told() -> bool:
    return bool(_teller)


def close() -> None:
    """What is still held back is sent."""
    if _teller:
        _teller[0].close()
