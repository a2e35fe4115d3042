from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where nobody else may go."""
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    return DataFolder(home / "var")


@pytest.fixture(scope="module")
def above_before(data: DataFolder) -> list[tuple[int, int, int]]:
    """Owner, group and mode of each folder above, before anything has started."""
    return [(at.st_uid, at.st_gid, at.st_mode) for at in map(Path.stat, data.path.parents)]


@pytest_asyncio.fixture(scope="module")
async def running(data: DataFolder, above_before: object) -> AsyncIterator[Settings]:
    async with servers(data) as settings:
        yield settings
