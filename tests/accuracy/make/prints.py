"""Old prints: gray, sepia, faded, scanned with paper and scratches, printed in a newspaper."""

import numpy
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from portrait import Made, Portrait, cloud, picture, pixels, unmoved

# ITU-R BT.601.
GRAY = numpy.float32([0.299, 0.587, 0.114])
SEPIA = numpy.float32([1.07, 0.86, 0.62])


def brightness(image: Image.Image) -> numpy.ndarray:
    """[height, width, 1], 0 to 1."""
    return (pixels(image) @ GRAY)[..., None]


def gray(portrait: Portrait, _: Generator) -> Made:
    return unmoved(portrait, picture(numpy.repeat(brightness(portrait.image), 3, 2)))


def sepia(portrait: Portrait, _: Generator) -> Made:
    return unmoved(portrait, picture(brightness(portrait.image) * SEPIA))


def faded(portrait: Portrait, _: Generator, contrast: float) -> Made:
    """Colours gone pale and reddish: `contrast` is left of the range between black and white."""
    pale = 0.5 * pixels(portrait.image) + 0.5 * brightness(portrait.image)
    return unmoved(portrait, picture((0.62 + contrast * (pale - 0.5)) * numpy.float32([1.08, 1, 0.86])))


def scanned(portrait: Portrait, random: Generator, wear: int) -> Made:
    """A sepia print, faded and a little soft, on textured paper, with `wear` scratches and a third as many stains."""
    image = portrait.image.filter(ImageFilter.GaussianBlur(0.006 * portrait.height))
    width, height = image.size
    paper = 0.02 * cloud(random, width, height, width // 2) + 0.03 * cloud(random, width, height, 8)
    values = (0.58 + 0.55 * (brightness(image) - 0.5) + paper[..., None]) * SEPIA
    result = picture(values + random.normal(0, 0.015, (height, width, 1)))
    marks = Image.new("L", (width * 2, height * 2))
    draw = ImageDraw.Draw(marks)
    for i in range(wear + wear // 3):
        x, y = random.uniform(0, 2 * width), random.uniform(0, 2 * height)
        if i < wear:
            dx, dy = random.normal(0, 0.5 * width), random.normal(0, 0.5 * height)
            draw.line((x, y, x + dx, y + dy), fill=int(random.uniform(120, 255)), width=int(random.integers(1, 4)))
        else:
            radius = random.uniform(0.005, 0.03) * width
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(random.uniform(60, 160)))
    marks = marks.resize((width, height), Image.Resampling.BOX)
    return unmoved(portrait, Image.composite(Image.new("RGB", (width, height), (235, 228, 214)), result, marks))


def newspaper(portrait: Portrait, _: Generator, dots: int) -> Made:
    """A halftone at 45 degrees with `dots` dots over the height of the face, twice as large, scanned softly."""
    image = portrait.image.resize((portrait.image.width * 2, portrait.image.height * 2), Image.Resampling.BICUBIC)
    y, x = numpy.mgrid[: image.height, : image.width].astype(numpy.float32)
    step = numpy.pi * dots / (2 * portrait.height)
    screen = 0.5 + 0.25 * (numpy.cos((x + y) * step * 2**0.5) + numpy.cos((x - y) * step * 2**0.5))
    ink = (brightness(image)[..., 0] > screen).astype(numpy.float32)
    soft = picture(numpy.repeat((0.15 + 0.7 * ink)[..., None], 3, 2)).filter(ImageFilter.GaussianBlur(1.2))
    cx, cy = portrait.centre
    return Made(soft, (2 * cx, 2 * cy), 2 * portrait.height)
