// The arranger of fronts: cards are dragged, lifted and dropped by keys, and sent
// to a slot by its number. It presses nothing that the forms of the page could not
// (POST /newsroom/front/move and /add), and the page works without it.
interface Slot {
  box: string;
  revision: string;
  slot: number;
}

interface Htmx {
  ajax(verb: string, path: string, o: { target: string; swap: string; values: Record<string, string> }): Promise<void>;
}
const htmx = (): Htmx => (window as unknown as { htmx: Htmx }).htmx;

const root = (): HTMLElement | null => document.querySelector("warta-front");
const cards = (): HTMLElement[] => [...(root()?.querySelectorAll<HTMLElement>(".slot") ?? [])];
const offers = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".feedlist > li[data-article]")];
const section = (): string => new URLSearchParams(location.search).get("section") ?? "";

/** sayOf fills a sentence: "{name}" and the like. */
const sayOf = (text: string, values: Record<string, string>): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

function spot(card: HTMLElement): Slot {
  const box = card.closest<HTMLElement>(".wadah")!;
  return { box: box.dataset["box"]!, revision: box.dataset["revision"]!, slot: Number(card.dataset["slot"]) };
}

const nameOf = (el: HTMLElement): string => el.querySelector(".hl")?.textContent?.trim() ?? "";
const keyOf = (el: HTMLElement): string => el.querySelector<HTMLAnchorElement>(".hl a")?.getAttribute("href") ?? "";

/** say tells a screen reader what happened. */
function say(text: string): void {
  let live = document.getElementById("depan-kata");
  if (!live) {
    live = document.createElement("p");
    live.id = "depan-kata";
    live.className = "sr";
    live.setAttribute("role", "status");
    document.body.append(live);
  }
  live.textContent = text;
}

/** post sends a step and puts the answer in place; the card keeps the focus. */
async function post(path: string, values: Record<string, string>, keep: string): Promise<void> {
  await htmx().ajax("POST", path, { target: "#susunan", swap: "innerHTML", values: { section: section(), ...values } });
  // htmx settles a moment after its promise, and the focus would be lost again.
  await new Promise((done) => setTimeout(done, 60));
  ready();
  const now = cards().find((c) => keyOf(c) === keep);
  now?.focus();
  if (now) say(sayOf(root()?.dataset["dropped"] ?? "", { name: nameOf(now), n: now.dataset["number"] ?? "" }));
}

/** seen is what the person sees of a container, for the case that somebody else changed it. */
const seen = (card: HTMLElement): string => card.querySelector<HTMLInputElement>("input[name=seen]")?.value ?? "";

function move(card: HTMLElement, to: Slot): void {
  const from = spot(card);
  void post("/newsroom/front/move", { box: from.box, revision: from.revision, slot: String(from.slot), seen: seen(card), do: "send", to: `${to.box} ${to.revision} ${to.slot}` }, keyOf(card));
}

function add(offer: HTMLElement, to: Slot | undefined): void {
  const values: Record<string, string> = { article: offer.dataset["article"]! };
  if (to) values["to"] = `${to.box} ${to.revision} ${to.slot}`;
  void post("/newsroom/front/add", values, keyOf(offer));
}

let lifted: HTMLElement | null = null;

function lift(card: HTMLElement): void {
  lifted = card;
  card.dataset["lifted"] = "";
  say(sayOf(root()?.dataset["lifted"] ?? "", { name: nameOf(card) }));
}

let target = -1;

function mark(i: number): void {
  const all = cards();
  for (const c of all) delete c.dataset["over"];
  target = i;
  const c = all[i];
  if (!c) return;
  c.dataset["over"] = "";
  c.scrollIntoView({ block: "nearest" });
  say(c.dataset["number"] ?? "");
}

function letGo(): void {
  if (lifted) delete lifted.dataset["lifted"];
  lifted = null;
  mark(-1);
}

function drop(): void {
  const all = cards();
  const card = lifted;
  const at = all[target]; // a card lands where another one stands
  if (!card || !at || at === card) return letGo();
  letGo();
  move(card, spot(at));
}

/** ready makes cards that can be reached and dragged. */
function ready(): void {
  const el = root();
  if (!el || !el.querySelector("form")) return;
  for (const c of cards()) c.draggable = true;
  for (const o of offers()) {
    o.draggable = true;
    o.tabIndex = -1;
  }
  const first = cards()[0];
  if (first) first.tabIndex = 0;
  const offer = offers()[0];
  if (offer) offer.tabIndex = 0;
}

const typing = (el: Element | null): boolean => !!el?.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

function walk(list: HTMLElement[], from: HTMLElement, by: number): void {
  const next = list[Math.min(Math.max(0, list.indexOf(from) + by), list.length - 1)];
  if (!next) return;
  for (const c of list) c.tabIndex = c === next ? 0 : -1;
  next.focus();
}

function pressed(e: KeyboardEvent): boolean {
  const on = document.activeElement as HTMLElement | null;
  if (e.ctrlKey || e.metaKey) {
    const do_ = e.key === "Enter" ? "publish_front" : e.key === "z" && !typing(on) ? "undo_front" : "";
    const el = do_ && document.querySelector<HTMLElement>(`[data-key="${do_}"]`);
    if (!el) return false;
    el.click();
    return true;
  }
  if (typing(on) || e.altKey) return false;
  if (e.key === "b") {
    const summary = document.querySelector<HTMLElement>("#spanduk summary");
    if (!summary) return false;
    summary.closest("details")!.open = true;
    document.querySelector<HTMLElement>("#spanduk input[name=text]")?.focus();
    return true;
  }
  const card = on?.closest<HTMLElement>("warta-front .slot") ?? null;
  const offer = on?.closest<HTMLElement>(".feedlist > li[data-article]") ?? null;
  if (/^[1-9]$/.test(e.key) && (card || offer)) {
    const at = cards()[Number(e.key) - 1];
    if (offer) add(offer, at && spot(at));
    else if (card && at && at !== card) move(card, spot(at));
    return true;
  }
  const by = e.key === "ArrowDown" || e.key === "ArrowRight" ? 1 : e.key === "ArrowUp" || e.key === "ArrowLeft" ? -1 : 0;
  if (card && on === card) {
    if (e.key === " ") {
      if (lifted) drop();
      else {
        lift(card);
        mark(cards().indexOf(card));
      }
      return true;
    }
    if (e.key === "Escape" && lifted) {
      letGo();
      return true;
    }
    if (by) {
      if (lifted) mark(Math.min(Math.max(0, target + by), cards().length - 1));
      else walk(cards(), card, by);
      return true;
    }
  }
  if (offer && on === offer && by) {
    walk(offers(), offer, by);
    return true;
  }
  return false;
}

document.addEventListener(
  "keydown",
  (e) => {
    if (e.isComposing || document.querySelector("dialog[open]")) return;
    if (pressed(e)) {
      e.preventDefault();
      e.stopPropagation();
    }
  },
  true,
);

// Dragging with a mouse; fingers have the buttons, keys the keys.
let dragged: HTMLElement | null = null;
document.addEventListener("dragstart", (e) => {
  dragged = (e.target as HTMLElement).closest?.<HTMLElement>("warta-front .slot, .feedlist > li[data-article]") ?? null;
  if (dragged && e.dataTransfer) {
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setData("text/plain", nameOf(dragged));
  }
});
document.addEventListener("dragover", (e) => {
  const over = (e.target as HTMLElement).closest?.<HTMLElement>("warta-front .slot, warta-front .wadah");
  if (!dragged || !over) return;
  e.preventDefault();
  mark(cards().indexOf(over.matches(".slot") ? over : (over.querySelector<HTMLElement>(".slot:last-child") ?? over)));
});
document.addEventListener("drop", (e) => {
  const over = (e.target as HTMLElement).closest?.<HTMLElement>("warta-front .slot, warta-front .wadah");
  if (!dragged || !over) return;
  e.preventDefault();
  const box = over.closest<HTMLElement>(".wadah")!;
  const to: Slot = over.matches(".slot") ? spot(over) : { box: box.dataset["box"]!, revision: box.dataset["revision"]!, slot: box.querySelectorAll(".slot").length };
  const what = dragged;
  dragged = null;
  mark(-1);
  if (what.matches(".slot")) {
    if (what !== over) move(what, to);
  } else add(what, to);
});
document.addEventListener("dragend", () => {
  dragged = null;
  mark(-1);
});

// What is pressed in a slot answers in place, too.
document.addEventListener("submit", (e) => {
  const form = e.target as HTMLFormElement;
  if (!form.matches("#susunan form.slotacts, .feedlist form.slotacts")) return;
  e.preventDefault();
  const values: Record<string, string> = {};
  for (const [k, v] of new FormData(form, (e as SubmitEvent).submitter)) if (typeof v === "string") values[k] = v;
  const el = form.closest<HTMLElement>("li")!;
  void post(form.getAttribute("action")!, values, keyOf(el));
});

ready();

// A banner's time runs on the page, too.
setInterval(() => {
  for (const t of document.querySelectorAll<HTMLElement>("[data-until]")) {
    if (new Date(t.dataset["until"]!).getTime() < Date.now()) t.closest(".runs")?.setAttribute("hidden", "");
  }
}, 30_000);

export {};
