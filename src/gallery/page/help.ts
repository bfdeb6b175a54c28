import { element } from "./element.ts";
import { KEYS } from "./keyboard.ts";

/** Says what the keys do. */
export function helpDialog(): HTMLDialogElement {
  const dialog = element("dialog", { class: "help", attributes: { "aria-label": "Keys" } });
  dialog.append(
    element("h2", { text: "Keys" }),
    element(
      "dl",
      {},
      ...KEYS.flatMap(([keys, does]) => [element("dt", { text: keys }), element("dd", { text: does })]),
    ),
    element("button", {
      class: "close",
      text: "Close",
      attributes: { type: "button" },
      on: { click: () => dialog.close() },
    }),
  );
  return dialog;
}
