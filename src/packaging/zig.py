"""The compiler of the project's WebAssembly: a pinned package."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ZIG = "ziglang==0.17.1"


def install(folder: Path) -> list[str]:
    """Put the compiler into `folder`; gives the command that compiles C."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", ZIG], check=True)
    return [python, "-m", "ziglang", "cc"]


def keep_or_check(target: Path, made: bytes) -> None:
    """Write what was made; with --check only compare it with what is there."""
    if "--check" in sys.argv[1:]:
        if made != target.read_bytes():
            raise SystemExit(f"{target.name} is not what this script makes")
    else:
        target.write_bytes(made)
    print(f"{target.name}: {len(made):,} bytes, SHA-256 {hashlib.sha256(made).hexdigest()}")
