"""What a caller may do, and under which name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def visitor_mark(visitor_key: str) -> str:
    """Names a visitor to other processes without giving the key away."""
    return hashlib.sha256(visitor_key.encode()).hexdigest()[:32]


# Whoever comes from there came through something of ours, or stands beside it: it may be everybody.
_OUR_OWN = tuple(
    ip_network(one)
    for one in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_HOUSEHOLD = 64  # bits of an IPv6 address that one line has; the others it may choose


def network_of(address: str) -> str:
    """Whose address it is, as far as one can tell; empty for one that says nothing of who comes."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if any(found in one for one in _OUR_OWN):
        return ""
    return str(found if found.version == 4 else ip_network((found, _HOUSEHOLD), strict=False))


@dataclass
class Allowance:
    """A token bucket: `burst` at once, then `per_second`. Times are any monotonic seconds."""

    per_second: float
    burst: float
    left: float
    at_seconds: float

    def take(self, now_seconds: float) -> bool:
        passed = max(0.0, now_seconds - self.at_seconds)
        self.left = min(self.burst, self.left + passed * self.per_second)
        self.at_seconds = now_seconds
        if self.left < 1:
            return False
        self.left -= 1
        return True
