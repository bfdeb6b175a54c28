"""Ladders that turn, shrink, cut and enlarge: where the face is in the photo, and how large."""

import math
from functools import cache
from pathlib import Path

import numpy
from numpy.random import Generator, default_rng
from PIL import Image

from portrait import Made, Portrait, cloud, picture, pixels, unmoved

SAMPLES = Path(__file__).resolve().parents[2] / "photos/album"
# Samples without people that may be altered.
BACKGROUNDS = ("rocket.jpg", "chelsea.png")
# The larger photo that a small face is looked for in; a phone's, shrunk to what is common on the web.
SCENE = 1600, 1200


def turned(portrait: Portrait, _: Generator, degrees: int) -> Made:
    """The whole photo turned clockwise. At odd angles what is beyond its edge mirrors what is inside."""
    image = portrait.image
    x, y = portrait.centre
    if degrees % 90 == 0:
        result = image.rotate(-degrees, expand=True)
    else:
        reach = math.ceil((math.hypot(*image.size) - min(image.size)) / 2) + 2
        wide = numpy.pad(numpy.asarray(image), ((reach, reach), (reach, reach), (0, 0)), mode="reflect")
        wide = Image.fromarray(wide).rotate(-degrees, Image.Resampling.BICUBIC)
        result = wide.crop((reach, reach, reach + image.width, reach + image.height))
    angle = math.radians(degrees)
    dx, dy = x - image.width / 2, y - image.height / 2
    at = (
        result.width / 2 + dx * math.cos(angle) - dy * math.sin(angle),
        result.height / 2 + dx * math.sin(angle) + dy * math.cos(angle),
    )
    return Made(result, at, portrait.height)


Size = tuple[int, int]


@cache
def background(name: str, size: Size) -> numpy.ndarray:
    return pixels(Image.open(SAMPLES / name).convert("RGB").resize(size, Image.Resampling.BICUBIC))


@cache
def grain(size: Size) -> numpy.ndarray:
    return default_rng(0).normal(0, 0.015, (size[1], size[0], 1)).astype(numpy.float32)


def scene(random: Generator, size: Size) -> Image.Image:
    """A photo without people, of another look each time."""
    image = background(BACKGROUNDS[random.integers(len(BACKGROUNDS))], size) * numpy.float32(random.uniform(0.6, 1.1))
    if random.random() < 0.5:
        image = image[:, ::-1]
    light = 0.06 * cloud(random, *size, 5) + 0.03 * cloud(random, *size, 40)
    # The same grain elsewhere: it takes long to make.
    moved = numpy.roll(grain(size), random.integers(size[1]), axis=0)
    return picture(image + light[..., None] + moved)


def feathered(width: int, height: int) -> Image.Image:
    """A mask without a hard edge, which a detector might see."""

    def ramp(size: int) -> numpy.ndarray:
        way = numpy.minimum(numpy.arange(size), numpy.arange(size)[::-1])
        return numpy.clip(way / (0.12 * size), 0, 1)

    return Image.fromarray((255 * numpy.minimum.outer(ramp(height), ramp(width))).astype(numpy.uint8))


def small(portrait: Portrait, random: Generator, height: int) -> Made:
    """The photo shrunk until the face's box is `height` pixels high, somewhere in a larger photo."""
    scale = height / portrait.height
    size = round(portrait.image.width * scale), round(portrait.image.height * scale)
    shrunk = portrait.image.resize(size, Image.Resampling.LANCZOS)
    photo = scene(random, SCENE)
    left = int(random.integers(max(1, photo.width - size[0])))
    top = int(random.integers(max(1, photo.height - size[1])))
    photo.paste(shrunk, (left, top), feathered(*size))
    x, y = portrait.centre
    return Made(photo, (left + x * scale, top + y * scale), height, 90)


def cut(portrait: Portrait, _: Generator, side: str, share: float) -> Made:
    """The photo cut so that `share` of the face's box is off the frame at one side."""
    frame = {"left": 0, "top": 0, "right": portrait.image.width, "bottom": portrait.image.height}
    inwards = {
        "left": portrait.left + share * portrait.width,
        "right": portrait.left + (1 - share) * portrait.width,
        "top": portrait.top + share * portrait.height,
        "bottom": portrait.top + (1 - share) * portrait.height,
    }
    frame[side] = round(inwards[side])
    image = portrait.image.crop((frame["left"], frame["top"], frame["right"], frame["bottom"]))
    x, y = portrait.centre
    at = min(max(x - frame["left"], 0), image.width), min(max(y - frame["top"], 0), image.height)
    return Made(image, at, portrait.height)


def close(portrait: Portrait, _: Generator, share: float) -> Made:
    """A square around the face whose height is `share` of the square's, 1,000 pixels wide; above 1 it is cut."""
    side = portrait.height / share
    x, y = portrait.centre
    left = min(max(x - side / 2, 0), max(0, portrait.image.width - side))
    top = min(max(y - side / 2, 0), max(0, portrait.image.height - side))
    image = portrait.image.resize((1000, 1000), Image.Resampling.LANCZOS, (left, top, left + side, top + side))
    scale = 1000 / side
    return Made(image, ((x - left) * scale, (y - top) * scale), portrait.height * scale)


def untouched(portrait: Portrait, _: Generator) -> Made:
    return unmoved(portrait, portrait.image)
