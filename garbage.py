"""How often Python looks for what only circles keep alive, in processes that people wait for."""

import gc


def look_seldom() -> None:
    """Once everything is read in: that stays, and looking it all through took 160 ms, in which nobody was answered."""
    gc.freeze()
    gc.set_threshold(10_000, 20)
