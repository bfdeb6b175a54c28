"""What the ladders work on, a photo with one face that matters, and what they make of it."""

import math
from dataclasses import dataclass

import numpy
from numpy.random import Generator
from PIL import Image

Point = tuple[float, float]


@dataclass(frozen=True)
class Portrait:
    """A photo and where its face is: box in pixels, landmarks (eyes, left of the image first, nose tip, mouth)."""

    image: Image.Image
    left: float
    top: float
    width: float
    height: float
    landmarks: tuple[Point, ...]

    @property
    def centre(self) -> Point:
        return self.left + self.width / 2, self.top + self.height / 2

    def beside_eyes(self, along: float, below: float) -> Point:
        """A point by its way from between the eyes, along their line and below it, in distances of the eyes."""
        (ax, ay), (bx, by) = self.landmarks[:2]
        dx, dy = bx - ax, by - ay
        return (ax + bx) / 2 + along * dx - below * dy, (ay + by) / 2 + along * dy + below * dx

    @property
    def eye_distance(self) -> float:
        (ax, ay), (bx, by) = self.landmarks[:2]
        return math.hypot(bx - ax, by - ay)


@dataclass(frozen=True)
class Made:
    """A photo that was made: where the middle of the face is now, how high the face is, in pixels, JPEG quality."""

    image: Image.Image
    at: Point
    height: float
    quality: int = 95


def unmoved(portrait: Portrait, image: Image.Image, quality: int = 95) -> Made:
    """The portrait with another look and the face where it was."""
    return Made(image, portrait.centre, portrait.height, quality)


def pixels(image: Image.Image) -> numpy.ndarray:
    """RGB, 0 to 1."""
    return numpy.asarray(image.convert("RGB"), dtype=numpy.float32) / 255


def picture(values: numpy.ndarray) -> Image.Image:
    """The opposite of `pixels`; what is out of range is clipped."""
    return Image.fromarray((values.clip(0, 1) * 255 + 0.5).astype(numpy.uint8))


def cloud(random: Generator, width: int, height: int, cells: int) -> numpy.ndarray:
    """Smooth noise of mean 0 and deviation about 1, `cells` over the width: [height, width]."""
    rows = max(2, round(cells * height / width))
    grid = random.normal(0, 1, (rows, cells)).astype(numpy.float32)
    return numpy.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC))
