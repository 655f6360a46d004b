// Live updates: one stream for a visible tab. Events carry numbers, never
// content: whatever shows them asks for its fragment again (SAVE-19).
import htmx from "htmx.org";
import { sayState } from "./chip";

export interface Change {
  seq: number;
  kind: string;
  article?: number;
  revision?: number;
}

const tab = crypto.randomUUID();
let source: EventSource | null = null;
let lastID = "";
let down = 0;
let hideTimer = 0;
let pollTimer = 0;

const saving = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

function tell(c: Change): void {
  document.dispatchEvent(new CustomEvent("warta:stream", { detail: c }));
}

function open(): void {
  if (source || document.hidden || saving()) return;
  const q = new URLSearchParams({ tab });
  if (lastID) q.set("last", lastID);
  source = new EventSource("/newsroom/events?" + q);
  source.addEventListener("open", () => {
    down = 0;
    stopPolling();
  });
  const heard = (e: MessageEvent): void => {
    if (e.lastEventId) lastID = e.lastEventId;
    tell(JSON.parse(e.data as string) as Change);
  };
  source.addEventListener("change", heard);
  source.addEventListener("reset", (e) => {
    lastID = e.lastEventId;
    tell({ seq: Number(lastID), kind: "reset" });
  });
  source.addEventListener("error", () => {
    down ||= Date.now();
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(open, 5000 + Math.random() * 5000);
    }
    if (Date.now() - down > 10_000) poll();
  });
}

function shut(): void {
  source?.close();
  source = null;
}

function poll(): void {
  if (pollTimer) return;
  sayState("poll");
  pollTimer = window.setInterval(() => !document.hidden && tell({ seq: 0, kind: "poll" }), saving() ? 60_000 : 15_000);
}

function stopPolling(): void {
  if (!pollTimer) return;
  clearInterval(pollTimer);
  pollTimer = 0;
  sayState("");
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hideTimer);
  if (document.hidden) hideTimer = window.setTimeout(shut, 60_000);
  else open();
});

// warta-stream wraps a region that is asked for again when something happened:
// <warta-stream src="/newsroom/" region="papan"> … </warta-stream>. At most once
// in two seconds, and never while somebody is about to use it (G-6).
class Stream extends HTMLElement {
  private timer = 0;
  private last = 0;
  private waits = 0;
  private heard = (e: Event): void => {
    const c = (e as CustomEvent<Change>).detail;
    const only = this.getAttribute("article");
    if (only && c.article && String(c.article) !== only) return;
    this.waits++;
    this.soon();
  };
  connectedCallback(): void {
    document.addEventListener("warta:stream", this.heard);
    open();
    if (saving()) poll();
  }
  disconnectedCallback(): void {
    document.removeEventListener("warta:stream", this.heard);
    clearTimeout(this.timer);
  }
  private soon(): void {
    if (this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (document.hidden) return;
      if (this.busy()) {
        this.badge();
        this.soon();
        return;
      }
      this.refresh();
    }, Math.max(0, this.last + 2000 - Date.now()));
  }
  /** busy: focus, an open menu, a selection or a half-typed field is inside. */
  private busy(): boolean {
    const region = this.region();
    if (!region) return true;
    const on = document.activeElement;
    if (on && region.contains(on) && on.matches("input, textarea, select")) return true;
    if (region.querySelector("details[open], [popover]:popover-open, input:checked, [aria-grabbed=true]")) return true;
    const s = getSelection();
    return !!s && !s.isCollapsed && region.contains(s.anchorNode);
  }
  private region(): HTMLElement | null {
    return document.getElementById(this.getAttribute("region") ?? "");
  }
  private badge(): void {
    const b = this.querySelector<HTMLButtonElement>("[data-fresh]");
    if (!b) return;
    b.hidden = false;
    b.textContent = `${this.waits} ${b.dataset["fresh"]} ↑`;
    b.onclick = () => this.refresh();
  }
  refresh(): void {
    const region = this.region();
    if (!region) return;
    this.last = Date.now();
    this.waits = 0;
    const on = document.activeElement;
    const focus = on && region.contains(on) ? on.closest<HTMLElement>("[id]")?.id || on.id : "";
    const left = [...region.querySelectorAll<HTMLElement>("[data-scroll]")].map((el) => [el.id, el.scrollLeft, el.scrollTop] as const);
    void htmx.ajax("get", this.getAttribute("src") ?? location.href, { target: region, swap: "innerHTML" }).then(() => {
      const b = this.querySelector<HTMLButtonElement>("[data-fresh]");
      if (b) b.hidden = true;
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      for (const [id, x, y] of left) document.getElementById(id)?.scrollTo(x, y);
    });
  }
}
customElements.define("warta-stream", Stream);
