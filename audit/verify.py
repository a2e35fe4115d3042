"""Verifies an export of Insats: python3 verify.py [EXPORT] --checkpoint FILE. Standard library only, no network.

EXPORT is the ZIP file or its folder. --checkpoint (a file or folder of them) or --root SIZE:ROOT is what somebody
outside kept: without it nothing shows that the whole log was not written anew, and the answer is UNANCHORED.
Ends with 0 (OK), 1 (not as it was sealed), 2 (cannot be read), 3 (UNANCHORED) or 4 (LOST: the log was restored from
a backup, and says itself which events that were sealed before it has no more).
"""

import argparse
import hashlib
import json
import re
import sys
import zipfile
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

NOTE = re.compile(
    r"(?:^|(?<=\n))(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9]\d*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n(?P<signatures>(?:— \S+ [A-Za-z0-9+/=]+\n)+)"
)

read = json.JSONDecoder().decode

NOT_SEALED = "inte det som förseglades / not what was sealed"
MISSING = "saknas, men är förseglat / missing, though sealed"


class Fault(Exception):
    """Not as it was sealed; `position` is the first that may be wrong, `until` the one at which it shows."""

    def __init__(self, position: int, what: str, until: int = 0) -> None:
        place = f"{position}–{until}" if until > position else f"{position}"
        super().__init__(f"position {place}: {what}")
        self.position, self.what = position, what


class BrokenLink(Fault):
    """An event does not follow the one before in its stream: which of the two is wrong, the link does not tell."""


# --- the tree (RFC 6962, 2.1) ---


def leaf_of(body: bytes) -> bytes:
    return hashlib.sha256(b"\0" + body).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The right edge of a growing tree: its complete subtrees, the largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.size += 1
        complete = self.size
        while not complete & 1:
            leaf, complete = node(self._peaks.pop(), leaf), complete >> 1
        self._peaks.append(leaf)

    def root(self) -> bytes:
        if not self._peaks:
            return hashlib.sha256().digest()
        root, *others = reversed(self._peaks)
        for peak in others:
            root = node(peak, root)
        return root


def hashes_in(lines: str) -> list[bytes]:
    """One a line, in base64; none when that is not what stands there."""
    try:
        return [b64decode(line, validate=True) for line in lines.split()]
    except ValueError:
        return []


def is_included(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size or not root:
        return False
    at, last = index, size - 1
    for sibling in proof:
        if not last:
            return False
        if at & 1 or at == last:
            leaf = node(sibling, leaf)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = node(leaf, sibling)
        at, last = at >> 1, last >> 1
    return not last and leaf == root


def is_continued(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """The larger tree begins with the smaller one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new or not proof:
        return (old, old_root, proof) == (new, new_root, [])
    first, *rest = proof if old & (old - 1) else [old_root, *proof]
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = first
    for sibling in rest:
        if not last:
            return False
        if at & 1 or at == last:
            was, now = node(sibling, was), node(sibling, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node(now, sibling)
        at, last = at >> 1, last >> 1
    return not last and (was, now) == (old_root, new_root)


# --- signatures (RFC 8032, 5.1.7) ---

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]  # extended coordinates


def _plus(a: Point, b: Point) -> Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    product: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            product = _plus(product, point)
        point, number = _plus(point, point), number >> 1
    return product


def _point(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    key, commitment = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or not key or not commitment or not BASE or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = _times(s, BASE)
    right = _plus(commitment, _times(int.from_bytes(digest, "little") % L, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P
    )


# --- checkpoints (c2sp.org/tlog-checkpoint, c2sp.org/signed-note) ---


@dataclass(frozen=True)
class Checkpoint:
    """`note` is empty for a size and root that somebody read from a receipt."""

    size: int
    root: bytes
    note: str = ""

    @property
    def origin(self) -> str:
        return self.note.partition("\n")[0]

    @property
    def month(self) -> str:
        """Of a tree beside the log's own, of who has looked; empty for a checkpoint of the log."""
        return self.origin.partition("/looks/")[2]

    @property
    def size_and_root(self) -> str:
        """As receipts tell it and `--root` takes it."""
        return ":".join(self.note.splitlines()[1:3])


@dataclass(frozen=True)
class Key:
    name: str
    id: bytes
    public: bytes

    @classmethod
    def of(cls, vkey: str) -> "Key":
        """Raises ValueError."""
        name, number, encoded = vkey.strip().split("+", 2)
        kind = b64decode(encoded, validate=True)
        own = hashlib.sha256(name.encode() + b"\n" + kind).digest()[:4]
        if kind[:1] != b"\1" or len(kind) != 33 or own.hex() != number:
            raise ValueError(f"not the key of an Ed25519 signature: {vkey.strip()}")
        return cls(name, own, kind[1:])

    def has_signed(self, note: str) -> bool:
        """By one signature that is right and none that is wrong; those of other keys say nothing."""
        text, _, lines = note.rpartition("\n\n")
        try:
            all_of_them = [(name, b64decode(code)) for _, name, code in map(str.split, lines.splitlines())]
        except ValueError:
            return False
        mine = [code[4:] for name, code in all_of_them if (name, code[:4]) == (self.name, self.id)]
        return bool(mine) and all(self.holds(f"{text}\n".encode(), one) for one in mine)

    def holds(self, message: bytes, signature: bytes) -> bool:
        return signed(self.public, message, signature)


def checkpoints_in(text: str) -> list[Checkpoint]:
    return [Checkpoint(int(m["size"]), b64decode(m["root"]), m[0]) for m in NOTE.finditer(text)]


# --- the events ---


@dataclass(frozen=True)
class Lost:
    """What a restored log says of itself: of the log called `ended`, events `kept` + 1 to `sealed` are gone."""

    position: int
    ended: str
    kept: int
    sealed: int

    @classmethod
    def told_at(cls, position: int, data: dict[str, object]) -> "Lost":
        """It is the first event after those that were kept. Raises Fault."""
        lost = cls(position, str(data.get("ended")), position - 1, int(str(data.get("sealed"))))
        if data.get("kept") != lost.kept or lost.sealed <= lost.kept:
            raise Fault(position, "säger fel om vad som gått förlorat / tells wrongly what is lost")
        return lost

    def has(self, one: Checkpoint) -> bool:
        """Of a root from a receipt nobody knows which log's it is."""
        return self.kept < one.size <= self.sealed and one.origin in ("", self.ended)


class Chain:
    """Every stream's events follow one another, each naming the leaf of the one before."""

    def __init__(self, *, from_the_first: bool) -> None:
        self._last: dict[str, tuple[int, str]] = {}
        self._from_the_first = from_the_first
        self.begins: dict[str, int] = {}
        self.lost: list[Lost] = []

    def has_lost(self, one: Checkpoint) -> bool:
        return any(each.has(one) for each in self.lost)

    def told(self) -> Iterator[str]:
        """Which entries of which streams there were."""
        for stream, first in self.begins.items():
            yield f"{stream}: {first}–{self._last[stream][0]}"

    def add(self, position: int, leaf: str, body: bytes) -> bytes:
        """The leaf, worked out. Raises Fault."""
        found = leaf_of(body)
        if leaf != found.hex():
            raise Fault(position, "händelsen har inte sin kontrollsumma / the event does not have its hash")
        try:
            told = read(body.decode())
            stream, version, previous = str(told["stream"]), int(told["version"]), str(told["previous"])
            if told.get("type") == "LogBegunAnew":
                self.lost.append(Lost.told_at(position, told["data"]))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Fault(position, "ingen händelse / not an event") from None
        begins = (0, "0" * 64) if self._from_the_first or version == 1 else (version - 1, previous)
        if (version - 1, previous) != self._last.get(stream, begins):
            what = f"följer inte på den före i {stream} / does not follow the one before in its stream"
            raise BrokenLink(position, what)
        self._last[stream] = version, leaf
        if not self._from_the_first:
            self.begins.setdefault(stream, version)
        return found


def parsed(line: bytes, number: int) -> tuple[int, str, bytes]:
    """POSITION LEAF BODY; the body's bytes are exactly those that were hashed. Raises Fault."""
    try:
        position, leaf, body = line.removesuffix(b"\n").split(b" ", 2)
        return int(position), leaf.decode(), body
    except ValueError:
        raise Fault(number, "raden går inte att läsa / the line cannot be read") from None


class Whole:
    """The whole log, event by event: none missing, and every root that somebody knows is theirs."""

    def __init__(self, known: Iterable[Checkpoint]) -> None:
        self._known: dict[int, list[Checkpoint]] = defaultdict(list)
        for each in known:
            self._known[each.size].append(each)
        self._chain, self._tree, self._good = Chain(from_the_first=True), Tree(), 0
        self.lost: set[Checkpoint] = set()

    def add(self, position: int, leaf: str, body: bytes) -> None:
        """Raises Fault."""
        number = self._tree.size + 1
        if position != number:
            raise Fault(number, f"saknas, här står {position} / is missing, here is {position}")
        try:
            self._tree.add(self._chain.add(number, leaf, body))
        except BrokenLink as broken:
            raise Fault(self._good + 1, broken.what, number) from None
        if number in self._known:
            self._compare(number, self._tree.root())

    def _compare(self, number: int, root: bytes) -> None:
        wrong = {each for each in self._known[number] if each.root != root}
        if not all(self._chain.has_lost(each) for each in wrong):
            raise Fault(self._good + 1, NOT_SEALED, number)
        self.lost |= wrong
        self._good = number if len(wrong) < len(self._known[number]) else self._good

    def end(self) -> int:
        """How many there are. Raises Fault."""
        there = self._tree.size
        beyond = {each for size, some in self._known.items() if size > there for each in some}
        gone = {each for each in beyond if self._chain.has_lost(each)}
        if beyond - gone:
            raise Fault(there + 1, MISSING, max(each.size for each in beyond - gone))
        self.lost |= gone
        return there

    @property
    def restored(self) -> list[Lost]:
        return self._chain.lost


def demand_signatures(keys: Iterable[Key], known: Iterable[Checkpoint]) -> None:
    """Each by a key of the log that it names. Raises Fault."""
    before, by_name = 0, defaultdict(list)
    for key in keys:
        by_name[key.name].append(key)
    for each in sorted(set(known), key=lambda one: one.size):
        if each.note and not any(key.has_signed(each.note) for key in by_name[each.origin]):
            names = ", ".join(f"{key.name}+{key.id.hex()}" for some in by_name.values() for key in some)
            raise Fault(before + 1, f"fel underskrift / not signed by {names}", each.size)
        before = each.size


# --- an export ---


class Export:
    """The ZIP file, or the folder that it was unpacked into."""

    def __init__(self, path: Path) -> None:
        self._path, self._zip = path, None if path.is_dir() else zipfile.ZipFile(path)

    def names(self, folder: str) -> list[str]:
        if self._zip:
            return [name for name in self._zip.namelist() if name.startswith(f"{folder}/")]
        return [f"{folder}/{file.name}" for file in self._path.glob(f"{folder}/*")]

    def read(self, name: str) -> bytes:
        """Empty if it is not there."""
        try:
            return self._zip.read(name) if self._zip else (self._path / name).read_bytes()
        except (KeyError, FileNotFoundError):
            return b""

    def events(self) -> Iterator[tuple[int, str, bytes]]:
        file = self._zip.open("events.txt") if self._zip else (self._path / "events.txt").open("rb")
        with file:
            for number, line in enumerate(file, 1):
                yield parsed(line, number)


@dataclass
class Verifier:
    """`outside`: what somebody else kept; `anchored`: up to where it holds, once `run` has returned."""

    export: Export
    keys: list[Key]
    outside: list[Checkpoint]
    anchored: int = 0
    events: int = 0
    restored: list[Lost] = field(default_factory=list)
    lost: set[Checkpoint] = field(default_factory=set)  # of `outside`
    streams: list[str] = field(default_factory=list)  # of a part: which entries of which there were

    def run(self) -> None:
        """Raises Fault."""
        own = sorted(checkpoints_in(self.export.read("checkpoints.txt").decode()), key=lambda one: one.size)
        if not own:
            raise Fault(1, "inget är förseglat / nothing is sealed")
        if self.export.names("proofs"):
            self._walk_part(own)
        else:
            self._walk_whole(own)
        demand_signatures(self.keys, [*own, *self.outside])
        self._time_stamps(own)

    def _walk_whole(self, own: list[Checkpoint]) -> None:
        whole = Whole([*own, *self.outside])
        for event in self.export.events():
            whole.add(*event)
        self.events = whole.end()
        if self.events > own[-1].size:
            raise Fault(own[-1].size + 1, "är inte förseglad / is not sealed")
        self.restored, self.lost = whole.restored, whole.lost
        self.anchored = max((each.size for each in self.outside if each not in whole.lost), default=0)

    def _walk_part(self, own: list[Checkpoint]) -> None:
        chain, last, newest = Chain(from_the_first=False), 0, own[-1]
        for position, leaf, body in self.export.events():
            if position <= last:
                raise Fault(position, "står i fel ordning / is out of order")
            hashed, last = chain.add(position, leaf, body), position
            if not self._is_proven(position, hashed, newest):
                raise Fault(position, "ingår inte i det förseglade / is not part of what was sealed")
            self.events += 1
        self.streams, self.restored = list(chain.told()), chain.lost
        self.lost = {each for each in self.outside if chain.has_lost(each)}
        self._earlier(own)

    def _is_proven(self, position: int, leaf: bytes, newest: Checkpoint) -> bool:
        """By its own c2sp.org/tlog-proof."""
        proof, _, note = self.export.read(f"proofs/{position}.tlog-proof").decode().partition("\n\n")
        head, index, *path = [*proof.split("\n", 2), "", ""][:3]
        if (head, index, note) != ("c2sp.org/tlog-proof@v1", f"index {position - 1}", newest.note):
            return False
        return is_included(position - 1, newest.size, leaf, hashes_in(*path), newest.root)

    def _earlier(self, own: list[Checkpoint]) -> None:
        """Every earlier checkpoint, ours and from outside, is continued by the newest."""
        newest, good = own[-1], 0
        for each in sorted([*own, *(set(self.outside) - self.lost)], key=lambda one: one.size):
            if each.size > newest.size:
                raise Fault(newest.size + 1, MISSING, each.size)
            told = hashes_in(self.export.read(f"consistency/{each.size}.txt").decode())
            if each.size < newest.size and not told and each in self.outside:
                continue  # this export cannot say: it is not counted as anchored
            if not is_continued(each.size, newest.size, each.root, newest.root, told):
                raise Fault(good + 1, NOT_SEALED, each.size)
            good = each.size
            self.anchored = good if each in self.outside else self.anchored

    def _time_stamps(self, own: list[Checkpoint]) -> None:
        """That each token is about its checkpoint; who signed it, `openssl ts -verify` tells."""
        by_size = {each.size: each for each in own}
        for name in self.export.names("timestamps"):
            size = int(Path(name).stem)
            digest = hashlib.sha256(by_size[size].note.encode()).digest() if size in by_size else b""
            if name.endswith(".tsr") and (not digest or b"\x04\x20" + digest not in self.export.read(name)):
                raise Fault(size, f"{name} stämplar något annat / is about something else")


# --- the command line ---


def outside_of(paths: Iterable[Path], roots: Iterable[str]) -> list[Checkpoint]:
    """Of the log itself. Raises ValueError when a file that was named holds none."""
    found = [each for each in kept_in(paths) if not each.month]
    for each in roots:
        size, _, root = each.partition(":")
        found.append(Checkpoint(int(size), b64decode(root, validate=True)))
    return [each for each in found if each.size > 0]


def kept_in(paths: Iterable[Path]) -> list[Checkpoint]:
    found = []
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        inside = [
            one
            for file in files
            if file.is_file()
            for one in checkpoints_in(file.read_text("utf-8", "replace"))
        ]
        if not inside:
            raise ValueError(f"ingen kontrollpunkt i / no checkpoint in {path}")
        found += inside
    return found


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("export", nargs="?", type=Path, default=Path(__file__).parent)
    asked.add_argument("--checkpoint", action="append", type=Path, default=[], metavar="FILE")
    asked.add_argument("--root", action="append", default=[], metavar="SIZE:ROOT")
    asked.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="VKEY",
        help="the log's key, if you have it from elsewhere",
    )
    told = asked.parse_args(arguments)
    try:
        export = Export(told.export)
        keys = [Key.of(line) for line in told.key or export.read("key.vkey").decode().splitlines()]
        verifier = Verifier(export, keys, outside_of(told.checkpoint, told.root))
        verifier.run()
    except Fault as fault:
        print(f"FEL / NOT AS SEALED: {fault}")
        return 1
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"går inte att läsa / cannot be read: {error}", file=sys.stderr)
        return 2
    names = ", ".join(f"{key.name}+{key.id.hex()}" for key in keys)
    print(f"{verifier.events} händelser / events, {names}", *verifier.streams, sep="\n")
    return answer(verifier)


def answer(verifier: Verifier) -> int:
    for each in verifier.restored:
        print(
            f"återställd / restored: {each.ended} {each.kept + 1}–{each.sealed} är borta / are gone"
            f" (position {each.position})"
        )
    if verifier.lost:
        sizes = ", ".join(str(each.size) for each in sorted(verifier.lost, key=lambda one: one.size))
        print(f"LOST: det som kontrollpunkten visar finns inte kvar / what was sealed is gone: {sizes}")
        return 4
    if not verifier.anchored:
        print(
            "UNANCHORED: kedjan stämmer, men ingen kontrollpunkt utifrån visar att hela loggen inte skrivits om"
        )
        print(
            "UNANCHORED: it agrees with itself, but no outside checkpoint shows that it was not written anew"
        )
        return 3
    print(f"OK: till och med position / up to and with position {verifier.anchored}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
