"""Make large photos with faces of known sizes, for the README's figures: python make_photos.py FOLDER

Needs the packages of tests/photos/formats/requirements.txt. FOLDER/formats gets one picture of 12 megapixels in every
format, FOLDER/large panoramas and pictures of 100 megapixels, with faces.json: where their faces are, and how wide.
"""

import io
import json
import sys
from pathlib import Path

import imagecodecs
import numpy
import pillow_heif
import pillow_jxl  # noqa: F401 (registers JPEG XL with Pillow)
from PIL import Image

ALBUM = Path(__file__).resolve().parent.parent / "photos/album"
# The face in the portrait: its width, and where it begins, in parts of the portrait's size.
PART, FACE, LEFT, TOP = (129, 0, 321, 210), 92, 0.24, 0.12

pillow_heif.register_heif_opener()
random = numpy.random.default_rng(5)
portrait = Image.open(ALBUM / "astronaut.png").convert("RGB").crop(PART)
rocket = Image.open(ALBUM / "rocket.jpg").convert("RGB")


def put(photo: Image.Image, x: int, y: int, width: int) -> dict:
    scale = width / FACE
    face = portrait.resize((int(portrait.width * scale), int(portrait.height * scale)), Image.LANCZOS)
    photo.paste(face, (x, y))
    return {"x": x + face.width * LEFT, "y": y + face.height * TOP, "width": width}


def scene(width: int, height: int, widths: list[int]) -> tuple[Image.Image, list[dict]]:
    cells = random.integers(60, 200, (height // 200 + 2, width // 200 + 2, 3), dtype=numpy.uint8)
    photo = Image.fromarray(cells).resize((width, height), Image.BICUBIC)
    detail = rocket.resize((2400, 1600))
    for x in range(0, width, 3300):
        for y in range(0, height, 2300):
            photo.paste(detail, (x + 300, y + 200))
    faces = []
    for i, face in enumerate(widths):
        along, across = (i + 0.37) / len(widths), 0.2 + 0.1 * (i * 7 % 5)
        x, y = (along * width, across * height) if width >= height else (0.4 * width, along * height)
        faces.append(put(photo, int(x), int(y), face))
    return photo, faces


def make_formats(folder: Path) -> None:
    photo = rocket.resize((4000, 3000), Image.LANCZOS)
    grain = random.integers(-6, 7, (3000, 4000, 1))
    photo = Image.fromarray((numpy.asarray(photo).astype(int) + grain).clip(0, 255).astype("uint8"))
    for x, y, width in ((500, 800, 184), (2500, 1700, 92), (3300, 400, 60)):
        put(photo, x, y, width)
    photo.save(folder / "baseline.jpg", quality=90)
    photo.save(folder / "progressive.jpg", quality=90, progressive=True)
    photo.convert("CMYK").save(folder / "cmyk.jpg", quality=90)
    photo.save(folder / "eight-bit.png", compress_level=4)
    photo.save(folder / "lossy.webp", quality=85, method=2)
    photo.quantize(256).save(folder / "still.gif")
    photo.save(folder / "lzw.tif", compression="tiff_lzw")
    photo.save(folder / "colour.bmp")
    photo.save(folder / "eight-bit.avif", quality=75, speed=8)
    photo.save(folder / "eight-bit.heic", quality=75)
    photo.save(folder / "lossy.jxl", quality=90, effort=3)
    wide = numpy.asarray(photo).astype("uint16") * 257
    pillow_heif.encode("RGB;16", photo.size, wide.tobytes(), out := io.BytesIO(), quality=75)
    (folder / "ten-bit.heic").write_bytes(out.getvalue())
    (folder / "sixteen-bit.png").write_bytes(imagecodecs.png_encode(wide, level=2))


def make_large(folder: Path) -> None:
    truth = {}
    for name, width, height, widths in (
        ("panorama", 20000, 4000, [60, 80, 100, 140, 200, 300]),
        ("tall", 3000, 20000, [60, 100, 200]),
        ("hundred", 12000, 8400, [60, 80, 100, 150, 250, 900]),
    ):
        photo, faces = scene(width, height, widths)
        photo.save(folder / f"{name}.jpg", quality=90)
        truth[f"{name}.jpg"] = faces
    photo.save(folder / "progressive.jpg", quality=90, progressive=True)
    photo.save(folder / "hundred.png", compress_level=1)
    photo.save(folder / "hundred.webp", quality=80, method=0)
    truth |= {name: faces for name in ("progressive.jpg", "hundred.png", "hundred.webp")}
    (folder / "faces.json").write_text(json.dumps(truth))


def main() -> None:
    folder = Path(sys.argv[1])
    for name, make in (("formats", make_formats), ("large", make_large)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        make(folder / name)


main()
