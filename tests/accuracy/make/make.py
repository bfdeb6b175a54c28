"""Make every rung of every ladder from portraits: python make.py PORTRAITS.json FOLDER

PORTRAITS.json   {"seed": number, "photos": [{"path", "owner": name, "box": {x, y, width, height},
                 "landmarks": [[x, y] x 5]}]}, in pixels of the upright photo
FOLDER/truth.json, written last: [{"path" below FOLDER, "ladder", "rung", "owner",
                 "at": [x, y] of the middle of the face, "height" of the face}]
"""

import json
import sys
import zlib
from multiprocessing import Pool
from pathlib import Path

from numpy.random import default_rng
from PIL import Image, ImageOps

from ladders import LADDERS
from portrait import Portrait


def read(photo: dict) -> Portrait:
    image = ImageOps.exif_transpose(Image.open(photo["path"])).convert("RGB")
    box, landmarks = photo["box"], tuple((x, y) for x, y in photo["landmarks"])
    return Portrait(image, box["x"], box["y"], box["width"], box["height"], landmarks)


def make(job: tuple[int, int, dict, str]) -> list[dict]:
    """All rungs of one portrait; each has random numbers of its own, so that a new rung changes no other."""
    seed, number, photo, folder = job
    portrait, truth = read(photo), []
    for i, (ladder, rungs) in enumerate(LADDERS.items()):
        for j, (rung, degrade) in enumerate(rungs.items()):
            made = degrade(portrait, default_rng([seed, number, zlib.crc32(f"{ladder}/{rung}".encode())]))
            path = f"{i:02d}/{j:02d}/{number:04d}.jpg"
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            made.image.save(target, quality=made.quality, subsampling=0 if made.quality == 95 else 2)
            truth.append({
                "path": path,
                "ladder": ladder,
                "rung": rung,
                "owner": photo["owner"],
                "at": made.at,
                "height": made.height,
            })
    return truth


def main() -> None:
    task, folder = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(task["seed"], number, photo, str(folder)) for number, photo in enumerate(task["photos"])]
    with Pool() as pool:
        truth = [entry for entries in pool.imap(make, jobs) for entry in entries]
    # A rung's photos stand together, and the rungs in their order.
    order = {(ladder, rung): n for n, (ladder, rung) in enumerate((a, b) for a, r in LADDERS.items() for b in r)}
    truth.sort(key=lambda entry: order[entry["ladder"], entry["rung"]])
    partial = folder / "truth.partial"
    partial.write_text(json.dumps(truth), encoding="utf-8")
    partial.rename(folder / "truth.json")


if __name__ == "__main__":
    main()
