"""Serves a GGUF file with llama.cpp behind an OpenAI-compatible API.

    python3 -m venv llama && llama/bin/pip install --no-deps xllamacpp==2026.10.11549
    llama/bin/python star_llama.py student/student.gguf --port 8135

Prints the address when the model is loaded, and runs until its input ends or Ctrl-C.
"""

import argparse
import sys
import time
import urllib.request

import xllamacpp

STARTUP_SECONDS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="GGUF file")
    parser.add_argument("--port", type=int, default=8135, help="default: 8135; 0 for any free one")
    parser.add_argument("--context", type=int, default=4096, help="tokens per conversation; default: 4096")
    parser.add_argument("--parallel", type=int, default=1, help="conversations at once; default: 1")
    parser.add_argument("--threads", type=int, help="default: its own choice")
    parser.add_argument("--template", type=argparse.FileType(encoding="utf-8"), help="default: the template in the file")
    options = parser.parse_args()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = options.model
    parameters.n_ctx = options.context * options.parallel
    parameters.n_parallel = options.parallel
    if options.threads:
        parameters.cpuparams.n_threads = options.threads
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = options.port
    parameters.use_jinja = True
    if options.template:
        parameters.chat_template = options.template.read()
    server = xllamacpp.Server(parameters)
    wait_until_ready(server.listening_address)
    print(server.listening_address, flush=True)
    sys.stdin.read()


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


if __name__ == "__main__":
    main()
