"""How often Python looks for what only circles keep alive, in processes that people wait for."""

import gc


def look_seldom() -> None:
    """Once a process's modules are read in: they stay, and a look through them took a slow machine 160 ms, in which
    nobody was answered."""
    gc.freeze()
    gc.set_threshold(10_000, 20)
