// Who else has the article open, and where they write (S3.7). It never blocks
// and decides nothing.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { call, root } from "./api";
import type { Editor } from "./editor";
import { aloud, h, t } from "./dom";

interface Seat {
  user: number;
  name: string;
  doing: "viewing" | "typing";
  block?: string;
  self?: boolean;
}

const key = new PluginKey<DecorationSet>("presence");
const every = 20_000;

export class Presence {
  dom = h("span", { class: "we-people" });
  private tab = Array.from(crypto.getRandomValues(new Uint8Array(9)), (b) => b.toString(36)).join("");
  private timer = 0;
  private lastTyped = 0;
  private told = "";
  private seats: Seat[] = [];
  private over = false;
  private warned = new Set<string>();
  plugin: Plugin;

  constructor(private editor: Editor) {
    this.plugin = new Plugin({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (tr, set) => (tr.getMeta(key) as DecorationSet | undefined) ?? set.map(tr.mapping, tr.doc),
      },
      props: { decorations: (state) => key.getState(state) },
    });
  }

  start() {
    void this.now();
  }

  private doing(): { doing: string; block?: string } {
    const typing = Date.now() - this.lastTyped < 15_000;
    const { $from } = this.editor.view.state.selection;
    const block = this.editor.view.hasFocus() && $from.depth ? ($from.node(1).attrs.id as string) : undefined;
    return { doing: typing ? "typing" : "viewing", block: block || undefined };
  }

  /** A key was pressed; others hear of it when the place changes. */
  typing() {
    this.lastTyped = Date.now();
    const { block } = this.doing();
    if (block && this.told !== "typing " + block) {
      this.told = "typing " + block;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.now(), 600);
      const other = this.seats.find((s) => !s.self && s.doing === "typing" && s.block === block);
      if (other && !this.warned.has(block + other.user)) {
        this.warned.add(block + other.user);
        this.editor.say(t("typing_here", { name: other.name }));
      }
    }
  }

  async now(): Promise<void> {
    clearTimeout(this.timer);
    if (this.over) return;
    const { article } = this.editor;
    if (article && document.visibilityState === "visible" && navigator.onLine) {
      const mine = this.doing();
      this.told = `${mine.doing} ${mine.block}`;
      try {
        const { body } = await call<{ revision: number; seats: Seat[] }>(`/articles/${article}/presence`, { body: { tab: this.tab, ...mine }, timeout: 10_000 });
        this.show(body.seats);
        void this.editor.saver.pull(body.revision);
      } catch {
        this.show([]);
      }
    }
    this.timer = window.setTimeout(() => void this.now(), every);
  }

  private show(seats: Seat[]) {
    if (this.over) return;
    const others = seats.filter((s) => !s.self && s.user !== 0);
    const came = others.filter((s) => !this.seats.some((x) => x.user === s.user));
    this.seats = seats;
    const people = [...new Map(others.map((s) => [s.user, s])).values()];
    this.dom.replaceChildren(...people.slice(0, 5).map((s) => h("span", { class: "we-face we-p" + (s.user % 6), title: `${s.name} · ${t("doing." + s.doing)}` }, h("span", { "aria-hidden": "true" }, initials(s.name)), h("span", { class: "we-sr" }, `${s.name} ${t("doing." + s.doing)}`))), people.length > 5 ? h("span", { class: "we-face" }, "+" + (people.length - 5)) : "");
    if (came.length) aloud(t("came", { name: came.map((s) => s.name).join(", ") }));
    const { view } = this.editor;
    const marks: Decoration[] = [];
    for (const s of others) {
      if (s.doing !== "typing" || !s.block) continue;
      view.state.doc.forEach((n, pos) => {
        if (n.attrs.id === s.block) marks.push(Decoration.node(pos, pos + n.nodeSize, { class: "we-typing we-p" + (s.user % 6), "data-who": s.name }));
      });
    }
    const was = key.getState(view.state);
    if (view.composing) return;
    if (marks.length || was !== DecorationSet.empty) view.dispatch(view.state.tr.setMeta(key, marks.length ? DecorationSet.create(view.state.doc, marks) : DecorationSet.empty).setMeta("addToHistory", false));
  }

  leave() {
    if (this.over || !this.editor.article) return;
    this.over = document.visibilityState !== "hidden";
    clearTimeout(this.timer);
    void fetch(`${root}/articles/${this.editor.article}/presence/${this.tab}`, { method: "DELETE", keepalive: true, credentials: "same-origin" }).catch(() => undefined);
    if (!this.over) this.timer = window.setTimeout(() => void this.now(), every);
  }
}

const initials = (name: string) => name.split(/\s+/).map((w) => w[0] ?? "").slice(0, 2).join("").toUpperCase();
