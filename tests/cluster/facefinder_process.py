"""Runs the executable over one part of the photos, as a task of any engine does: nothing of Spark is in here.

What comes in and what goes out are iterators, and a part is never held as a whole: the executable is fed by a
thread, its events are read as they are asked for, and where nobody asks, its pipes fill and it waits.
"""

import contextlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
from dataclasses import dataclass

# The format of events that is read here: `schema` in `start`.
SCHEMA = 1
# Nobody waits for a photo at a cluster's machine, and the engine counts one core a task. Each photo is told by itself,
# whatever else is in its part, so that any division of the photos finds the same.
OPTIONS = (
    *("--all", "--embeddings", "--no-learning", "--exit-zero"),
    *("--parallel", "1", "--priority", "normal", "--device", "cpu"),
)
# Of stderr, in a failure's message.
TAIL_BYTES = 4000


class ScanFailed(Exception):
    """The part must be run again: the executable didn't end well, or has left photos out."""


@dataclass(frozen=True)
class Search:
    """What is the same for every part."""

    # Path of the executable on this machine.
    executable: str
    # Folder that `prepare_references` has packed, unpacked on this machine; only read.
    references: str
    # Folder in which each part makes a private one, on the same file system.
    scratch: str
    # More options of `scan`.
    options: tuple = ()


def prepare_references(executable, known, unwanted, archive):
    """Analyses the reference photos once, and packs them with what is remembered of them.

    `known`, `unwanted`: folders as for `--known` and `--not`. `archive`: the .tar file to write. Raises ScanFailed.
    """
    with tempfile.TemporaryDirectory(prefix="facefinder-references-") as work:
        data = os.path.join(work, "data")
        command = [executable, "known", *known, *unwanted, "--data", data, "--device", "cpu"]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        # 3: some reference photos could not be read, which the search will warn of.
        if run.returncode not in (0, 3):
            raise ScanFailed(f"facefinder known: exit {run.returncode}: {_text(run.stderr)}")
        # It is about this computer, and no task's.
        with contextlib.suppress(FileNotFoundError):
            os.remove(os.path.join(data, "devices.json"))
        with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as packed:
            packed.add(data, "data")
            for kind, folders in (("known", known), ("not", unwanted)):
                for i, folder in enumerate(folders):
                    # The folder of one person's photos has their name.
                    name = f"{kind}/{i}/{os.path.basename(os.path.abspath(folder))}"
                    # Links lead nowhere on another machine: what they lead to is packed.
                    shutil.copytree(folder, os.path.join(work, name), ignore_dangling_symlinks=True)
                    packed.add(os.path.join(work, name), name)


def scan_list(search, paths):
    """Searches the photos at absolute `paths`; gives their events. Each path has one at least, else ScanFailed."""
    paths = list(dict.fromkeys(paths))
    for path in paths:
        if not os.path.isabs(path):
            raise ValueError(f"{path}: expected an absolute path, that is the same on every machine")
    if not paths:
        return
    # As the executable tells them; POSIX keeps two slashes at the beginning.
    left = {f"/{os.path.normpath(path).lstrip('/')}" for path in paths}

    def feed(pipe):
        for path in paths:
            pipe.write(os.fsencode(path) + b"\0")

    for event in _events(search, ["--files-from", "-", "--null"], feed):
        left.discard(event.get("path"))
        yield event
    if left:
        raise ScanFailed(f"{len(left)} of {len(paths)} photos were not told of, such as {min(left)}")


def scan_contents(search, files):
    """Searches photos by their contents: `files` gives (name, bytes, seconds since 1970 of the last change)."""
    names = set()

    def feed(pipe):
        with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as packed:
            for name, content, modified in files:
                names.add(name)
                member = tarfile.TarInfo(name)
                member.size, member.mtime = len(content), modified
                packed.addfile(member, io.BytesIO(content))

    for event in _events(search, ["--stdin", "tar"], feed):
        names.discard(event.get("path"))
        yield event
    if names:
        raise ScanFailed(f"{len(names)} photos were not told of, such as {min(names)}")


def scan_shard(search, folder, index, of):
    """Searches part `index` (0 to `of` - 1) of a folder, which the executable walks and divides itself."""
    return _events(search, ["--shard", f"{index}/{of}", folder], lambda pipe: None)


def _events(search, arguments, feed):
    """The events about photos and files of one run of the executable; raises ScanFailed where it doesn't end well."""
    with tempfile.TemporaryDirectory(prefix="facefinder-task-", dir=search.scratch) as private:
        log_path = os.path.join(private, "stderr")
        with open(log_path, "wb") as log:
            process = subprocess.Popen(
                _command(search, private, arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=private,
                env={"PATH": os.environ.get("PATH", ""), "TMPDIR": private},
            )
        feeder = _Feeder(feed, process.stdin)
        try:
            end = None
            for line in process.stdout:
                event = json.loads(line)
                if event["type"] == "start" and event["schema"] != SCHEMA:
                    raise ScanFailed(f"events of schema {event['schema']}: expected {SCHEMA}")
                if event["type"] == "end":
                    end = event
                elif event["type"] in ("match", "photo", "skip", "error"):
                    yield event
            code = process.wait()
            feeder.join()
            # The executable met only what it had got by then.
            if feeder.failure:
                raise feeder.failure
            if code != 0 or end is None or end["reason"] != "done":
                why = "no end event" if end is None else f"ended by {end['reason']}"
                with open(log_path, "rb") as log:
                    raise ScanFailed(f"facefinder scan: exit {code}, {why}: {_text(log.read())}")
        finally:
            # Where it hasn't ended by itself. The feeder meets a broken pipe then.
            process.kill()
            process.wait()
            process.stdout.close()
            feeder.join()


def _command(search, private, arguments):
    """The command line, with a data folder of its own: tasks side by side, and one that is run twice, share nothing."""
    data = os.path.join(private, "data")
    shutil.copytree(os.path.join(search.references, "data"), data, copy_function=_own)
    people = []
    for kind in ("known", "not"):
        folder = os.path.join(search.references, kind)
        for i in sorted(os.listdir(folder), key=int) if os.path.isdir(folder) else []:
            (name,) = os.listdir(os.path.join(folder, i))
            people += [f"--{kind}", os.path.join(folder, i, name)]
    return [search.executable, "scan", *people, "--data", data, *OPTIONS, *search.options, *arguments]


def _own(source, target):
    """A copy, but for the native library: that is only read, and 46 MB."""
    if f"{os.sep}native{os.sep}" in source:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


class _Feeder(threading.Thread):
    """Writes what a process reads, and then closes the pipe. `failure`: what went wrong on our side."""

    def __init__(self, feed, pipe):
        super().__init__(daemon=True)
        self._feed, self._pipe, self.failure = feed, pipe, None
        self.start()

    def run(self):
        try:
            with self._pipe:
                self._feed(self._pipe)
        except BrokenPipeError:
            pass  # the process has ended: its exit code says why
        except Exception as failure:
            self.failure = failure


def _text(stderr):
    return stderr[-TAIL_BYTES:].decode(errors="replace").strip()
