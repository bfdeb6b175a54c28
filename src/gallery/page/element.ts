/** What an element is given: attributes, and what happens. Texts become text, and never markup. */
interface Given {
  class?: string;
  text?: string;
  attributes?: Record<string, string>;
  on?: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

/** Makes an element with children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: name, text, attributes = {}, on = {} }: Given = {},
  ...children: readonly (Node | null)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const [type, listener] of Object.entries(on)) made.addEventListener(type, listener as EventListener);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A name, set apart from the writing direction around it. */
export const isolated = (text: string): HTMLElement => element("bdi", { text });
