"""Make the files of this folder: one picture, a part of ../album/astronaut.png, in every format.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python make.py

Two encoders may write other bytes in other versions, so the made files are committed; README.md says what each is.
"""

import io
import struct
from pathlib import Path

import imagecodecs
import numpy
import pillow_heif
import pillow_jxl  # noqa: F401 (registers JPEG XL with Pillow)
import tifffile
from PIL import Image, ImageCms

HERE = Path(__file__).resolve().parent
# 192 x 160 pixels around the face, which is about 90 pixels wide.
PART = (129, 28, 321, 188)
ORIENTATION = 0x0112
# How upright pixels are stored for each orientation: EXIF 2.32, 4.6.5.1.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

picture = Image.open(HERE.parent / "album/astronaut.png").convert("RGB").crop(PART)
picture.info.clear()  # its colour profile would go into every file
pixels = numpy.asarray(picture)


def save(name: str, image: Image.Image = picture, **options) -> None:
    image.save(HERE / name, **options)


def write(name: str, data: bytes) -> None:
    (HERE / name).write_bytes(data)


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags.tobytes()


def encoded(image: Image.Image, format: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


# ---- colour profiles -------------------------------------------------------------------------------------------------

# Primaries as CIE XYZ under D50, as their published profiles have them, and the exponent of the tone curve.
DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841)), None
ADOBE_RGB = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)), 2.19921875


def profile(name: str, primaries, gamma: float | None) -> bytes:
    """A matrix profile, ICC.1:2010 version 2."""
    fixed = lambda value: struct.pack(">i", round(value * 65536))
    text = name.encode()
    if gamma is None:  # sRGB's own curve, as a table
        steps = [i / 255 for i in range(256)]
        curve = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in steps]
        tone = b"curv" + bytes(4) + struct.pack(">I256H", 256, *(round(65535 * v) for v in curve))
    else:
        tone = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(1 + 4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + b"CC0\0",
        b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642) + fixed(1) + fixed(0.8249),
        b"rTRC": tone, b"gTRC": tone, b"bTRC": tone,
    }
    for tag, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries):
        tags[tag] = b"XYZ " + bytes(4) + b"".join(map(fixed, xyz))
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    header = struct.pack(">I4sI4s4s4s", at + len(body), bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    header += fixed(0.9642) + fixed(1) + fixed(0.8249) + bytes(48)
    return header + struct.pack(">I", len(tags)) + table + body


def in_profile(data: bytes) -> Image.Image:
    """The same picture with its numbers in another colour space."""
    return ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), io.BytesIO(data), outputMode="RGB")


# ---- HEIF containers -------------------------------------------------------------------------------------------------


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def find(data: bytes, *path: bytes) -> bytes:
    """The body of the first box at this path."""
    for depth, kind in enumerate(path):
        at = 0
        while data[at + 4 : at + 8] != kind:
            at += struct.unpack_from(">I", data, at)[0]
        data = data[at + 8 : at + struct.unpack_from(">I", data, at)[0]]
        if kind == b"meta":
            data = data[4:]
    return data


def hevc(image: Image.Image) -> tuple[bytes, bytes]:
    """One picture as HEVC: the decoder's configuration (hvcC) and the data."""
    data = encoded(image, "HEIF", quality=80)
    return find(data, b"meta", b"iprp", b"ipco", b"hvcC"), find(data, b"mdat")


def heif(items: list[dict], primary: int, references: bytes = b"") -> bytes:
    """A HEIF file as phones write them (ISO/IEC 23008-12). An item: kind, data, properties, perhaps hidden."""
    properties: list[bytes] = []
    associations, infos, sizes = b"", b"", []
    for number, item in enumerate(items, 1):
        essential = {b"hvcC", b"irot", b"imir"}
        indices = b""
        for p in item["properties"]:
            if p not in properties:
                properties.append(p)
            indices += bytes([properties.index(p) + 1 | (0x80 if p[4:8] in essential else 0)])
        associations += struct.pack(">HB", number, len(indices)) + indices
        infos += full(b"infe", 2, item.get("hidden", 0), struct.pack(">HH", number, 0), item["kind"], b"\0")
        sizes.append(len(item["data"]))
    head = box(b"ftyp", b"heic", bytes(4), b"mif1", b"heic")

    def meta(first: int) -> bytes:
        places, at = b"", first
        for number, size in enumerate(sizes, 1):
            places += struct.pack(">HHHII", number, 0, 1, at, size)
            at += size
        return full(
            b"meta", 0, 0,
            full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(12), b"\0"),
            full(b"pitm", 0, 0, struct.pack(">H", primary)),
            full(b"iloc", 0, 0, b"\x44\x00", struct.pack(">H", len(items)), places),
            full(b"iinf", 0, 0, struct.pack(">H", len(items)), infos),
            references,
            box(b"iprp", box(b"ipco", *properties),
                full(b"ipma", 0, 0, struct.pack(">I", len(items)), associations)),
        )

    return head + meta(len(head) + len(meta(0)) + 8) + box(b"mdat", *(item["data"] for item in items))


def ispe(width: int, height: int) -> bytes:
    return full(b"ispe", 0, 0, struct.pack(">II", width, height))


def single(image: Image.Image, *turns: bytes, hidden: int = 0) -> dict:
    configuration, data = hevc(image)
    return {"kind": b"hvc1", "data": data, "hidden": hidden,
            "properties": [box(b"hvcC", configuration), ispe(*image.size), *turns]}


def irot(quarters: int) -> bytes:
    """Turns the stored picture anticlockwise by quarters."""
    return box(b"irot", bytes([quarters]))


def imir(axis: int) -> bytes:
    """0 swaps top and bottom, 1 left and right (ISO/IEC 23008-12:2022, 6.5.12)."""
    return box(b"imir", bytes([axis]))


def grid(image: Image.Image, *turns: bytes, side: int = 128) -> bytes:
    """As iPhones store a photo: a grid of tiles, the last ones padded, turned by its container."""
    columns, rows = -(-image.width // side), -(-image.height // side)
    padded = Image.fromarray(numpy.pad(
        numpy.asarray(image), ((0, rows * side - image.height), (0, columns * side - image.width), (0, 0)), "edge"))
    tiles = [single(padded.crop((x, y, x + side, y + side)), hidden=1)
             for y in range(0, rows * side, side) for x in range(0, columns * side, side)]
    plan = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *image.size)
    last = len(tiles) + 1
    whole = {"kind": b"grid", "data": plan, "properties": [ispe(*image.size), *turns]}
    made_of = struct.pack(f">HH{len(tiles)}H", last, len(tiles), *range(1, last))
    return heif([*tiles, whole], last, full(b"iref", 0, 0, box(b"dimg", made_of)))


# ---- the files -------------------------------------------------------------------------------------------------------

pillow_heif.register_heif_opener()
JPEG = {"quality": 90, "subsampling": "4:2:0"}


def make_jpeg() -> None:
    save("baseline.jpg", **JPEG)
    save("progressive.jpg", progressive=True, **JPEG)
    save("restart.jpg", restart_marker_rows=1, **JPEG)
    save("full-colour.jpg", quality=90, subsampling="4:4:4")
    save("gray.jpg", picture.convert("L"), quality=90)
    save("cmyk.jpg", picture.convert("CMYK"), quality=90)
    save("rgb.jpg", quality=90, keep_rgb=True)
    for name, space in (("display-p3.jpg", DISPLAY_P3), ("adobe-rgb.jpg", ADOBE_RGB)):
        data = profile(name, *space)
        save(name, in_profile(data), icc_profile=data, **JPEG)
    for orientation, stored in STORED.items():
        save(f"orientation-{orientation}.jpg", picture.transpose(stored), exif=exif(orientation), **JPEG)
    write("twelve-bit.jpg", imagecodecs.jpeg8_encode(pixels.astype("uint16") << 4, level=90, bitspersample=12))
    write("lossless.jpg", imagecodecs.jpeg8_encode(numpy.asarray(picture.convert("L")), lossless=True))
    # A motion photo: an MP4 after the JPEG's end.
    movie = box(b"ftyp", b"mp42", bytes(4), b"isommp42") + box(b"mdat", bytes(range(256)) * 16)
    write("motion.jpg", (HERE / "baseline.jpg").read_bytes() + movie)
    save("pair.jpg", format="MPO", save_all=True, append_images=[picture.convert("L").convert("RGB")], **JPEG)


def make_png() -> None:
    save("colour.png", optimize=True)
    write("sixteen-bit.png", imagecodecs.png_encode(pixels.astype("uint16") * 257, level=9))
    save("palette.png", picture.quantize(256), optimize=True)
    save("gray.png", picture.convert("L"), optimize=True)
    alpha = picture.copy()
    alpha.putalpha(Image.radial_gradient("L").resize(picture.size).point(lambda v: 255 - v))
    save("alpha.png", alpha, optimize=True)
    save("orientation-6.png", picture.transpose(STORED[6]).quantize(256), exif=exif(6), optimize=True)


def make_web() -> None:
    save("lossy.webp", quality=85)
    save("lossless.webp", lossless=True, quality=100)
    save("orientation-6.webp", picture.transpose(STORED[6]), quality=85, exif=exif(6))
    black = Image.new("RGB", picture.size)
    save("animated.webp", save_all=True, append_images=[black], duration=100, quality=85)
    save("still.gif", picture.quantize(256))
    save("animated.gif", picture.quantize(256), save_all=True, append_images=[black.quantize(2)], duration=100)
    save("palette.bmp", picture.quantize(256))
    save("colour.bmp")


def make_tiff() -> None:
    black = Image.new("RGB", picture.size)
    save("pages.tif", compression="tiff_adobe_deflate", save_all=True, append_images=[black])
    save("jpeg.tif", compression="jpeg", quality=90)
    save("orientation-6.tif", picture.transpose(STORED[6]).quantize(256), compression="tiff_lzw",
         tiffinfo={ORIENTATION: 6})
    save("cmyk.tif", picture.convert("CMYK"), compression="tiff_adobe_deflate")
    gray = numpy.asarray(picture.convert("L"))
    tifffile.imwrite(HERE / "big-endian-16.tif", gray.astype("uint16") * 257, byteorder=">", compression="zlib")
    tifffile.imwrite(HERE / "tiles-big.tif", gray, bigtiff=True, tile=(64, 64), compression="zlib")


def make_avif() -> None:
    save("eight-bit.avif", quality=80)
    save("orientation-6.avif", picture.transpose(STORED[6]), quality=80, exif=exif(6))
    write("ten-bit.avif", imagecodecs.avif_encode(pixels.astype("uint16") * 4, level=85, bitspersample=10))


def make_heic() -> None:
    save("eight-bit.heic", quality=80)
    ten = pillow_heif.encode("RGB;16", picture.size, (pixels.astype("uint16") * 257).tobytes(), out := io.BytesIO(),
                             quality=80) or out.getvalue()
    write("ten-bit.heic", ten)
    # The container turns it, and its EXIF says so too, as on iPhones: it must be turned once.
    save("exif-and-irot.heic", picture.transpose(STORED[6]), quality=80, exif=exif(6))
    for quarters, stored in ((1, STORED[8]), (2, STORED[3]), (3, STORED[6])):
        write(f"irot-{90 * quarters}.heic", heif([single(picture.transpose(stored), irot(quarters))], 1))
    write("imir-left-right.heic", heif([single(picture.transpose(STORED[2]), imir(1))], 1))
    write("imir-top-bottom.heic", heif([single(picture.transpose(STORED[4]), imir(0))], 1))
    write("grid.heic", grid(picture))
    write("grid-irot-270.heic", grid(picture.transpose(STORED[6]), irot(3)))
    black = Image.new("RGB", (64, 64))
    write("second-is-primary.heic", heif([single(black), single(picture)], 2))


def make_jxl() -> None:
    save("lossy.jxl", quality=85)
    save("lossless.jxl", lossless=True)
    write("from-jpeg.jxl", imagecodecs.jpegxl_encode_jpeg((HERE / "baseline.jpg").read_bytes()))
    write("orientation-6.jxl", imagecodecs.jpegxl_encode_jpeg((HERE / "orientation-6.jpg").read_bytes()))


def film(primaries: numpy.ndarray, curve) -> numpy.ndarray:
    """The picture as 10 bits by a film's curve; `primaries`: from sRGB's light; white is 203 cd/m2 (BT.2408)."""
    light = pixels / 255.0
    light = numpy.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4) @ primaries.T
    return (curve(light.clip(0, 1)) * 1023).round().astype("uint16")


def perceptual(light: numpy.ndarray) -> numpy.ndarray:
    """SMPTE ST 2084."""
    y = (light * 203 / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375


def hybrid(light: numpy.ndarray) -> numpy.ndarray:
    """BT.2100's hybrid log-gamma, on a screen of 1,000 cd/m2."""
    scene = (light * 203 / 1000) ** (1 / 1.2)
    return numpy.where(scene <= 1 / 12, (3 * scene) ** 0.5,
                       0.17883277 * numpy.log((12 * scene - 0.28466892).clip(1e-9)) + 0.55991073)


def make_colours() -> None:
    data = profile("display-p3", *DISPLAY_P3)
    wide = in_profile(data)
    save("display-p3.heic", wide, quality=80, icc_profile=data)
    save("display-p3.png", wide.quantize(256), icc_profile=data, optimize=True)
    save("display-p3.tif", wide.quantize(256), icc_profile=data, compression="tiff_adobe_deflate")
    write("display-p3.jxl", imagecodecs.jpegxl_encode_jpeg((HERE / "display-p3.jpg").read_bytes()))
    black = Image.new("RGB", picture.size)
    save("display-p3.webp", wide, quality=85, icc_profile=data)
    save("display-p3-animated.webp", wide, save_all=True, append_images=[black], duration=100, quality=85,
         icc_profile=data)
    write("display-p3.avif", imagecodecs.avif_encode(numpy.asarray(wide), level=80, primaries=12, transfer=13))
    # BT.2087.
    bt2020 = numpy.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    for name, curve, number in (("perceptual.avif", perceptual, 16), ("hybrid.avif", hybrid, 18)):
        write(name, imagecodecs.avif_encode(film(bt2020, curve), level=85, bitspersample=10, primaries=9,
                                            transfer=number, matrix=9))
    prophoto = profile("prophoto", ((0.79767, 0.28804, 0), (0.13519, 0.71188, 0), (0.03134, 0.00009, 0.82491)), 1.8)
    save("prophoto.jpg", in_profile(prophoto), icc_profile=prophoto, quality=90)


def make_raw() -> None:
    # A sensor's data without a preview: linear light behind red, green and blue filters (Adobe DNG 1.4).
    light = pixels / 255.0
    light = numpy.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    sensor = numpy.zeros(light.shape[:2], "uint16")
    for (row, column), colour in (((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 2)):
        sensor[row::2, column::2] = (light[row::2, column::2, colour] * 4095).astype("uint16")
    # From CIE XYZ to the camera's colours, which are sRGB's here.
    matrix = [3.2404542, -1.5371385, -0.4985314, -0.969266, 1.8760108, 0.041556, 0.0556434, -0.2040259, 1.0572252]
    rational = lambda values: [part for value in values for part in (round(value * 10000), 10000)]
    tifffile.imwrite(HERE / "sensor.dng", sensor, photometric=32803, metadata=None, software=False, extratags=[
        (271, "s", 0, "Facefinder"), (272, "s", 0, "Test"), (33421, "H", 2, (2, 2)), (33422, "B", 4, (0, 1, 1, 2)),
        (50706, "B", 4, (1, 4, 0, 0)), (50707, "B", 4, (1, 1, 0, 0)), (50708, "s", 0, "Facefinder Test"),
        (50714, "H", 1, 0), (50717, "H", 1, 4095), (50721, "2i", 9, rational(matrix)),
        (50728, "2I", 3, rational([1, 1, 1])), (50778, "H", 1, 21),
    ])


for make in (make_raw, make_jpeg, make_png, make_web, make_tiff, make_avif, make_heic, make_jxl, make_colours):
    make()
print(sum(file.stat().st_size for file in HERE.iterdir() if file.suffix not in (".py", ".md", ".txt")), "bytes")
