"""Where a request comes from: only the hop that the installation names may say so (`FYT_PROXY_HOPS`)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the client's address. Without configured proxies `X-Forwarded-For` is ignored (forgeable).

    With n trusted hops the n-th entry from the right counts: what is left of it the client may have made up.
    """
    hops = int(getattr(settings, "FYT_PROXY_HOPS", 0))
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not hops:
        return direct
    chain = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    told = chain[-hops] if len(chain) >= hops else ""
    try:
        return str(ip_address(told))
    except ValueError:
        return direct


def inside(ip: str, networks: list[str]) -> bool:
    """Say whether an address lies in one of the networks; no networks means everywhere."""
    if not networks:
        return True
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    return any(address in ip_network(network, strict=False) for network in networks)
