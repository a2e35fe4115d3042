"""Which processes run: several workers and APIs beside each other, or some that are broken on purpose."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from embedded import ports
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.probes import http_ok


@dataclass
class Arranged:
    """`further`: addresses of the APIs beside the first, once they run. Their ports are kept for them by `claims`."""

    data: DataFolder
    claims: ExitStack
    workers: int = 1
    apis: int = 1
    without_lease: bool = False
    further: list[str] = field(default_factory=list)

    def children(self, usual: list[Child]) -> list[Child]:
        by_name = {child.name: child for child in usual}
        engine = [self._engine(by_name[name]) for name in ("worker", "sweeper")]
        more = [replace(engine[0], name=f"worker-{n}") for n in range(2, self.workers + 1)]
        apis = [self._api(by_name["api"], n) for n in range(2, self.apis + 1)]
        return [*engine, *more, by_name["sealer"], by_name["api"], *apis]

    def _engine(self, child: Child) -> Child:
        broken = [sys.executable, "-P", "-m", "benchmarks.faults.without_lease", child.name]
        return replace(child, argv=broken) if self.without_lease else child

    def _api(self, child: Child, number: int) -> Child:
        chosen = ports.chosen(self.data.path / "run" / f"api-{number}.json", 0)
        port = self.claims.enter_context(chosen).api
        self.further.append(f"http://127.0.0.1:{port}")

        async def ready() -> bool:
            return await http_ok(port, "/readyz")

        return replace(child, name=f"api-{number}", env={"INSATS_API_PORT": str(port)}, ready=ready)
