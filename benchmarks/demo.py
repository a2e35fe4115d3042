"""How long `insats demo` takes from nothing to twelve contracts of four years, served."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.start import seconds_until_ready
from embedded.data_folder import DataFolder

AT_MOST = 60.0  # s


def measure() -> dict[str, float | bool]:
    with TemporaryDirectory() as folder:
        seconds = seconds_until_ready(DataFolder(Path(folder) / "demo"), "demo", give_up=4 * AT_MOST)
    return {"holds": seconds <= AT_MOST, "ready_s": round(seconds, 1)}


if __name__ == "__main__":
    print(measure())
