"""Photos of photos: of a print or a screen, from aside, with the screen's grid and a reflection."""

import numpy
from numpy.random import Generator
from PIL import Image

from framing import scene
from portrait import Made, Point, Portrait, picture, pixels, unmoved

# The photo of the photo, and how large the photo in it is, in pixels.
FRAME, PRINT = (900, 700), 520


def mapping(source: list[Point], target: list[Point]) -> numpy.ndarray:
    """The 3x3 perspective that takes four points to four points."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return numpy.append(numpy.linalg.solve(numpy.array(rows), numpy.array(values)), 1).reshape(3, 3)


def aside(portrait: Portrait, random: Generator, narrowing: float) -> Made:
    """The photo lies in a larger one; its far side is shorter by `narrowing`, and so is its width, by half of that."""
    width, height = portrait.image.size
    scale = PRINT / max(width, height)
    across, down = width * scale * (1 - narrowing / 2) / 2, height * scale / 2
    far = down * (1 - narrowing)
    left, right = (far, down) if random.random() < 0.5 else (down, far)
    cx, cy = FRAME[0] / 2 + random.uniform(-90, 90), FRAME[1] / 2 + random.uniform(-40, 40)
    corners = numpy.array([(-across, -left), (across, -right), (across, right), (-across, left)])
    angle = numpy.radians(random.uniform(-8, 8))
    turn = numpy.array([[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]])
    target = [(cx + x, cy + y) for x, y in corners @ turn.T]
    source = [(0, 0), (width, 0), (width, height), (0, height)]
    back = mapping(target, source)
    warped = portrait.image.transform(FRAME, Image.Transform.PERSPECTIVE, back.flatten()[:8], Image.Resampling.BICUBIC)
    inside = Image.new("L", (width, height), 255).transform(
        FRAME, Image.Transform.PERSPECTIVE, back.flatten()[:8], Image.Resampling.BICUBIC
    )
    photo = scene(random, FRAME)
    photo.paste(warped, (0, 0), inside)
    x, y, w = mapping(source, target) @ (*portrait.centre, 1)
    return Made(photo, (x / w, y / w), portrait.height * scale * (1 - narrowing / 2), 90)


def on_screen(made: Made, strength: float) -> Made:
    """The stripes of a screen's colours, and the slow waves that they make with the camera's pixels."""
    values = pixels(made.image)
    y, x = numpy.mgrid[: values.shape[0], : values.shape[1]].astype(numpy.float32)
    stripes = numpy.stack([numpy.cos(2 * numpy.pi * (x / 2.7 + third / 3)) for third in range(3)], -1)
    waves = numpy.cos(0.11 * x + 0.07 * y + 2 * numpy.sin(y / 90)) + numpy.cos(0.05 * x - 0.13 * y)
    rows = numpy.cos(2 * numpy.pi * y / 3.1)
    pattern = 0.5 * stripes + 0.35 * waves[..., None] + 0.3 * rows[..., None]
    return Made(picture(values * (1 + strength * pattern) + 0.03), made.at, made.height, made.quality)


def with_glare(made: Made, random: Generator, strength: float) -> Made:
    """A reflection over a part of the face, at least its radius (half the face) away from the middle or nearer."""
    values = pixels(made.image)
    y, x = numpy.mgrid[: values.shape[0], : values.shape[1]].astype(numpy.float32)
    cx, cy = (value + random.uniform(-0.5, 0.5) * made.height for value in made.at)
    far = ((x - cx) / (0.55 * made.height)) ** 2 + ((y - cy) / (0.4 * made.height)) ** 2
    return Made(picture(values + strength * numpy.exp(-far)[..., None]), made.at, made.height, made.quality)


def screen(portrait: Portrait, _: Generator, strength: float) -> Made:
    return on_screen(larger(portrait), strength)


def glare(portrait: Portrait, random: Generator, strength: float) -> Made:
    return with_glare(larger(portrait), random, strength)


def everything(portrait: Portrait, random: Generator) -> Made:
    return with_glare(on_screen(aside(portrait, random, 0.25), 0.15), random, 0.5)


def larger(portrait: Portrait) -> Made:
    """Twice as many pixels, as a camera has more of them than what it takes."""
    width, height = portrait.image.size
    plain = unmoved(portrait, portrait.image.resize((2 * width, 2 * height), Image.Resampling.BICUBIC))
    return Made(plain.image, (2 * plain.at[0], 2 * plain.at[1]), 2 * plain.height)
