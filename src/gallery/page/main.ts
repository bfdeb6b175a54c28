import type { GalleryView } from "../view.ts";
import { Page } from "./page.ts";

const view: GalleryView = JSON.parse(document.getElementById("view")!.textContent!);
new Page(view).fill(document.body);
