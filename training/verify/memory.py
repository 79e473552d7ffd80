"""How much memory a check may take, and how much it took."""

import resource
import sys

MOST = 8 * 2**30  # bytes: a check that wants more fails, instead of taking the machine with it
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


def limit_memory() -> None:
    """Makes every larger allocation of this process fail, where the system counts (Linux does)."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST, MOST))


def peak_gigabytes() -> float:
    """The most memory that this process has held so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1e9, 1)
