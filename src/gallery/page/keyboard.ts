/** What keys do, where nothing is being typed. */
export interface Keys {
  /** To the find so many places further on. */
  step(by: number): void;
  /** To the find a row further down, or up. */
  row(by: number): void;
  first(): void;
  last(): void;
  open(): void;
  copy(): void;
  decide(verdict: "yes" | "no"): void;
  search(): void;
  help(): void;
}

/** The keys, as the help tells them. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["← → ↑ ↓", "to the next face; Home and End to the first and the last"],
  ["y, n", "yes, no; once more to take it back"],
  ["Enter", "look closer"],
  ["c", "copy the path"],
  ["/", "look for a folder or a name"],
  ["Esc", "close"],
  ["?", "this help"],
];

/** Listens to keys. `isInDialog`: only what concerns the photo in hand, which Enter has opened already. */
export function listen(keys: Keys, isInDialog: () => boolean) {
  const inList: Record<string, () => void> = {
    ArrowDown: () => keys.row(1),
    ArrowUp: () => keys.row(-1),
    Home: () => keys.first(),
    End: () => keys.last(),
    Enter: () => keys.open(),
    "/": () => keys.search(),
    "?": () => keys.help(),
  };
  const everywhere: Record<string, () => void> = {
    ArrowRight: () => keys.step(1),
    ArrowLeft: () => keys.step(-1),
    y: () => keys.decide("yes"),
    n: () => keys.decide("no"),
    c: () => keys.copy(),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const act = everywhere[event.key] ?? (isInDialog() ? undefined : inList[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Fields take all keys, buttons and links the one that presses them. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("input, select, textarea")) return true;
  return key === "Enter" && target.closest("button, a") !== null;
}
