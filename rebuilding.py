"""`insats rebuild` in processes of their own, a share of the contracts each: whoever asks goes on answering meanwhile.
Wiring only."""

import asyncio
import gc
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import asyncpg

from embedded.child import AFTER_PEOPLE
from event_store.connection import Writing
from event_store.keyring import Keyring
from policy.load import adopted_policy
from projections.policies import Policies
from projections.rebuild import Rebuilt, rebuild
from settings import Settings

PROJECT = Path(__file__).parent


async def rebuild_in_processes(settings: Settings) -> Rebuilt:
    """As many as there are processors. Raises RuntimeError when one of them fails; what is rebuilt by then stays so."""
    number = os.cpu_count() or 1
    shares = await asyncio.gather(*(_share(settings, n, number) for n in range(number)))
    return Rebuilt(sum(each.contracts for each in shares), sum(each.troubled for each in shares))


async def _share(settings: Settings, share: int, of: int) -> Rebuilt:
    """Settings go by its input: they need not be those of the environment, and an argument can be read by others of
    the same machine."""
    told = {
        "writer_url": settings.writer_url,
        "keys_url": settings.keys_url,
        "key": settings.key_encryption_key.hex(),
        "share": share,
        "of": of,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "rebuilding"),
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), os.environ.get("PYTHONPATH", "")])},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        answer, _ = await process.communicate(json.dumps(told).encode())
    finally:
        if process.returncode is None:  # whoever asked has gone
            process.kill()
    if process.returncode:
        raise RuntimeError(f"a rebuild's process ended with {process.returncode}")
    return Rebuilt(**json.loads(answer))


async def _rebuild(told: dict[str, str | int]) -> Rebuilt:
    async with (
        asyncpg.create_pool(
            str(told["writer_url"]), min_size=1, max_size=1, connection_class=Writing
        ) as pool,
        asyncpg.create_pool(str(told["keys_url"]), min_size=1, max_size=1) as keys,
    ):
        keyring = Keyring(keys, bytes.fromhex(str(told["key"])))
        return await rebuild(
            pool, keyring, Policies(keyring, adopted_policy), int(told["share"]), int(told["of"])
        )


if __name__ == "__main__":
    os.nice(AFTER_PEOPLE)
    gc.freeze()  # what has been imported is not looked through again for garbage, with each thousand events
    gc.set_threshold(1_000_000)  # what a contract leaves has no circles: it goes by itself
    print(json.dumps(asdict(asyncio.run(_rebuild(json.load(sys.stdin))))))
