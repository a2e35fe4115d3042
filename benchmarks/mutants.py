"""mutmut with what this domain needs besides: run in the bench that mutation.py lays out, in a process of its own.

mutmut has no operator for a guard that is left out or a condition that is always or never met, which is what rules
are made of here. It mutates functions only, and leaves properties and the lambdas of the steps' tables alone:
`spread` writes those as functions first.
"""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random


def spread(source: str) -> str:
    """The same module, with every property and every lambda outside a function as a function that can be mutated."""
    module = ast.parse(source)
    body: list[ast.stmt] = []
    for statement in module.body:
        hoist = _Hoist(len(body))
        kept = hoist.visit(statement)
        body += [*hoist.functions, kept]
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, [])))


class _Hoist(ast.NodeTransformer):
    def __init__(self, place: int) -> None:
        self.place = place
        self.functions: list[ast.stmt] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef | list[ast.stmt]:
        if [ast.unparse(decorator) for decorator in node.decorator_list] != ["property"]:
            return node
        getter = _function(f"{node.name}_", node.args, node.body)
        getter.returns = node.returns
        node.body = ast.parse(f"return self.{node.name}_()").body
        return [node, getter]

    def visit_Lambda(self, node: ast.Lambda) -> ast.Name:
        name = f"rule_{self.place}_{len(self.functions)}"
        self.functions.append(_function(name, node.args, [ast.Return(node.body)]))
        return ast.Name(name, ast.Load())


def _function(name: str, arguments: ast.arguments, body: list[ast.stmt]) -> ast.FunctionDef:
    [made] = ast.parse(f"def {name}(): ...").body
    assert isinstance(made, ast.FunctionDef)
    made.args, made.body = arguments, body
    return made


def extend() -> None:
    """Of mutmut's operators: gives it ours besides."""
    import libcst as cst  # noqa: PLC0415 - a tool of `dev`, and only here
    from mutmut.mutation import file_mutation, mutators  # noqa: PLC0415

    def left_out(node: cst.Expr) -> Iterator[cst.CSTNode]:
        if isinstance(node.value, cst.Call):
            yield cst.Pass()
        if isinstance(node.value, cst.Yield):
            yield cst.Expr(cst.Yield(cst.From(cst.Tuple([]))))

    def decided(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
        asked = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(test=cst.BooleanOperation(asked, cst.And(), cst.Name("False")))
        yield node.with_changes(test=cst.BooleanOperation(asked, cst.Or(), cst.Name("True")))

    def nothing_returned(node: cst.Return) -> Iterator[cst.CSTNode]:
        if node.value and not isinstance(node.value, cst.Name):
            yield node.with_changes(value=cst.Name("None"))

    ours: mutators.OPERATORS_TYPE = [
        (cst.Expr, left_out),
        (cst.If, decided),
        (cst.CompIf, decided),
        (cst.Return, nothing_returned),
    ]
    file_mutation.mutation_operators = [*mutators.mutation_operators, *ours]  # type: ignore[attr-defined]
    file_mutation.NEVER_MUTATE_FUNCTION_CALLS.add("N_")  # words are noise


def drawn(sample: int, seed: int) -> list[str]:
    """Names of so many mutants of the bench's domain; none means all."""
    from mutmut.configuration import config  # noqa: PLC0415
    from mutmut.mutation.file_mutation import mutate_file_contents  # noqa: PLC0415
    from mutmut.utils.format_utils import get_mutant_name  # noqa: PLC0415

    files = [file for file in sorted(Path("domain").rglob("*.py")) if sample and config().should_mutate(file)]
    mutated = ((file, mutate_file_contents(str(file), file.read_text(encoding="utf-8"))) for file in files)
    every = [get_mutant_name(file, name) for file, mutants in mutated for name in mutants.mutant_names]
    return Random(seed).sample(every, min(sample, len(every)))  # noqa: S311 - no secret


if __name__ == "__main__":
    from mutmut.__main__ import cli

    extend()
    os.nice(10)
    cli(["run", "--max-children", "1", *drawn(*map(int, sys.argv[1:]))])
