"""Things drawn over the face by its landmarks, in distances of the eyes: hat, sunglasses, surgical mask."""

from collections.abc import Callable

from numpy.random import Generator
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from portrait import Made, Point, Portrait, cloud, picture, pixels, unmoved

Colour = tuple[int, int, int]
# Drawn larger and shrunk, so that edges are smooth.
FINE = 4


class Cover:
    """A layer that is drawn on in coordinates of the face."""

    def __init__(self, portrait: Portrait) -> None:
        self.portrait = portrait
        self.size = portrait.image.width * FINE, portrait.image.height * FINE
        self.mask = Image.new("L", self.size)
        self.draw = ImageDraw.Draw(self.mask)

    def polygon(self, points: list[Point]) -> None:
        corners = [self.portrait.beside_eyes(*point) for point in points]
        self.draw.polygon([(x * FINE, y * FINE) for x, y in corners], fill=255)

    def line(self, points: list[Point], width: float) -> None:
        corners = [self.portrait.beside_eyes(*point) for point in points]
        thick = max(1, round(width * self.portrait.eye_distance * FINE))
        self.draw.line([(x * FINE, y * FINE) for x, y in corners], fill=255, width=thick)

    def over(self, image: Image.Image, colour: Colour, random: Generator, opacity: float = 1) -> Image.Image:
        mask = self.mask.resize(image.size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6))
        mask = ImageChops.multiply(mask, Image.new("L", image.size, round(255 * opacity)))
        shade = 1 + 0.08 * cloud(random, *image.size, 6) + 0.02 * cloud(random, *image.size, 60)
        plain = pixels(Image.new("RGB", image.size, colour))
        return Image.composite(picture(plain * shade[..., None]), image, mask)


def around(x: float, y: float, half_width: float, half_height: float) -> list[Point]:
    """A shape between ellipse and rectangle, as glasses are."""
    corners = ((-1, -0.5), (-0.7, -1), (0.7, -1), (1, -0.5), (0.85, 0.6), (0.4, 1), (-0.4, 1), (-0.85, 0.6))
    return [(x + a * half_width, y + b * half_height) for a, b in corners]


def sunglasses(portrait: Portrait, image: Image.Image, random: Generator) -> Image.Image:
    cover = Cover(portrait)
    for x in (-0.52, 0.52):
        cover.polygon(around(x, 0.06, 0.44, 0.34))
    cover.line([(-0.2, -0.08), (0.2, -0.08)], 0.08)
    cover.line([(-0.9, -0.1), (-1.25, -0.05)], 0.08)
    cover.line([(0.9, -0.1), (1.25, -0.05)], 0.08)
    return cover.over(image, (22, 20, 24), random, 0.96)


def hat(portrait: Portrait, image: Image.Image, random: Generator, edge: float) -> Image.Image:
    """A cap whose brim ends `edge` below the line of the eyes (negative: above), with the shadow that it casts."""
    shadow = Cover(portrait)
    shadow.polygon([(-1.2, edge - 0.2), (1.2, edge - 0.2), (1.1, edge + 0.45), (-1.1, edge + 0.45)])
    image = shadow.over(image, (10, 8, 8), random, 0.45)
    cover = Cover(portrait)
    crown = [(-1.3, edge - 0.3), (-1.25, edge - 1.6), (-0.7, edge - 2.3), (0.7, edge - 2.3), (1.25, edge - 1.6)]
    cover.polygon([*crown, (1.3, edge - 0.3)])
    brim = [(-1.5, edge - 0.35), (-0.8, edge - 0.6), (0.8, edge - 0.6), (1.5, edge - 0.35), (1.2, edge - 0.1)]
    cover.polygon([*brim, (0.6, edge), (-0.6, edge), (-1.2, edge - 0.1)])
    colours = ((30, 36, 70), (120, 26, 30), (40, 40, 42), (150, 130, 95))
    return cover.over(image, colours[random.integers(len(colours))], random)


def mask(portrait: Portrait, image: Image.Image, random: Generator) -> Image.Image:
    cover = Cover(portrait)
    cover.line([(-0.9, 0.5), (-1.3, 0.2)], 0.05)
    cover.line([(0.9, 0.5), (1.3, 0.2)], 0.05)
    upper = [(-0.95, 0.5), (-0.4, 0.38), (0, 0.28), (0.4, 0.38), (0.95, 0.5)]
    lower = [(0.95, 1.25), (0.55, 1.85), (0, 2.05), (-0.55, 1.85), (-0.95, 1.25)]
    cover.polygon(upper + lower)
    colours = ((150, 190, 215), (225, 228, 230), (35, 35, 38))
    return cover.over(image, colours[random.integers(len(colours))], random)


Thing = Callable[[Portrait, Image.Image, Generator], Image.Image]


def wearing(portrait: Portrait, random: Generator, *things: Thing) -> Made:
    image = portrait.image
    for thing in things:
        image = thing(portrait, image, random)
    return unmoved(portrait, image)
