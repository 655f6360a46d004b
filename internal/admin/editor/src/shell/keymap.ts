// The keyboard map: keys.json is the one source, for this, for the sheet of keys
// and for the tests. Knows no DOM but the event's fields.
import map from "./keys.json";

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** chord writes a key press as the map does: "Mod+Alt+1", "Shift+C", "?". */
export function chord(e: Press): string {
  const mods: string[] = [];
  if (e.ctrlKey || e.metaKey) mods.push("Mod");
  if (e.altKey) mods.push("Alt");
  const letter = e.key.length === 1;
  // Shift is part of the character, except for letters and named keys.
  if (e.shiftKey && (!letter || /[a-z]/i.test(e.key))) mods.push("Shift");
  let key = e.key;
  if (letter) key = e.shiftKey ? key.toUpperCase() : key.toLowerCase();
  return [...mods, key].join("+");
}

/** single reports whether a chord is a bare character, which acts outside of fields only (WCAG 2.1.4). */
export const single = (c: string): boolean => !c.startsWith("Mod") && !c.startsWith("Alt") && c !== "Escape";

/** lookup finds what a chord does in the first of the scopes that knows it. own are the person's changes. */
export function lookup(c: string, scopes: string[], own: Record<string, string> = {}): string | undefined {
  if (own["*"] === "off" && single(c)) return undefined;
  for (const scope of scopes) {
    for (const k of map) {
      if (k.scope !== scope) continue;
      const mine = own[k.do];
      if (mine !== undefined ? mine === c : k.keys.includes(c)) return k.do;
    }
  }
  return undefined;
}

/** typing reports whether the person writes: then single keys are text. */
export function typing(el: { tagName: string; isContentEditable?: boolean; type?: string } | null): boolean {
  if (!el) return false;
  if (el.isContentEditable) return true;
  if (el.tagName === "INPUT") return !["checkbox", "radio", "button", "submit"].includes(el.type ?? "text");
  return el.tagName === "TEXTAREA" || el.tagName === "SELECT";
}
