"""What a function may refuse, and whom it tells: read from its source and that of the domain's functions it calls."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from domain import notices
from domain.command import Command
from domain.happened import Happened
from domain.notice import Letter
from domain.vocabulary import Role

# Whom a letter goes to, as the source names it.
RECIPIENTS = {"THE_DEPARTMENT": "department", "THE_SUPPLIER": "supplier", "the_person": "the person"}


def refusals_of(command: type[Command]) -> list[str]:
    """Codes; those that any command may meet are `refusals_in(decide)`."""
    return sorted({*refusals_in(command.may), *refusals_in(command.decide)})


def refusals_in(function: Callable[..., Any]) -> Iterator[str]:
    for node, _ in _reached(function, set()):
        match node:
            case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str(code)), *_]):
                yield code


def letters_of(event: type[Happened]) -> list[tuple[Letter, list[str]]]:
    """Each letter that the event sends, and to whom; nobody named: whom the event itself names."""
    found = list(_of_any_step(event)) or list(_reached(event.tells, set()))
    letters = [value for node, names in found if isinstance(value := _value(node, names), Letter)]
    recipients = [told for node, _ in found if (told := _recipient(node))]
    return [(letter, list(dict.fromkeys(recipients))) for letter in dict.fromkeys(letters)]


def _of_any_step(event: type[Happened]) -> Iterator[tuple[ast.AST, dict[str, Any]]]:
    """Events of any step are told by a case each."""
    names = vars(notices)
    [told] = (node for node in ast.walk(_tree(notices.by_route)) if isinstance(node, ast.Match))
    for case in told.cases:
        match case.pattern:
            case ast.MatchClass(cls=ast.Attribute(attr=name) | ast.Name(id=name)) if name == event.__name__:
                yield from _within(ast.Module(case.body, []), names, set())


def _recipient(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return RECIPIENTS.get(name, "")
        case ast.Attribute(value=ast.Name(id="Role"), attr=name):
            return Role[name].value
    return ""


def _value(node: ast.AST, names: dict[str, Any]) -> object:
    return names.get(node.id) if isinstance(node, ast.Name) else None


def _reached(
    function: Callable[..., Any], seen: set[Callable[..., Any]]
) -> Iterator[tuple[ast.AST, dict[str, Any]]]:
    """Every node of the function and of what it calls, with the names that its file knows."""
    if function in seen:
        return
    seen.add(function)
    names = vars(sys.modules[function.__module__])
    owner = names.get(function.__qualname__.split(".")[0])
    yield from _within(_tree(function), names | {"self": owner}, seen)


def _within(
    tree: ast.AST, names: dict[str, Any], seen: set[Callable[..., Any]]
) -> Iterator[tuple[ast.AST, dict[str, Any]]]:
    for node in ast.walk(tree):
        yield node, names
        if inspect.isfunction(called := _called(node, names)) and called.__module__.startswith("domain."):
            yield from _reached(called, seen)


def _called(node: ast.AST, names: dict[str, Any]) -> object:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return names.get(name)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
            return getattr(names["self"], name, None)
    return None


def _tree(function: Callable[..., Any]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
