"""Starts `star serve --environment` for as long as it is needed."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from environment import say
from small_export import ROOT, TrainingTasks, star


@contextmanager
def environment_server(tasks: TrainingTasks) -> Iterator[str]:
    """The URL of a running server with the tasks that were exported."""
    command = star("serve", "--environment", *tasks.arguments(), "--port", "0")
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield wait_for_address(server)
        finally:
            server.terminate()


def wait_for_address(server: subprocess.Popen) -> str:
    """What the server says once it answers."""
    for line in server.stdout:
        if found := re.search(r"http://[\w.:]+\d", line):
            say(f"environment server: {found[0]}")
            return found[0]
    raise RuntimeError(f"the environment server ended with exit code {server.wait()}")
