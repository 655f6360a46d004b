// Conflict cards: theirs, mine, what it was; nothing to copy out by hand.

import type { Node as Stored } from "../merge";
import { hunks } from "../merge";
import type { Clash } from "../saver";
import { call, Refusal } from "./api";
import type { Editor } from "./editor";
import { h, t } from "./dom";

export class Conflicts {
  dom = h("section", { class: "we-conflicts", "aria-label": t("conflicts"), hidden: true });
  private list: Clash[] = [];

  constructor(private editor: Editor) {}

  show(list: Clash[]) {
    const key = JSON.stringify(list.map((c) => [c.number, c.mine]));
    if (this.dom.dataset.key === key) return;
    this.dom.dataset.key = key;
    const more = list.length > this.list.length;
    this.list = list;
    this.dom.hidden = !list.length;
    this.dom.replaceChildren(...(list.length ? [h("h2", null, t("conflicts_n", { n: list.length }))] : []), ...list.map((c) => this.card(c)));
    if (more && list.length) this.editor.say(t("conflict_said", { n: list.length }), true, h("button", { type: "button", onclick: () => this.dom.querySelector<HTMLElement>("button")?.focus() }, t("show")));
  }

  private card(c: Clash): HTMLElement {
    const base = words(c.base);
    const decide = (choice: string, value?: unknown) => async (e: Event) => {
      const b = e.currentTarget as HTMLButtonElement;
      b.disabled = true;
      try {
        if (!(await this.editor.saver.everything())) throw new Error(t("conflict_waits"));
        await call(`/articles/${this.editor.article}/conflicts/${c.number}/resolve`, { body: { choice, value } });
        await this.editor.saver.moved();
        this.editor.view.focus();
      } catch (err) {
        b.disabled = false;
        bad.textContent = err instanceof Refusal && !err.message ? t("chip.offline") : (err as Error).message;
        bad.hidden = false;
      }
    };
    const bad = h("p", { class: "we-bad", role: "alert", hidden: true });
    const where = c.block ? h("button", { type: "button", class: "we-quiet", onclick: () => this.editor.toBlock(c.block!) }, t("show_block")) : h("strong", null, t("field." + c.field));
    return h("article", { class: "we-clash", "data-number": c.number },
      h("p", { class: "we-hint" }, t("conflict_why"), " ", where),
      h("div", { class: "we-sides" },
        h("div", null, h("h3", null, t("theirs")), h("p", null, marked(base, words(c.theirs)))),
        h("div", null, h("h3", null, t("mine")), h("p", null, marked(base, words(c.mine))))),
      h("details", null, h("summary", null, t("was")), h("p", null, base || t("nothing"))),
      bad,
      h("p", { class: "we-act" },
        h("button", { type: "button", onclick: decide("theirs") }, t("keep_theirs")),
        h("button", { type: "button", onclick: decide("mine") }, t("keep_mine")),
        c.part !== "content" && c.field !== "body" ? null : h("button", { type: "button", onclick: decide("both") }, t("keep_both"))));
  }
}

/** What a side says, in plain words. */
export function words(v: unknown): string {
  if (v === null || v === undefined) return "";
  if (typeof v === "string") {
    // A block as stored, or a field's text.
    if (v.startsWith("{")) {
      try {
        return words(JSON.parse(v));
      } catch {
        return v;
      }
    }
    return v;
  }
  if (Array.isArray(v)) return v.map(words).filter(Boolean).join(" ");
  if (typeof v === "object") {
    const n = v as Stored;
    if (n.type === "text") return n.text ?? "";
    if (n.type === "hard_break") return "\n";
    const inside = (n.content ?? []).map(words).join(n.type === "paragraph" || n.type === "heading" ? "" : "\n");
    const attrs = Object.entries(n.attrs ?? {}).filter(([k]) => k !== "id").map(([k, x]) => `${k}: ${words(x)}`).join(", ");
    return inside || attrs || (n.type ? "" : JSON.stringify(v));
  }
  return String(v);
}

/** One text with what differs from another marked. */
export function marked(base: string, text: string): Node[] {
  if (!text) return [h("em", null, t("nothing"))];
  const split = (s: string) => s.match(/\s+|[^\s]+/g) ?? [];
  const a = split(base);
  const b = split(text);
  const out: Node[] = [];
  let at = 0;
  for (const x of hunks(a, b)) {
    out.push(document.createTextNode(b.slice(at, x.b0).join("")));
    if (x.b1 > x.b0) out.push(h("ins", null, b.slice(x.b0, x.b1).join("")));
    else out.push(h("del", null, a.slice(x.a0, x.a1).join("")));
    at = x.b1;
  }
  out.push(document.createTextNode(b.slice(at).join("")));
  return out;
}
