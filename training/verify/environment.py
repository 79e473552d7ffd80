"""The environments of trainers, which `star train --engine trl` shares. See `star_python.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from star_python import REQUIREMENTS, cache_folder, environment, environment_folder, log, main, remove  # noqa: E402, F401

if __name__ == "__main__":
    main()
