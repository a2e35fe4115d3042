"""Every way in which a rule can say no is tried somewhere in the domain's tests."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = {file.name: file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py")}


def refusals() -> Iterator[str]:
    for file in sorted((ROOT / "domain").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str(code)), *_]):
                    yield code


@pytest.mark.parametrize("code", sorted(set(refusals())))
def test_a_refusal_is_tried(code: str) -> None:
    assert any(f'"{code}"' in text for name, text in TESTS.items() if name != Path(__file__).name)
