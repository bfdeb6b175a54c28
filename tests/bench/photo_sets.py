"""Make the photos that speed is measured on: photo_sets.py PORTRAITS MAKER OUT [--photos 20]

PORTRAITS is a folder of one-person-per-folder portraits, MAKER the album maker (../shared/eval/make_album.py).

OUT/known/<person>/    three reference photos each of twelve people
OUT/12/                an album of 12-megapixel photos
OUT/web/               the same photos 1,280 pixels long and upright, as web pages and messengers keep them
OUT/48/                a quarter as many photos of 48 megapixels
OUT/truth.json         {"<name in web>": [{"person": name or null, "height": of the face in web's pixels}]}

Needs numpy and Pillow.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageOps

LONG_SIDE = 1280


def make_album(arguments: argparse.Namespace, out: Path, megapixels: int, photos: int) -> None:
    options = ["--photos", str(photos), "--megapixels", str(megapixels)]
    subprocess.run([sys.executable, arguments.maker, arguments.portraits, out, *options], check=True, stdout=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", type=Path)
    parser.add_argument("maker", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--photos", type=int, default=20)
    arguments = parser.parse_args()
    out: Path = arguments.out

    album, large = out / "album", out / "large"
    make_album(arguments, album, 12, arguments.photos)
    make_album(arguments, large, 48, max(1, arguments.photos // 4))
    shutil.move(album / "known", out / "known")
    shutil.move(album / "photos", out / "12")
    shutil.move(large / "photos", out / "48")

    truth = {}
    (out / "web").mkdir()
    for below, faces in json.loads((album / "truth.json").read_text()).items():
        photo = ImageOps.exif_transpose(Image.open(out / "12" / below))
        scale = LONG_SIDE / max(photo.size)
        name = f"{Path(below).stem}.jpg"
        photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.LANCZOS).save(
            out / "web" / name, quality=90
        )
        truth[name] = [{"person": face["person"], "height": face["face_px"] * scale} for face in faces]
    (out / "truth.json").write_text(json.dumps(truth))
    shutil.rmtree(album)
    shutil.rmtree(large)


main()
