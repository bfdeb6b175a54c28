"""What process_test.ts asks of facefinder_process.py: `process_check.py EXECUTABLE KNOWN FOLDER PHOTO…`; prints JSON."""

import json
import os
import shutil
import sys
import tarfile

import facefinder_process as process


def failure(work):
    try:
        work()
    except (process.ScanFailed, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def main():
    executable, known, folder, *photos = sys.argv[1:]
    archive, references, scratch = (os.path.join(folder, name) for name in ("r.tar", "references", "scratch"))
    # Reference photos may be links to other places, or to none.
    linked = os.path.join(folder, "linked")
    shutil.copytree(known, linked, copy_function=os.symlink)
    os.symlink("gone.jpg", os.path.join(linked, os.listdir(linked)[0], "gone.jpg"))
    process.prepare_references(executable, [linked], [], archive)
    with tarfile.open(archive) as packed:
        packed.extractall(references)
    # On the other machine.
    shutil.rmtree(linked)
    os.mkdir(scratch)

    def search(*options, executable=executable):
        return process.Search(executable, references, scratch, options)

    told = [event["path"] for event in process.scan_list(search(), [*photos, photos[0], f"//{photos[0]}"])]
    stopped = process.scan_list(search(), photos)
    first = next(stopped)
    stopped.close()
    print(json.dumps({
        "told": told,
        "first": first["path"],
        "left": os.listdir(scratch),
        "nothing": list(process.scan_list(search(), [])),
        "deadline": failure(lambda: list(process.scan_list(search("--max-duration", "0.01s"), photos))),
        "usage": failure(lambda: list(process.scan_list(search("--threshold", "2"), photos))),
        "relative": failure(lambda: list(process.scan_list(search(), ["a.jpg"]))),
        "cut": failure(lambda: list(process.scan_contents(search(), contents_until_it_breaks(photos)))),
        "killed": failure(lambda: killed(search(), photos)),
        "left at the end": os.listdir(scratch),
    }))


def contents_until_it_breaks(photos):
    """What an engine gives whose storage fails in the middle."""
    with open(photos[0], "rb") as file:
        yield photos[0], file.read(), 0
    raise OSError("the storage went away")


def killed(search, photos):
    """Ends the executable, and it alone, after its first photo."""
    events = process.scan_list(search, photos)
    next(events)
    children = f"/proc/self/task/{os.getpid()}/children"
    with open(children, encoding="ascii") as file:
        os.kill(int(file.read().split()[0]), 9)
    list(events)


if __name__ == "__main__":
    main()
