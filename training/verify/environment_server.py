"""Runs `star serve --environment` during a check."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from environment import log
from small_export import ROOT, TrainingTasks, star


@contextmanager
def environment_server(tasks: TrainingTasks) -> Iterator[str]:
    """Runs a server with the exported tasks and yields its URL."""
    command = star("serve", "--environment", *tasks.arguments(), "--port", "0")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield wait_for_address(server)
        finally:
            server.terminate()


def wait_for_address(server: subprocess.Popen) -> str:
    """Waits for the server and returns the URL that it prints."""
    for line in server.stdout:
        if found := re.search(r"http://[\w.:]+\d", line):
            log(f"environment server: {found[0]}")
            return found[0]
    raise RuntimeError(f"the environment server exited with code {server.wait()}")
