"""The tree and its proofs, against what others have published and against their definition."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.tree import Leaves
from audit.verify import Tree, is_continued, is_included, leaf_of

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "merkle.json").read_text())
# The eight inputs and the roots of their trees that implementations of RFC 6962 share.
INPUTS = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")] + [
    bytes(range(0x60, 0x70))
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def decoded(proof: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in proof or ()]


@pytest.mark.parametrize("told", VECTORS["inclusion"], ids=lambda told: told["name"])
def test_a_published_inclusion_proof_is_judged_as_published(told: dict[str, Any]) -> None:
    judged = is_included(
        told["leafIdx"],
        told["treeSize"],
        b64decode(told["leafHash"]),
        decoded(told["proof"]),
        b64decode(told["root"]),
    )
    assert judged is not told["wantErr"]


@pytest.mark.parametrize("told", VECTORS["consistency"], ids=lambda told: told["name"])
def test_a_published_consistency_proof_is_judged_as_published(told: dict[str, Any]) -> None:
    roots = b64decode(told["root1"]), b64decode(told["root2"])
    judged = is_continued(told["size1"], told["size2"], *roots, decoded(told["proof"]))
    assert judged is not told["wantErr"]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_the_published_one(size: int) -> None:
    leaves = [leaf_of(each) for each in INPUTS]
    tree = Tree()
    for leaf in leaves[:size]:
        tree.add(leaf)
    assert tree.root().hex() == Leaves(leaves).root(size).hex() == ROOTS[size - 1]


def test_every_proof_of_every_tree_up_to_seventy_holds_and_no_other() -> None:
    hashes = [sha256(bytes([n])).digest() for n in range(70)]
    leaves = Leaves(hashes)
    for size in range(1, 71):
        root = leaves.root(size)
        for index in range(size):
            proof = leaves.inclusion(index, size)
            assert is_included(index, size, hashes[index], proof, root)
            assert not is_included((index + 1) % size, size, hashes[index], proof, root) or size == 1
        for old in range(1, size + 1):
            proof = leaves.consistency(old, size)
            assert is_continued(old, size, leaves.root(old), root, proof)
            assert not is_continued(old, size, hashes[0], root, proof) or old == 1


def test_a_tree_of_nothing_is_the_hash_of_nothing() -> None:
    assert Tree().root() == sha256(b"").digest()
