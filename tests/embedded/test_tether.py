"""What a child is, before it becomes the program that it was started for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedded import tether

TELLS = "import os, pathlib; print(os.nice(0), pathlib.Path('/proc/self/autogroup').read_text().split()[-1])"
GROUPED = Path("/proc/self/autogroup").exists()  # sched(7), "The autogroup feature"


@pytest.mark.skipif(not GROUPED, reason="this system does not group processes by session")
@pytest.mark.parametrize("nice", [0, 5, 10])
def test_a_child_steps_back_behind_processes_of_other_sessions_too(nice: int) -> None:
    command = tether.command([sys.executable, "-c", TELLS], nice=nice)
    told = subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=True).stdout
    assert told.split() == [str(os.nice(0) + nice), str(nice)]
