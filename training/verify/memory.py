"""Limits and measures the memory of a check."""

import resource
import sys

# A check that needs more must fail instead of exhausting the machine. Address space counts, of which an allocator that keeps freed memory
# holds up to half as much again as the check uses.
MAX_BYTES = 12 * 2**30
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


def limit_memory() -> None:
    """Makes allocations beyond the limit fail, on systems that enforce it (Linux does)."""
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_BYTES, MAX_BYTES))


def peak_gigabytes() -> float:
    """Returns the peak memory of this process."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1e9, 1)
