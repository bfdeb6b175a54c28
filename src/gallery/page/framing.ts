/** A size in any unit. */
interface Size {
  width: number;
  height: number;
}

/** A box in the same unit as its photo's size. */
interface Box extends Size {
  x: number;
  y: number;
}

/** How a photo fills a window, and where its face is then. */
export interface Framing {
  /** CSS `object-position` with `object-fit: cover`, in percent. */
  position: { x: number; y: number };
  /** The face in percent of the window. */
  face: Box;
}

/** Lets a photo fill a window (of which only the shape matters) so that the face is as near to its middle as can be. */
export function framing(photo: Size, face: Box, window: Size): Framing {
  const scale = Math.max(window.width / photo.width, window.height / photo.height);
  const across = along(face.x, face.width, photo.width * scale, window.width, scale);
  const down = along(face.y, face.height, photo.height * scale, window.height, scale);
  return {
    position: { x: across.position, y: down.position },
    face: { x: across.start, y: down.start, width: across.length, height: down.length },
  };
}

/** In one direction: `whole` and `window` in the same unit, `start` and `length` before scaling. */
function along(start: number, length: number, whole: number, window: number, scale: number) {
  const middle = (start + length / 2) * scale, spare = whole - window;
  const offset = Math.min(Math.max(middle - window / 2, 0), Math.max(spare, 0));
  return {
    position: spare > 1e-9 ? 100 * offset / spare : 50,
    start: 100 * (start * scale - offset) / window,
    length: 100 * length * scale / window,
  };
}
