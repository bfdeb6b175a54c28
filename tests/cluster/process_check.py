"""What process_test.ts asks of facefinder_process.py: `process_check.py EXECUTABLE KNOWN FOLDER PHOTO…`; prints JSON."""

import json
import os
import sys
import tarfile

import facefinder_process as process


def failure(work):
    try:
        work()
    except (process.ScanFailed, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def main():
    executable, known, folder, *photos = sys.argv[1:]
    archive, references, scratch = (os.path.join(folder, name) for name in ("r.tar", "references", "scratch"))
    process.prepare_references(executable, [known], [], archive)
    with tarfile.open(archive) as packed:
        packed.extractall(references)
    os.mkdir(scratch)

    def search(*options, executable=executable):
        return process.Search(executable, references, scratch, options)

    told = [event["path"] for event in process.scan_list(search(), [*photos, photos[0]])]
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
        "killed": failure(lambda: killed(search(), photos)),
        "left at the end": os.listdir(scratch),
    }))


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
