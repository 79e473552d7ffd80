"""Environments are installed once, and incomplete ones are not used. No installation is run."""

import os
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training"))

import star_python


class Environment(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(patch.dict(os.environ, {"STAR_CACHE_DIR": folder}))
        self.enterContext(redirect_stderr(StringIO()))
        self.commands = self.enterContext(patch.object(star_python.subprocess, "run", side_effect=self.make))
        self.broken = False

    def make(self, command, **_):
        folder = star_python.environment_folder("trl")
        folder.mkdir(parents=True, exist_ok=True)
        if self.broken:
            (folder / "half").touch()
            raise subprocess.CalledProcessError(1, command)

    def test_is_installed_once(self):
        first = star_python.environment("trl")
        self.assertEqual(self.commands.call_count, 2)  # venv, pip
        self.assertEqual(star_python.environment("trl"), first)
        self.assertEqual(self.commands.call_count, 2)

    def test_is_installed_again_after_a_failed_installation(self):
        self.broken = True
        with self.assertRaises(subprocess.CalledProcessError):
            star_python.environment("trl")
        self.broken = False
        python = star_python.environment("trl")
        self.assertFalse((python.parent.parent / "half").exists())

    def test_is_deleted_by_remove(self):
        python = star_python.environment("trl")
        star_python.remove("trl")
        self.assertFalse(python.parent.parent.exists())

    def test_has_a_folder_per_set_of_pins(self):
        with tempfile.TemporaryDirectory() as folder, patch.object(star_python, "REQUIREMENTS", Path(folder)):
            names = set()
            for pins in ("trl==1\n", "trl==2\n"):
                (Path(folder) / "trl.txt").write_text(pins)
                names.add(star_python.environment_folder("trl").name)
        self.assertEqual(len(names), 2)


class Requirements(unittest.TestCase):
    def test_pins_every_package_exactly(self):
        for file in star_python.REQUIREMENTS.glob("*.txt"):
            for line in file.read_text().splitlines():
                with self.subTest(file=file.name, line=line):
                    self.assertRegex(line, r"^$|^#|^[\w.-]+==[\w.+!-]+$")


if __name__ == "__main__":
    unittest.main()
