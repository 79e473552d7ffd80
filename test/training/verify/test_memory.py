"""A check that exceeds the memory limit fails."""

import subprocess
import sys
import unittest
from pathlib import Path

VERIFY = Path(__file__).resolve().parents[3] / "training" / "verify"
GREEDY = "import memory; memory.limit_memory(); bytearray(memory.MAX_BYTES + 1)"
MODEST = "import memory; memory.limit_memory(); block = bytearray(2 * 10**8); print(memory.peak_gigabytes())"


class Memory(unittest.TestCase):
    def run_python(self, code: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-B", "-c", code], cwd=VERIFY, capture_output=True, text=True)

    @unittest.skipUnless(sys.platform == "linux", "only Linux enforces the limit")
    def test_allocation_beyond_the_limit_fails(self):
        self.assertIn("MemoryError", self.run_python(GREEDY).stderr)

    def test_is_measured_in_gigabytes(self):
        self.assertEqual(self.run_python(MODEST).stdout, "0.2\n")


if __name__ == "__main__":
    unittest.main()
