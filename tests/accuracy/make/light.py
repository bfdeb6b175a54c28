"""Ladders of light, sharpness and compression: the face stays where it is."""

from numpy.random import Generator
from PIL import ImageFilter

from portrait import Made, Portrait, picture, pixels, unmoved

GAMMA = 2.2
# Of a small sensor: a full pixel holds 10,000 electrons, reading it adds 3 (as deviations of a linear 0 to 1).
SHOT, READ = 1 / 10_000, 3 / 10_000
# Blur is told for a face of this height, the recognizers' input.
FACE = 112


def dark(portrait: Portrait, random: Generator, stops: int, lifted: bool) -> Made:
    """Less light by `stops`, with the sensor's noise; `lifted` brightens it again, and the noise with it."""
    light = pixels(portrait.image) ** GAMMA / 2**stops
    light = light + random.normal(0, 1, light.shape) * (SHOT * light + READ**2) ** 0.5
    if lifted:
        light = light * 2**stops
    return unmoved(portrait, picture(light.clip(0, 1) ** (1 / GAMMA)))


def blurred(portrait: Portrait, _: Generator, sigma: float) -> Made:
    """Out of focus: a Gaussian whose deviation is `sigma` pixels of a face 112 pixels high."""
    radius = sigma * portrait.height / FACE
    return unmoved(portrait, portrait.image.filter(ImageFilter.GaussianBlur(radius)))


def compressed(portrait: Portrait, _: Generator, quality: int) -> Made:
    """Saved once more as a JPEG of this quality."""
    return unmoved(portrait, portrait.image, quality)
