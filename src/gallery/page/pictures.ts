import { element } from "./element.ts";
import type { Find } from "./find.ts";
import { framing } from "./framing.ts";

/** Width to height of a card's picture; the same in style.css. */
export const CARD_SHAPE = { width: 4, height: 3 };

/** Makes the pictures of a page. */
export class Pictures {
  constructor(private readonly urls: readonly string[]) {}

  /** A find's photo filling a window of this shape, with the face framed; a place for it where there is no picture. */
  photo({ photo, face }: Find, shape: { width: number; height: number }): HTMLElement {
    const { position, face: frame } = framing(photo, face.box, shape);
    const window = element("div", { class: "window" });
    const image = this.#image(photo.picture, "photo");
    if (!image) {
      window.append(element("span", { class: "absent", text: "no picture" }));
      return window;
    }
    image.style.objectPosition = `${position.x}% ${position.y}%`;
    const mark = element("div", { class: "frame" });
    mark.style.left = `${frame.x}%`;
    mark.style.top = `${frame.y}%`;
    mark.style.width = `${frame.width}%`;
    mark.style.height = `${frame.height}%`;
    window.append(image, mark);
    return window;
  }

  /** The face of a find, or of a reference. */
  face(picture: number | null, title: string): HTMLElement {
    const image = this.#image(picture, "face");
    if (image) image.title = title;
    return image ?? element("span", { class: "face absent", attributes: { title } });
  }

  /** What a picture shows is said beside it. */
  #image(picture: number | null, name: string): HTMLImageElement | null {
    if (picture === null || this.urls[picture] === undefined) return null;
    return element("img", {
      class: name,
      attributes: { src: this.urls[picture], alt: "", decoding: "async", draggable: "false" },
    });
  }
}
