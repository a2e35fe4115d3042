"""Where a webhook may go: an https address of one plain form, at addresses of the public internet and no others."""

import asyncio
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from domain.refusal import Refusal
from domain.words import N_

Address = IPv4Address | IPv6Address

# One form, read here and nowhere else: no name and password, no encoded host, no fragment, nothing two readers would
# read differently.
URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?(?P<target>/[!$&-;=?-Z_a-z~%]*)?"
)
LONGEST = 2000
FORM = "^" + re.sub(r"\?P<\w+>", "", URL.pattern) + "$"  # the same, as JSON Schema writes it

# What Python's is_global leaves out or calls global in some versions: IANA's special-purpose registries.
NO_HOST = (
    ip_network("192.0.0.0/24"),
    ip_network("168.63.129.16/32"),  # the platform itself, in one of the clouds
    ip_network("192.88.99.0/24"),  # 6to4 relays
    ip_network("240.0.0.0/4"),
    ip_network("2001::/23"),  # Teredo, ORCHID, benchmarking
    ip_network("2001:db8::/32"),
    ip_network("2002::/16"),  # 6to4: an IPv4 address within
    ip_network("3fff::/20"),
)
# The rest of IPv6 is no host's: IPv4 within it (mapped, compatible, NAT64), link-local, site-local, unique local.
GLOBAL_UNICAST = ip_network("2000::/3")


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, *, this_machine: bool = False) -> Target:
    """`this_machine`: http too, for a receiver on loopback in a test installation. Raises Refusal."""
    found = URL.fullmatch(url) if len(url) <= LONGEST else None
    if found is None:
        raise Refusal(
            "bad_address",
            N_("Write the address as https://host/path, without name, password or fragment."),
        )
    if found["scheme"] != "https" and not this_machine:
        raise Refusal("not_https", N_("The address must begin with https://."))
    port = int(found["port"] or (443 if found["scheme"] == "https" else 80))
    if port > 65535:
        raise Refusal("bad_address", N_("There is no port {port}."), port=port)
    return Target(found["scheme"], found["host"].strip("[]"), port, found["target"] or "/")


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return (
        address.is_global and not address.is_multicast and not any(address in network for network in NO_HOST)
    )


async def addresses_of(host: str, port: int, *, this_machine: bool = False) -> list[str]:
    """Every address that the name has now, all of them allowed. Raises Refusal, or OSError from the resolver."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:  # an empty part between two dots, or one of more than 63 letters
        raise Refusal("bad_address", N_("No host has the name {host}."), host=host) from None
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    for address in map(ip_address, addresses):
        if not (is_public(address) or (this_machine and address.is_loopback)):
            raise Refusal("not_public", N_("The address leads to a network that webhooks are not sent into."))
    return addresses
