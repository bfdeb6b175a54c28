"""Every ladder and its rungs, easiest first: how a rung's photo is made."""

from collections.abc import Callable
from functools import partial

from numpy.random import Generator

from covering import hat, mask, sunglasses, wearing
from framing import close, cut, small, turned, untouched
from light import blurred, compressed, dark
from portrait import Made, Portrait
from prints import faded, gray, newspaper, scanned, sepia
from rephotographed import aside, everything, glare, screen

Rung = Callable[[Portrait, Generator], Made]

cap, low_cap = partial(hat, edge=-0.3), partial(hat, edge=0.05)

LADDERS: dict[str, dict[str, Rung]] = {
    "as it is": {"as it is": untouched},
    "rotation, degrees": {str(d): partial(turned, degrees=d) for d in (15, 30, 45, 60, 90, 135, 180, 270)},
    "darkness, stops": {str(s): partial(dark, stops=s, lifted=False) for s in (2, 3, 4, 5, 6, 7)},
    "noise, stops brightened": {str(s): partial(dark, stops=s, lifted=True) for s in (4, 6, 8)},
    "blur, sigma": {str(s): partial(blurred, sigma=s) for s in (1, 2, 3, 4, 6, 8)},
    "JPEG quality": {str(q): partial(compressed, quality=q) for q in (75, 40, 20, 10, 5)},
    "small, pixels": {str(h): partial(small, height=h) for h in (80, 60, 40, 32, 24, 20, 16)},
    "covered": {
        "cap": lambda p, r: wearing(p, r, cap),
        "sunglasses": lambda p, r: wearing(p, r, sunglasses),
        "mask": lambda p, r: wearing(p, r, mask),
        "low cap": lambda p, r: wearing(p, r, low_cap),
        "cap and sunglasses": lambda p, r: wearing(p, r, sunglasses, cap),
        "mask and sunglasses": lambda p, r: wearing(p, r, mask, sunglasses),
    },
    **{
        f"cut off at the {side}, %": {str(s): partial(cut, side=side, share=s / 100) for s in (10, 20, 30, 40, 50)}
        for side in ("left", "right", "bottom", "top")
    },
    "print": {
        "gray": gray,
        "sepia": sepia,
        "faded": partial(faded, contrast=0.5),
        "much faded": partial(faded, contrast=0.2),
        "worn": partial(scanned, wear=10),
        "much worn": partial(scanned, wear=60),
        "newspaper, 60 dots a face": partial(newspaper, dots=60),
        "newspaper, 30 dots a face": partial(newspaper, dots=30),
    },
    "photo of a photo": {
        "from aside": partial(aside, narrowing=0.2),
        "far from aside": partial(aside, narrowing=0.45),
        "screen": partial(screen, strength=0.2),
        "coarse screen": partial(screen, strength=0.4),
        "glare": partial(glare, strength=0.6),
        "strong glare": partial(glare, strength=1.2),
        "aside, screen, glare": everything,
    },
    "close, % of the frame": {str(s): partial(close, share=s / 100) for s in (80, 100, 120, 140)},
}
