"""Reads addresses, a line each; answers what Python's ipaddress says of each: global, multicast and what it stands for."""

import ipaddress
import sys

for line in sys.stdin:
    address = ipaddress.ip_address(line.strip())
    is_open = address.is_global and not address.is_multicast and not address.is_reserved
    stands = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or getattr(address, "teredo", None)
    print(line.strip(), "global" if is_open else "closed", "stands" if stands else "itself")
