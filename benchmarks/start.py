"""How long from `insats up` to ready, on a data folder that has been used: the median of five starts."""

import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from embedded.data_folder import DataFolder
from embedded.environment import PROJECT

STARTS = 5
AT_MOST = 8.0  # s, warm
GIVE_UP = 60.0  # s


def measure() -> dict[str, float | bool]:
    """Seconds; the first start also makes the databases."""
    with TemporaryDirectory() as folder:
        data = DataFolder(Path(folder) / "var")
        first, *warm = [seconds_until_ready(data, "up") for _ in range(1 + STARTS)]
    median = statistics.median(warm)
    return {
        "holds": median <= AT_MOST,
        "first_s": round(first, 2),
        "warm_median_s": round(median, 2),
        "warm_max_s": round(max(warm), 2),
    }


def seconds_until_ready(data: DataFolder, command_name: str, give_up: float = GIVE_UP) -> float:
    """Of `insats up` or `insats demo`. Raises RuntimeError after `give_up` seconds."""
    began = time.monotonic()
    command = [sys.executable, "-m", "cli.main", command_name, "--port", "0", "--data", str(data.path)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        while not data.running():
            if time.monotonic() - began > give_up or process.poll() is not None:
                raise RuntimeError(f"insats {command_name} did not become ready")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


if __name__ == "__main__":
    print(measure())
