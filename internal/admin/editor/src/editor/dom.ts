// Elements without markup: the security policy knows no Trusted Types policy of
// the editor's, and needs none.

export type Child = Node | string | number | false | null | undefined | Child[];
export type Props = Record<string, unknown>;

/** Makes an element. on… are listeners, class and data-… and aria-… attributes,
 * everything else that the element knows a property. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props | null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, v] of Object.entries(props ?? {})) {
    if (v === undefined || v === null || v === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), v as EventListener);
    else if (name in el && !name.startsWith("aria") && !["list", "form", "role"].includes(name)) (el as unknown as Props)[name] = v;
    else el.setAttribute(name, v === true ? "" : String(v));
  }
  fill(el, children);
  return el;
}

function fill(el: Element, children: Child[]) {
  for (const c of children) {
    if (c === undefined || c === null || c === false) continue;
    if (Array.isArray(c)) fill(el, c);
    else el.append(c instanceof Node ? c : String(c));
  }
}

const svgNames: Record<string, string> = {
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  quote: "M5 17V9a3 3 0 0 1 3-3M5 12h4v5H5M14 17V9a3 3 0 0 1 3-3M14 12h4v5h-4",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  also: "M5 5h9M5 10h6M5 15h6M5 20h9M15 12h6M18 9l3 3-3 3",
  undo: "M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
  redo: "m16 5 4 4-4 4M20 9H10a5 5 0 0 0 0 10h3",
  note: "M5 5h14v11H10l-5 4z",
  plus: "M12 5v14M5 12h14",
  heading: "M6 5v14M17 5v14M6 12h11",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  up: "m6 14 6-6 6 6",
  down: "m6 10 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  more: "M6 12h.01M12 12h.01M18 12h.01",
};

/** A drawing of 24 by 24 with strokes, as the shell's. */
export function icon(name: string): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "we-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", svgNames[name] ?? "");
  svg.append(path);
  return svg;
}

let catalogue: Record<string, string> = {};
export function setWords(words: Record<string, string>) {
  catalogue = words;
}

/** A message of the catalogue below "editor.". */
export function t(key: string, args: Record<string, unknown> = {}): string {
  return (catalogue[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => (name in args ? String(args[name]) : whole));
}

/** A code's sentence where the catalogue has one. */
export function says(key: string, otherwise: string, args: Record<string, unknown> = {}): string {
  return catalogue[key] ? t(key, args) : otherwise;
}

let zone = "Asia/Jakarta";
export function setZone(name: string) {
  zone = name;
}

/** "14.02.11", as the chip says it, or "14.02". */
export function clock(at: Date, seconds = false): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(at).split(":");
  return (seconds ? parts : parts.slice(0, 2)).join(".");
}

export function day(at: Date, lang: string): string {
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "id-ID", { timeZone: zone, day: "numeric", month: "short", year: "numeric" }).format(at) + " " + clock(at);
}

let ids = 0;
export const freshId = (prefix: string) => `we-${prefix}-${++ids}`;

const live = document.createElement("div");
live.className = "we-aloud";
live.setAttribute("role", "status");
/** Says something to who cannot see the page. */
export function aloud(text: string) {
  if (!live.isConnected) (document.querySelector("warta-editor") ?? document.body).append(live);
  live.textContent = text;
}

export function debounce(fn: () => void, ms: number): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(fn, ms);
  };
}
