// The palette: actions of this page, places, and whatever the search finds.
import { openLayer, closeLayer } from "./layer";
import htmx from "htmx.org";

interface Line {
  text: string;
  run: () => void;
}

const en = document.documentElement.lang === "en";

/** score ranks a line for what was typed: words from their beginnings, in order; -1 is none. */
export function score(text: string, typed: string): number {
  const t = text.toLowerCase();
  const q = typed.trim().toLowerCase();
  if (!q) return 0;
  if (t.startsWith(q)) return 3;
  if (t.includes(" " + q)) return 2;
  let i = 0;
  for (const c of q) {
    i = t.indexOf(c, i) + 1;
    if (!i) return -1;
  }
  return 1;
}

function lines(): Line[] {
  const out: Line[] = [];
  for (const el of document.querySelectorAll<HTMLElement>("[data-command]")) {
    if (el.closest("[hidden]") || (el as HTMLButtonElement).disabled) continue;
    out.push({ text: el.dataset["command"] || el.textContent!.trim(), run: () => el.click() });
  }
  for (const a of document.querySelectorAll<HTMLAnchorElement>(".rail a, .bar .write")) {
    out.push({ text: a.textContent!.trim(), run: () => location.assign(a.href) });
  }
  return out;
}

function open(): void {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "ask";
  input.placeholder = en ? "Action, article, person" : "Perintah, naskah, orang";
  input.setAttribute("aria-label", input.placeholder);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "palet");
  input.setAttribute("aria-autocomplete", "list");
  const list = document.createElement("ul");
  list.id = "palet";
  list.className = "palette";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  const found = document.createElement("div");
  found.id = "temuan";
  found.hidden = true;
  const all = lines();
  let shown: Line[] = [];
  let at = 0;
  let timer = 0;

  const mark = (): void => {
    [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === at)));
    const li = list.children[at] as HTMLElement | undefined;
    if (li) {
      input.setAttribute("aria-activedescendant", li.id);
      li.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const draw = (more: Line[]): void => {
    shown = all
      .map((l) => ({ l, n: score(l.text, input.value) }))
      .filter((x) => x.n >= 0)
      .sort((a, b) => b.n - a.n)
      .slice(0, 8)
      .map((x) => x.l)
      .concat(more);
    at = 0;
    list.replaceChildren(
      ...shown.map((l, i) => {
        const li = document.createElement("li");
        li.id = "palet-" + i;
        li.setAttribute("role", "option");
        li.textContent = l.text;
        li.addEventListener("click", () => pick(i));
        return li;
      }),
    );
    mark();
  };
  const pick = (i: number): void => {
    const l = shown[i];
    closeLayer();
    if (l) l.run();
    else if (input.value) location.assign("/newsroom/search?" + new URLSearchParams({ q: input.value }));
  };
  input.addEventListener("input", () => {
    draw([]);
    clearTimeout(timer);
    const q = input.value.trim();
    if (q.length < 2) return;
    timer = window.setTimeout(() => {
      void htmx.ajax("get", "/newsroom/search?" + new URLSearchParams({ q }), { target: found, swap: "innerHTML" }).then(() => {
        if (input.value.trim() !== q) return;
        draw([...found.querySelectorAll<HTMLAnchorElement>("a[data-hit]")].slice(0, 8).map((a) => ({ text: a.textContent!.trim(), run: () => location.assign(a.href) })));
      });
    }, 120);
  });
  input.addEventListener("keydown", (e) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) {
      e.preventDefault();
      at = shown.length ? (at + step + shown.length) % shown.length : 0;
      mark();
    } else if (e.key === "Escape") {
      // A search field would only empty itself.
      e.preventDefault();
      closeLayer();
    } else if (e.key === "Enter") {
      e.preventDefault();
      pick(at);
    }
  });
  draw([]);
  openLayer(input, list, found);
  input.focus();
}

document.addEventListener("warta:key", (e) => {
  if ((e as CustomEvent).detail.do === "palette") {
    e.preventDefault();
    open();
  }
});
