"""No secret has ever been in the repository: every line of every commit of every branch, and what each commit says."""

import math
import re
import secrets
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sign_in.api_tokens import PREFIX
from webhooks.seal import new_secret

ROOT = Path(__file__).parents[1]
LOG = ("log", "--all", "-p", "--cc", "--no-ext-diff", "--no-textconv", "--no-color")

# What a secret looks like by itself: a private key, a token or a webhook's secret of ours, keys of large services, a
# password within an address.
BY_ITSELF = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"
    rf"|\b{PREFIX}[\w-]{{40,}}"
    r"|\bwhsec_[A-Za-z0-9+/]{24,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_\w{36,}|\bxox[abprs]-[\w-]{10,}"
    r"|\w+://[\w.-]+:(?=[^@/\s]*\d)[\w.~+-]{12,}@"
)
GIVEN = re.compile(  # to what is called as secrets are: in code, in settings, in JSON
    r"(?:secret|passw|token|api_?key|_key|credential)[\w.-]*[\"']?\s*(?::[^=\n\"']{0,30}=|[:=]+>?)\s*"
    r"[\"']?([\w+/=.~!#$%&*@^-]{16,})",
    re.IGNORECASE,
)
PUBLIC = ("example.com/foo+530d903a+",)  # C2SP's published example: a key that verifies, and signs nothing
SOMEBODY = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.se")
ENOUGH = 3.5  # bits a character: of random hex some 3.7, of words less


def suspicious(lines: Iterable[str]) -> list[str]:
    return [
        line
        for line in lines
        if BY_ITSELF.search(line) or any(is_random(found[1]) for found in GIVEN.finditer(line))
    ]


def is_random(value: str) -> bool:
    counts = Counter(value).values()
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
    return bits >= ENOUGH and re.search(r"\d", value) is not None


def lines_of(repository: Path) -> set[str]:
    return set(git(repository, *LOG).splitlines())


def git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    told = subprocess.run(command, capture_output=True, check=True)
    return told.stdout.decode(errors="replace")


def test_no_secret_is_in_the_history(record_property: Callable[[str, object], None]) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is a copy without its history")
    assert git(ROOT, "rev-parse", "--is-shallow-repository") == "false\n", "fetch the whole history"
    lines = lines_of(ROOT)
    record_property("commits", int(git(ROOT, "rev-list", "--all", "--count")))
    record_property("lines", len(lines))
    found = [line for line in suspicious(lines) if not any(each in line for each in PUBLIC)]
    assert found == []


PLANTED: dict[str, Callable[[], str]] = {
    "a private key": lambda: f"-----BEGIN {'EC '}PRIVATE KEY-----",
    "a token of ours": lambda: f"curl -H 'Authorization: Bearer {PREFIX}{secrets.token_urlsafe(32)}'",
    "a webhook's secret": lambda: f"it is {new_secret()}",
    "an address with a password": lambda: f"postgres://owner:p4{secrets.token_hex(8)}@db.example/insats",
    "a secret in code": lambda: f'CLIENT_SECRET: Final = "{secrets.token_urlsafe(24)}1"',
    "a key in the environment": lambda: f"INSATS_KEY_ENCRYPTION_KEY={secrets.token_hex(32)}",
    "a password in JSON": lambda: f'{{"db_password": "{secrets.token_urlsafe(24)}1"}}',
    "a token in YAML": lambda: f"  api_token: {secrets.token_urlsafe(24)}1",
}


@pytest.mark.parametrize("what", PLANTED)
def test_one_that_was_planted_is_found_also_when_it_is_gone_again_and_on_another_branch(
    tmp_path: Path, what: str
) -> None:
    planted, file = PLANTED[what](), tmp_path / "settings"
    git(tmp_path, "init", "-q", "-b", "main")
    for branch, text in (("main", "nothing = 1"), ("other", planted), ("other", "nothing = 2")):
        git(tmp_path, "checkout", "-q", "-B", branch)
        file.write_text(f"{text}\n")
        git(tmp_path, "add", "-A")
        git(tmp_path, *SOMEBODY, "commit", "-q", "-m", "A change")
    git(tmp_path, "checkout", "-q", "-b", "clean", "HEAD~2")
    assert set(suspicious(lines_of(tmp_path))) == {f"+{planted}", f"-{planted}"}  # as it came, and as it went


def test_what_only_looks_like_one_is_not() -> None:
    innocent = (
        "client_secret_file = /run/secrets/oidc_client_secret",
        'token: Annotated[str, typer.Argument(help="a token\'s id")]',
        "key_encryption_key=bytes.fromhex(_value('KEY_ENCRYPTION_KEY'))",
        'SECRET = "a secret with / and :"',
        "postgres://user:password@host/name",
        "--hash=sha256:" + secrets.token_hex(32),
    )
    assert suspicious(innocent) == []
