"""Which room may import which; the domain is pure, and a workflow reckons no time."""

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BESIDE = {"tests", "benchmarks", "prove", "simulator"}  # they may import anything, and no room imports them
WIRING = {
    "demo.telling",
    "dispatcher",
    "webhook_dispatcher",
    "temporal_connection",
    "temporal_setup",
    "policy_setup",
    "rebuilding",
    "recovery",
    "worker",
    "sweeper",
    "server",
    "sealer",
    "cli",
    "api.app",
}

OF_THE_STORE = {"event_store.streams", "event_store.codec"}  # the installation's clock; what was recorded
EDGE = {"command_handler", "projections", "domain", "exchange", "language", "settings", "mail"} | OF_THE_STORE
EDGE |= {"access", "watchdog"}  # it runs in the API's process
MAY_IMPORT: Mapping[str, set[str]] = {
    "settings": set(),
    "garbage": set(),
    "together": set(),
    "telemetry": set(),
    "domain": set(),
    "access": {"domain"},
    "mail": {"settings"},
    "event_store": {"domain"},
    "projections": {"domain", "event_store", "telemetry"},
    "command_handler": {"access", "domain", "event_store", "projections", "telemetry", "together"},
    "policy_moves": {"domain", "event_store", "projections", "command_handler"},
    "erasure": {"command_handler", "projections", "domain", "event_store"},
    "language": {"domain"},
    "policy": {"domain"},
    "exchange": {"domain"},
    "importing": {"command_handler", "projections", "domain", "event_store", "exchange"},
    "embedded": {"settings"},
    "webhooks": {"domain", "event_store", "projections", "sign_in.secret"},
    "sign_in": {"domain", "language", "mail", "settings", "together"},
    "watchdog": {"command_handler", "projections", "domain", "language", "settings", "mail"},
    "activities": {
        "access",
        "command_handler",
        "projections",
        "event_store",
        "domain",
        "exchange",
        "language",
    }
    | {"settings", "mail", "policy_moves", "audit", "webhooks", "telemetry", "together"},
    "audit": {"event_store", "embedded.files"},  # and writing a file whole
    "client": set(),
    "workflows": {"activities", "domain"},
    "demo": {"domain"},
    "api": EDGE | {"policy", "policy_moves", "rebuilding", "audit", "erasure", "sign_in", "webhooks"},
    "web": EDGE | {"api", "audit", "sign_in", "policy.load", "recovery.backup", "telemetry"},
}
PURE = {
    "copy",
    "abc",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "hashlib",
    "itertools",
    "re",
    "types",
    "typing",
    "uuid",
    "zoneinfo",
    "pydantic",
    "pydantic_core",
}
IMPURE_CALLS = {"now", "utcnow", "today", "fromtimestamp", "uuid1", "uuid4", "open", "print", "input"}


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name."""
    tops = [path for path in ROOT.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    found = (
        file
        for top in tops
        if top.stem not in BESIDE
        for file in (top.rglob("*.py") if top.is_dir() else [top])
    )
    return {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in found}


MODULES = modules()
TREES = {name: ast.parse(path.read_text(encoding="utf-8"), str(path)) for name, path in MODULES.items()}


def imported(module: str) -> Iterator[str]:
    """Dotted names, those in functions and under TYPE_CHECKING too."""
    for node in ast.walk(TREES[module]):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(source), level=0):
                for alias in node.names:
                    inside = f"{source}.{alias.name}"
                    yield inside if inside in MODULES else source
            case ast.ImportFrom():
                pytest.fail(f"{module}: a relative import hides which room it is from")


def room(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def is_part_of(module: str, places: Iterable[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def calls(module: str) -> Iterator[str]:
    for node in ast.walk(TREES[module]):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
                yield name


ARROWS = {(module, target) for module in MODULES for target in imported(module) if target in MODULES}


def in_order(arrows: Iterable[tuple[str, str]]) -> list[str]:
    """Raises CycleError, naming the circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for source, target in arrows:
        if source != target:
            sorter.add(source, target)
    return list(sorter.static_order())


def test_every_room_is_in_the_table() -> None:
    assert {room(module) for module in MODULES} == MAY_IMPORT.keys() | {room(module) for module in WIRING}


def test_no_room_imports_what_it_may_not(record_property: Callable[[str, object], None]) -> None:
    forbidden = [
        f"{module} → {target}"
        for module, target in sorted(ARROWS)
        if not is_part_of(module, WIRING)
        and not is_part_of(target, {room(module)} | MAY_IMPORT[room(module)])
    ]
    record_property("modules", len(MODULES))
    record_property("arrows", len(ARROWS))
    assert forbidden == [], "\n" + "\n".join(forbidden)


def test_there_is_no_circle_between_rooms() -> None:
    try:
        in_order((room(source), room(target)) for source, target in ARROWS)
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_there_is_no_circle_within_the_domain() -> None:
    try:
        in_order(arrow for arrow in ARROWS if is_part_of(arrow[0], {"domain"}))
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


@pytest.mark.parametrize("module", sorted(module for module in MODULES if is_part_of(module, {"domain"})))
def test_the_domain_is_pure(module: str) -> None:
    assert {room(target) for target in imported(module)} <= PURE | {"domain"}
    assert IMPURE_CALLS.isdisjoint(calls(module))
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(TREES[module]))


@pytest.mark.parametrize("module", sorted(module for module in MODULES if is_part_of(module, {"workflows"})))
def test_a_workflow_reckons_no_time(module: str) -> None:
    assert IMPURE_CALLS.isdisjoint(calls(module))
    reckoning = [ast.unparse(node) for node in ast.walk(TREES[module]) if isinstance(node, ast.BinOp)]
    assert reckoning == []


def test_every_room_is_installed() -> None:
    """From the source tree they are all found; from a wheel only those that are named."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    rooms = {room.partition(".")[0] for room in WIRING | set(MAY_IMPORT)}
    assert rooms <= {*told["packages"], *told["py-modules"]}
