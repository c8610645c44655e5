"""Which network addresses somebody else's URL may lead us to: the public internet, nothing else, unless told so."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Tunnels carry an IPv4 address that nobody vetted; the documentation and relay ranges lead nowhere good.
_REFUSED_V6 = tuple(IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_REFUSED_V4 = tuple(ip_network(one) for one in ("0.0.0.0/8", "192.88.99.0/24", "240.0.0.0/4", "255.255.255.255/32"))
_PRIVATE = tuple(
    ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128", "fc00::/7")
)


def parse(text: str) -> Address:
    """The address in `text`; raises ValueError, also for one with an IPv6 zone."""
    if "%" in text:
        raise ValueError("an address with a zone is of this machine's network only")
    return ip_address(text)


def _carried(address: Address) -> Address:
    """The IPv4 address inside a mapped or NAT64 one: that is where the packets go."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def allowed(address: Address, *, allow_private: bool) -> bool:
    """Whether a connection there is fine. Link-local, multicast and reserved ones never are."""
    real = _carried(address)
    if any(real in network for network in _PRIVATE):
        return allow_private
    if isinstance(real, IPv4Address):
        return real.is_global and not real.is_multicast and not any(real in network for network in _REFUSED_V4)
    return real in _GLOBAL_UNICAST and not any(real in network for network in _REFUSED_V6)
