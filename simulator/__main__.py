"""`make simulate SEEDS=n`, or one again: `make simulate SEED=k`."""

import argparse
import json
import sys
import time

from simulator.many import simulate
from simulator.telling import figures, told


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="so many, from --first on")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seed", type=int, help="this one only, and all that happens in it is printed")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--at-once", type=int, default=0, help="as many as there are cores, unless told")
    asked = parser.parse_args()
    seeds = [asked.seed] if asked.seed else range(asked.first, asked.first + asked.seeds)
    began, outcomes = time.monotonic(), []
    for outcome in simulate(seeds, asked.days, keep_trace=asked.seed is not None, at_once=asked.at_once):
        outcomes.append(outcome)
        if asked.seed:
            print("\n".join(outcome.trace))
        for line in told(outcome):
            print(line, flush=True)
        if sys.stderr.isatty() or not len(outcomes) % 25:
            print(f"\r{len(outcomes)} of {len(seeds)}", end="", file=sys.stderr, flush=True)
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({**figures(outcomes), "seconds": seconds}))
    return 1 if any(outcome.broken for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
