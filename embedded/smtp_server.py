"""The SMTP catcher as a child process; what it runs needs a library that production does not install."""

import sys

from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.probes import smtp_ok


def child(data: DataFolder, port: int) -> Child:
    return Child(
        name="smtp",
        argv=[sys.executable, "-P", "-m", "embedded.smtp_catcher", str(port), str(data.mail)],
        ready=lambda: smtp_ok(port),
    )
