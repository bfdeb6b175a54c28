"""A Python environment with exactly the versions in requirements.txt: they decide the bytes written."""

import importlib.metadata
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().with_name("requirements.txt")
# Set for the second run, so that a failed installation cannot start a third.
INSIDE = "FACEFINDER_MODEL_BUILD"


def has_requirements() -> bool:
    """Whether the running interpreter has every pinned package in its pinned version."""
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, version = line.split("==")
        try:
            if importlib.metadata.version(name) != version:
                return False
        except importlib.metadata.PackageNotFoundError:
            return False
    return True


def run_again(arguments: list[str]) -> int:
    """Run the same command in a temporary virtual environment that has the requirements; its exit status."""
    if INSIDE in os.environ:
        raise SystemExit("the temporary environment lacks what requirements.txt lists")
    with tempfile.TemporaryDirectory(prefix="facefinder-python-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "Scripts/python.exe" if os.name == "nt" else "bin/python")
        install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)]
        subprocess.run(install, check=True)
        return subprocess.run([str(python), *arguments], env={**os.environ, INSIDE: "1"}).returncode
