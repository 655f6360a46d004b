// The board: cards are dragged and moved by keys. It presses the buttons of the
// cards' own menus, which work without it.
interface Htmx { ajax(verb: string, path: string, o: { target: string; swap: string }): Promise<void> }
const htmx = (window as unknown as { htmx: Htmx }).htmx;

const board = (): HTMLElement | null => document.getElementById("papan");
const cards = (): HTMLElement[] => [...(board()?.querySelectorAll<HTMLElement>("[data-card]") ?? [])].filter((c) => c.offsetParent !== null);
const here = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>("[data-card]") ?? null;
const link = (c: HTMLElement): HTMLAnchorElement | null => c.querySelector<HTMLAnchorElement>("a[href^='/newsroom/a/']");

function focus(c: HTMLElement | undefined | null): void {
  if (!c) return;
  link(c)?.focus();
  c.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** press gives a card's command, by the button or link of its menu. */
function press(c: HTMLElement, test: (el: HTMLElement) => boolean): boolean {
  const el = [...c.querySelectorAll<HTMLElement>(".cm [data-move]")].find(test);
  if (!el) return false;
  el.click();
  return true;
}

const order = ["writing", "desk", "ready", "scheduled", "live", "trouble"];

function step(c: HTMLElement, by: number): boolean {
  const lane = c.closest<HTMLElement>("[data-column]")?.dataset["column"] ?? "";
  for (let i = order.indexOf(lane) + by; i >= 0 && i < order.length; i += by) {
    if (press(c, (el) => el.dataset["to"] === order[i])) return true;
  }
  return false;
}

function sideways(c: HTMLElement, by: number): void {
  const lanes = [...document.querySelectorAll<HTMLElement>("[data-column]")].filter((l) => l.offsetParent !== null);
  const lane = c.closest<HTMLElement>("[data-column]");
  const at = lanes.indexOf(lane!);
  const row = [...(lane?.querySelectorAll("[data-card]") ?? [])].indexOf(c);
  for (let i = at + by; i >= 0 && i < lanes.length; i += by) {
    const list = lanes[i]!.querySelectorAll<HTMLElement>("[data-card]");
    if (list.length) return focus(list[Math.min(row, list.length - 1)]);
  }
}

function pick(c: HTMLElement, on?: boolean): void {
  const box = c.querySelector<HTMLInputElement>("input[name=pick]");
  if (box) box.checked = on ?? !box.checked;
}

document.addEventListener("warta:key", (e) => {
  const what = (e as CustomEvent<{ do: string }>).detail.do;
  const all = cards();
  const c = here();
  const at = c ? all.indexOf(c) : -1;
  const done = (): void => e.preventDefault();
  if (what === "next" || what === "previous" || what === "range_down" || what === "range_up") {
    const by = what === "next" || what === "range_down" ? 1 : -1;
    if (c && what.startsWith("range")) pick(c, true);
    const to = all[c ? at + by : 0];
    if (to && what.startsWith("range")) pick(to, true);
    focus(to);
    return done();
  }
  if (!c) return;
  switch (what) {
    case "left": sideways(c, -1); return done();
    case "right": sideways(c, 1); return done();
    case "open": link(c)?.click(); return done();
    case "select": pick(c); return done();
    case "peek":
      void htmx.ajax("get", `/newsroom/a/${c.dataset["card"]}/peek`, { target: "#lapis", swap: "innerHTML" });
      return done();
    case "take": if (press(c, (el) => el.dataset["move"] === "claim" || el.dataset["move"] === "release")) done(); return;
    case "spike": if (press(c, (el) => el.dataset["move"] === "spike")) done(); return;
    case "note": if (press(c, (el) => el.dataset["move"] === "note")) done(); return;
    case "move_left": if (step(c, -1)) done(); return;
    case "move_right": if (step(c, 1)) done(); return;
    case "state": {
      const menu = c.querySelector<HTMLDetailsElement>(".cm");
      if (menu) {
        menu.open = true;
        menu.querySelector<HTMLElement>("div > *")?.focus();
      }
      return done();
    }
  }
});

// Escape closes a card's menu; so does a click elsewhere.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  const menu = document.activeElement?.closest<HTMLDetailsElement>("details.drop[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
document.addEventListener("click", (e) => {
  for (const m of document.querySelectorAll<HTMLDetailsElement>("details.drop[open]")) if (!m.contains(e.target as Node)) m.open = false;
});

// Dragging: a card onto a column that its menu can bring it to.
let held: HTMLElement | null = null;
document.addEventListener("pointerdown", (e) => {
  const c = (e.target as Element).closest<HTMLElement>(".lane [data-card]");
  if (c && e.pointerType === "mouse") c.draggable = true;
});
document.addEventListener("dragstart", (e) => {
  held = (e.target as Element).closest<HTMLElement>("[data-card]");
  if (!held || !e.dataTransfer) return;
  e.dataTransfer.setData("text/plain", new URL(link(held)?.href ?? "", location.href).href);
  e.dataTransfer.effectAllowed = "move";
  held.classList.add("dragging");
});
const lane = (e: Event): HTMLElement | null => (e.target as Element).closest?.<HTMLElement>("[data-column]") ?? null;
const fits = (l: HTMLElement | null): boolean => !!l && !!held?.querySelector(`.cm [data-to="${l.dataset["column"]}"]`);
document.addEventListener("dragover", (e) => {
  const l = lane(e);
  for (const o of document.querySelectorAll(".lane.over")) if (o !== l) o.classList.remove("over");
  if (!held || !fits(l)) return;
  e.preventDefault();
  l!.classList.add("over");
});
document.addEventListener("drop", (e) => {
  const l = lane(e);
  if (!held || !fits(l)) return;
  e.preventDefault();
  press(held, (el) => el.dataset["to"] === l!.dataset["column"]);
});
document.addEventListener("dragend", () => {
  held?.classList.remove("dragging");
  held = null;
  document.querySelectorAll(".lane.over").forEach((o) => o.classList.remove("over"));
});

// On a telephone: to the right takes, to the left gives back (2.1).
let touch: { x: number; y: number; card: HTMLElement } | null = null;
document.addEventListener("touchstart", (e) => {
  const card = (e.target as Element).closest<HTMLElement>(".lane [data-card]");
  const t = e.touches[0];
  touch = card && t ? { x: t.clientX, y: t.clientY, card } : null;
}, { passive: true });
document.addEventListener("touchend", (e) => {
  const t = e.changedTouches[0];
  if (!touch || !t) return;
  const dx = t.clientX - touch.x;
  if (Math.abs(dx) > 80 && Math.abs(t.clientY - touch.y) < 40) {
    press(touch.card, (el) => el.dataset["move"] === (dx > 0 ? "claim" : "return"));
  }
  touch = null;
}, { passive: true });
