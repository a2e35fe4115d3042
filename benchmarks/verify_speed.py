"""What `verify.py` takes for an export of a million events: processor, clock, memory; beside plain SHA-256."""

import hashlib
import json
import resource
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from audit import verify
from audit.notes import Signer
from audit.verify import Tree, leaf_of

EVENTS = 1_000_000
STREAMS = 20_000  # of fifty events each, interleaved
AT_MOST = 60.0  # s of the processor: a busy machine stretches the clock, and the work is one thread's
MEGABYTES = 512
TEXT = b64encode(bytes(range(150))).decode()  # a note's ciphertext


def measure() -> dict[str, float | bool]:
    """Seconds and megabytes (2**20 bytes), of a process that has nothing but the export and a checkpoint."""
    with TemporaryDirectory() as folder:
        export, kept = Path(folder) / "log.zip", Path(folder) / "kept"
        kept.write_text(make_export(export))
        began = time.monotonic()
        command = [sys.executable, "-I", "-S", verify.__file__, str(export), "--checkpoint", str(kept)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        seconds = time.monotonic() - began
        plain, size = plain_sha256(export)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    right = answer.returncode == 0 and f"{EVENTS}\n" in answer.stdout
    return {
        "holds": right and processor <= AT_MOST and memory <= MEGABYTES,
        "events": EVENTS,
        "megabytes_of_events": round(size / 2**20),
        "verify_s": round(seconds, 1),
        "processor_s": round(processor, 1),
        "memory_mb": round(memory),
        "plain_sha256_s": round(plain, 1),
        "times_plain_sha256": round(processor / plain, 1),
    }


def make_export(target: Path) -> str:
    """As `audit.export` writes one; the checkpoint over all of it."""
    tree, signer = Tree(), Signer.new("insats.example/speed")
    last = [(0, "0" * 64)] * STREAMS
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as file:
        with file.open("events.txt", "w", force_zip64=True) as events:
            for position in range(1, EVENTS + 1):
                version, previous = last[position % STREAMS]
                body = _body(position, version + 1, previous)
                tree.add(leaf := leaf_of(body))
                last[position % STREAMS] = version + 1, leaf.hex()
                events.write(b"%d %s %s\n" % (position, leaf.hex().encode(), body))
        note = signer.checkpoint(tree.size, tree.root()).note
        file.writestr("checkpoints.txt", note)
        file.writestr("key.vkey", signer.vkey)
    return note


def _body(position: int, version: int, previous: str) -> bytes:
    """As docs/storage-format.md says; a dialogue's record with one encrypted note."""
    key = str(UUID(int=position * 7))
    told = {
        "actor": "p-01",
        "command_id": str(UUID(int=position)),
        "data": {"held_on": "2026-11-20", "note": {"ciphertext": TEXT, "key": key, "nonce": "A" * 16}},
        "occurred_on": "2026-11-20",
        "previous": previous,
        "recorded_at": "2026-11-23T09:30:00.000000Z",
        "role": "coordinator",
        "schema": 1,
        "stream": str(UUID(int=position % STREAMS)),
        "type": "DialogueHeld",
        "version": version,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def plain_sha256(export: Path) -> tuple[float, int]:
    """Processor seconds spent in hashing alone, and bytes."""
    spent, size, hashed = 0.0, 0, hashlib.sha256()
    with ZipFile(export) as file, file.open("events.txt") as events:
        while chunk := events.read(2**20):
            began = time.process_time()
            hashed.update(chunk)
            spent += time.process_time() - began
            size += len(chunk)
    return spent, size


if __name__ == "__main__":
    print(measure())
