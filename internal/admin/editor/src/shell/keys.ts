// Binds the keyboard map to the page: a key becomes an event "warta:key" on what
// has the focus, with what it does; whoever answers prevents the default.
import { chord, lookup, single, typing } from "./keymap";

const own: Record<string, string> = JSON.parse(document.body.dataset["keys"] || "{}");

/** scopes are those that hold where the focus is: the nearest [data-scope] first. */
function scopes(from: Element | null): string[] {
  const out: string[] = [];
  for (let el = from?.closest<HTMLElement>("[data-scope]"); el; el = el.parentElement?.closest<HTMLElement>("[data-scope]")) {
    out.push(el.dataset["scope"]!);
  }
  // Where nothing has the focus, the page's own scope holds.
  if (!out.length) {
    const page = document.querySelector<HTMLElement>("main [data-scope]");
    if (page) out.push(page.dataset["scope"]!);
  }
  return [...out, "global"];
}

let goes = 0;

function act(what: string, c: string, e: KeyboardEvent): void {
  const target = document.activeElement ?? document.body;
  const ev = new CustomEvent("warta:key", { bubbles: true, cancelable: true, detail: { do: what, chord: c } });
  if (!target.dispatchEvent(ev)) {
    e.preventDefault();
    return;
  }
  if (what === "go") {
    goes = Date.now();
    e.preventDefault();
    return;
  }
  const el = document.querySelector<HTMLElement>(`[data-key~="${what}"]`);
  if (!el) return;
  e.preventDefault();
  if (el.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    el.focus();
    if (el instanceof HTMLInputElement) el.select();
  } else el.click();
}

document.addEventListener("keydown", (e) => {
  if (e.isComposing || e.defaultPrevented) return;
  if (["Shift", "Control", "Alt", "Meta"].includes(e.key)) return;
  const c = chord(e);
  const writes = typing(e.target as HTMLElement | null);
  if (single(c) && writes) return;
  if (document.querySelector("dialog[open]") && single(c)) return;
  if (goes && Date.now() - goes < 1500) {
    goes = 0;
    const place = document.querySelector<HTMLAnchorElement>(`[data-go="${CSS.escape(c)}"]`);
    if (place) {
      e.preventDefault();
      location.assign(place.href);
      return;
    }
  }
  // Enter and space belong to what has the focus, if it is a control.
  const on = document.activeElement;
  if ((c === "Enter" || c === " ") && on?.matches("a, button, summary, [role=option]") && !on.closest("[data-card]")) return;
  const what = lookup(c, scopes(document.activeElement), own);
  if (what) act(what, c, e);
});
