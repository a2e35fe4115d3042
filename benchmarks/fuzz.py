"""A coverage-guided fuzzer over the readers (atheris, which `pip install atheris` brings; not in the lock).

    python -m benchmarks.fuzz FOLDER SECONDS [eforms|ocds|tables]

FOLDER holds notices, or spreadsheets, to start from. Whatever else than a Refusal a reader raises, or a file that takes
over two seconds or gives something that cannot be stored, is written to FOLDER/found, once a place; the run goes on.
"""

import hashlib
import sys
import time
import traceback
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["exchange", "domain", "importing"]):
    from domain.facts import ContractFacts, Organisation, Source
    from domain.refusal import Refusal
    from exchange.reading import read_file
    from exchange.table import is_table
    from importing.items import Register, take_apart
from tests.exchange.mutating import mutated, mutated_workbook

REGISTER = Register(Source(kind="sheet"), Organisation(name="Exempelköpings kommun", country="SWE"), {})

SLOW = 2.0


class Run:
    def __init__(self, folder: Path, kind: str) -> None:
        wanted = {"eforms": {".xml"}, "ocds": {".json"}, "tables": {".xlsx", ".csv"}}[kind]
        self.seeds = [path for path in sorted(folder.glob("*")) if path.suffix in wanted]
        self.found = folder / "found"
        self.found.mkdir(exist_ok=True)
        self.places: set[str] = set()
        self.runs = 0

    def one(self, code: bytes) -> None:
        self.runs += 1
        seed = self.seeds[int.from_bytes(code[:1], "big") % len(self.seeds)]
        breaks = mutated_workbook if seed.suffix == ".xlsx" else mutated
        content = breaks(seed.read_bytes(), code[1:])
        began = time.process_time()
        try:
            read(content, seed.name)
        except Refusal:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
            last = traceback.extract_tb(error.__traceback__)[-1]
            self.report(
                f"{type(error).__name__} {last.filename}:{last.lineno}", traceback.format_exc(), content
            )
        if (took := time.process_time() - began) > SLOW:
            self.report(f"slow {int(took)}", f"{took:.1f} s", content)

    def report(self, place: str, what: str, content: bytes) -> None:
        if place not in self.places:
            self.places.add(place)
            name = hashlib.sha256(place.encode()).hexdigest()[:8]
            (self.found / f"{name}.txt").write_text(f"{place}\n{what}")
            (self.found / f"{name}.bin").write_bytes(content)


def read(content: bytes, name: str) -> None:
    if not is_table(content, name):
        for notice in read_file(content).notices:
            storable(*notice.contracts)
        return
    for item in take_apart(name, content, REGISTER).items:
        for part in item.parts:
            storable(part.facts)


def storable(*facts: ContractFacts) -> None:
    for each in facts:
        type(each).model_validate_json(each.model_dump_json())


def main() -> None:
    folder, seconds, kind = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    run = Run(folder, kind)
    atheris.Setup(
        [
            sys.argv[0],
            f"-max_total_time={seconds}",
            "-max_len=200",
            "-len_control=0",
            "-timeout=86400",
            "-print_final_stats=1",
        ],
        run.one,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
