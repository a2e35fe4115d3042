"""Proofs from the one tree of all events (RFC 6962, 2.1); `verify.py` has the other half."""

from collections.abc import Iterable

from audit.verify import node

HASH = 32  # bytes


class Leaves:
    """All complete subtrees, level by level: 64 bytes an event; a million take about 3 s."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [b"".join(leaves)]
        while len(below := self._levels[-1]) >= 2 * HASH:
            pairs = range(0, len(below) - HASH, 2 * HASH)
            above = (node(below[at : at + HASH], below[at + HASH : at + 2 * HASH]) for at in pairs)
            self._levels.append(b"".join(above))

    @property
    def size(self) -> int:
        return len(self._levels[0]) // HASH

    def root(self, size: int) -> bytes:
        return self._hash(0, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """From the leaf's sibling up to the root's child."""
        start, end, path = 0, size, []
        while end - start > 1:
            middle = start + _left(end - start)
            if index < middle:
                path.append(self._hash(middle, end))
                end = middle
            else:
                path.append(self._hash(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """That the tree of `new` leaves begins with that of `old` (RFC 6962, 2.1.2)."""
        start, end, proof = 0, new, []
        while old != end:
            middle = start + _left(end - start)
            if old <= middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return ([self._hash(start, end)] if start else []) + proof[::-1]

    def _hash(self, start: int, end: int) -> bytes:
        count = end - start
        if count & (count - 1) == 0:  # complete, and so it begins at a multiple of its own size
            level, at = count.bit_length() - 1, start // count * HASH
            return self._levels[level][at : at + HASH]
        middle = start + _left(count)
        return node(self._hash(start, middle), self._hash(middle, end))


def _left(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
