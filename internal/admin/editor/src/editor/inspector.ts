// Beside the text: checks, notes, history, and fields for search engines. The
// pages of the same names remain for whoever has no script.

import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { wordCount } from "../words";
import { call, Refusal } from "./api";
import { words as plain } from "./conflict";
import type { Editor } from "./editor";
import { aloud, clock, day, debounce, freshId, h, icon, says, t } from "./dom";
import { check, choice, line, type FieldView } from "./fields";
import { allHits, hitAt, hitMark, pinMark, placeIn, pointsTo, putMarks, type Hit } from "./hits";

type Tab = "checks" | "notes" | "history" | "seo";
const tabs: Tab[] = ["checks", "notes", "history", "seo"];

interface Finding {
  rule: string;
  level: "block" | "warn";
  path?: string;
  block?: string;
  limit?: number;
}

interface Note {
  id: number;
  thread: number;
  at: string;
  name?: string;
  by: string;
  anchor?: { block?: string; from?: number; to?: number; quote?: string };
  text: string;
  must_fix?: boolean;
  resolved?: string;
}

interface Moment {
  revision: number;
  first: number;
  kind: string;
  by: string;
  name?: string;
  at: string;
  from: string;
  n: number;
  version?: number;
}

interface WordDiff {
  change: "same" | "added" | "removed";
  text: string;
}
interface BlockDiff {
  id?: string;
  kind: string;
  change: string;
  words?: WordDiff[];
  parts?: BlockDiff[];
  attrs?: { name: string; before?: unknown; after?: unknown; words?: WordDiff[] }[];
}

interface StyleHit {
  rule: string;
  grade: Hit["level"];
  from: number;
  to: number;
  found: string;
  put: string;
  fix: boolean;
  why: string;
}

export class Inspector {
  dom: HTMLElement;
  fields: FieldView[] = [];
  private panels: Record<Tab, HTMLElement>;
  private buttons: Record<Tab, HTMLButtonElement>;
  private now: Tab = "checks";
  private notes: Note[] = [];
  private findings: Finding[] = [];
  private asked = new WeakSet<object>();
  private ignored = new Set<string>();
  private facts = h("p", { class: "we-hint we-facts-line" });
  later: () => void;
  private recheck: () => void;

  constructor(private editor: Editor) {
    const { island } = editor;
    const id = freshId("tab");
    this.panels = Object.fromEntries(tabs.map((x) => [x, h("div", { role: "tabpanel", id: `${id}-${x}`, "aria-labelledby": `${id}-${x}-t`, hidden: x !== this.now, tabIndex: 0 })])) as unknown as Record<Tab, HTMLElement>;
    this.buttons = Object.fromEntries(tabs.map((x) => [x, h("button", { type: "button", role: "tab", id: `${id}-${x}-t`, "aria-controls": `${id}-${x}`, "aria-selected": String(x === this.now), tabIndex: x === this.now ? 0 : -1, onclick: () => this.open(x) }, t("tab." + x))])) as unknown as Record<Tab, HTMLButtonElement>;
    const list = h("div", { role: "tablist", class: "we-tabs", "aria-label": t("inspector"), onkeydown: (e: Event) => this.arrows(e as KeyboardEvent) }, tabs.map((x) => this.buttons[x]));
    this.dom = h("section", { class: "we-inspector", "aria-label": t("inspector") }, list, h("button", { type: "button", class: "we-tool we-close", "aria-label": t("close"), onclick: () => this.toggle() }, icon("close")), tabs.map((x) => this.panels[x]));

    this.fields = [
      line(editor.desk, "slug", { plain: true }),
      line(editor.desk, "headlines.seo", { advice: [30, 60] }),
      line(editor.desk, "description", { advice: [70, 160], oneLine: false }),
      line(editor.desk, "headlines.short"), line(editor.desk, "headlines.social"), line(editor.desk, "headlines.push"), line(editor.desk, "headlines.print"),
      choice(editor.desk, "kind", island.kinds.map((k) => ({ value: k, label: says("article." + k, k) }))),
      line(editor.desk, "language", { plain: true }), line(editor.desk, "slugline"), line(editor.desk, "dateline.outlet"), line(editor.desk, "canonical", { plain: true }),
      line(editor.desk, "closing_note", { oneLine: false }), line(editor.desk, "notes_internal", { oneLine: false }),
      ...["child", "victim", "graphic", "no_comments", "noindex", "evergreen"].map((f) => check(editor.desk, "flags." + f)), check(editor.desk, "paged"),
    ];
    this.panels.seo.append(...this.fields.map((f) => f.dom));
    this.later = debounce(() => void this.look(), 700);
    this.recheck = debounce(() => void this.checks(), 1200);
    setTimeout(() => {
      void this.look();
      void this.checks();
      void this.loadNotes();
    }, 50);
  }

  private arrows(e: KeyboardEvent) {
    const i = tabs.indexOf(this.now);
    const n = e.key === "ArrowRight" ? i + 1 : e.key === "ArrowLeft" ? i - 1 : -1;
    if (e.key !== "ArrowRight" && e.key !== "ArrowLeft") return;
    e.preventDefault();
    this.open(tabs[(n + tabs.length) % tabs.length]);
    this.buttons[this.now].focus();
  }

  visible(): boolean {
    return this.dom.offsetParent !== null;
  }

  toggle() {
    const open = this.editor.dom.classList.toggle("we-inspecting");
    if (open) this.buttons[this.now].focus();
    else this.editor.view.focus();
  }

  open(tab: Tab, note?: number) {
    this.now = tab;
    this.editor.dom.classList.add("we-inspecting");
    for (const x of tabs) {
      this.panels[x].hidden = x !== tab;
      this.buttons[x].setAttribute("aria-selected", String(x === tab));
      this.buttons[x].tabIndex = x === tab ? 0 : -1;
    }
    if (tab === "history") void this.history();
    if (tab === "notes") {
      void this.loadNotes().then(() => note && this.panels.notes.querySelector<HTMLElement>(`[data-note="${note}"]`)?.scrollIntoView({ block: "nearest" }));
    }
    if (tab === "checks") void this.checks();
  }

  savedNow() {
    this.recheck();
    if (this.now === "history" && !this.panels.history.hidden && this.visible() && !this.panels.history.querySelector("[data-diff]")) void this.history();
  }

  // ---- checks

  private async checks() {
    if (!this.editor.article) return;
    try {
      const { body } = await call<{ items: Finding[] }>(`/articles/${this.editor.article}/checklist`);
      this.findings = body.items;
    } catch {
      return;
    }
    this.showChecks();
  }

  unmet(): Finding[] {
    return this.findings;
  }

  describe(f: { rule?: string; code?: string; path?: string; limit?: number }): string {
    const id = f.rule ?? f.code ?? "";
    const field = (f.path ?? "").replace(/^\./, "");
    const name = says("field." + field, says("field." + field.split(".")[0], ""));
    const text = says("fault." + id, id, { limit: f.limit ?? "", n: f.limit ?? "" });
    return name && !text.toLowerCase().includes(name.toLowerCase()) ? `${name}: ${text}` : text[0]?.toUpperCase() + text.slice(1);
  }

  private showChecks() {
    const hits = allHits(this.editor.view.state);
    const block = this.findings.filter((f) => f.level === "block").length;
    this.buttons.checks.replaceChildren(t("tab.checks"), ...(this.findings.length + hits.length ? [h("span", { class: "count" + (block ? " we-over" : "") }, this.findings.length + hits.length)] : []));
    const text = this.editor.view.state.doc.textBetween(0, this.editor.view.state.doc.content.size, "\n", " ");
    const n = wordCount(text);
    this.facts.textContent = t("facts", { words: n, minutes: Math.max(1, Math.round(n / 200)) });
    this.panels.checks.replaceChildren(
      this.facts,
      this.findings.length ? h("ul", { class: "we-findings" }, this.findings.map((f) => h("li", { class: "we-" + f.level }, h("span", { class: "we-mark" }, t("level." + f.level)), h("button", { type: "button", class: "we-quiet", onclick: () => this.go(f) }, this.describe(f))))) : h("p", { class: "we-hint" }, t("checks.none")),
      hits.length ? h("h2", null, t("style")) : "",
      hits.length
        ? h("ul", { class: "we-findings" }, hits.map((hit) =>
            h("li", { class: "we-style" }, h("span", { class: "we-mark we-mark-" + hit.level }, t("level." + hit.level)),
              h("span", { class: "we-choices" }, h("button", { type: "button", class: "we-quiet", title: hit.why, onclick: () => this.goHit(hit) }, "“" + hit.words + "”"),
              (hit.put ?? []).slice(0, 3).map((p) => h("button", { type: "button", class: "we-fix", onclick: () => (this.editor.fix(hit, p), this.later()) }, p || t("delete"))),
              h("button", { type: "button", class: "we-quiet we-ignore", onclick: () => this.ignore(hit) }, t("ignore"))),
              hit.why && h("p", { class: "we-hint" }, hit.why))))
        : "",
    );
  }

  private go(f: Finding) {
    if (f.block) return this.editor.toBlock(f.block);
    const field = (f.path ?? "").replace(/^\./, "");
    const v = [...this.fields].find((x) => x.names.includes(field));
    if (v) {
      this.open("seo");
      v.focus();
      return;
    }
    const el = this.editor.dom.querySelector<HTMLElement>(`.we-line-${field.replace(/\W/g, "-")} :is(textarea,input,select)`) ?? this.editor.dom.querySelector<HTMLElement>(`.we-line-${field.split(".")[0]} :is(textarea,input,select)`);
    (el ?? this.editor.view.dom).focus();
  }

  private goHit(hit: Hit) {
    const { view } = this.editor;
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, hit.from, hit.to)).scrollIntoView());
    view.focus();
  }

  private ignore(hit: Hit) {
    this.ignored.add(hit.rule + " " + hit.words);
    const { view } = this.editor;
    putMarks(view, "hit", [], (from) => from === hit.from);
    this.showChecks();
  }

  /** Alt+Enter: the first suggestion for the words under the caret. */
  fixAtCaret(view: EditorView): boolean {
    const hit = hitAt(view.state);
    if (!hit?.put?.length) return false;
    this.editor.fix(hit, hit.put[0]);
    aloud(t("fixed", { words: hit.words, put: hit.put[0] }));
    this.later();
    return true;
  }

  /** Asks the house style about paragraphs that it has not seen yet. */
  private async look() {
    const { view } = this.editor;
    if (view.composing) return this.later();
    const texts: { text: string }[] = [];
    const at: { pos: number; node: import("prosemirror-model").Node }[] = [];
    view.state.doc.descendants((n, pos, parent) => {
      if (!n.isTextblock || n.type.spec.code) return true;
      // Quotations keep their words.
      if (parent?.type.name === "quote" || n.type.name === "pullquote") return false;
      if (this.asked.has(n)) return false;
      if (!n.content.size || texts.length === 400) return false;
      texts.push({ text: n.textBetween(0, n.content.size, undefined, (leaf) => (leaf.type.name === "hard_break" ? "\n" : "\ufffc")) });
      at.push({ pos, node: n });
      return false;
    });
    if (!texts.length) return;
    try {
      const { body } = await call<{ items: { hits: StyleHit[] }[] }>("/style", { body: { edition: this.editor.island.edition, section: this.editor.desk.fields().section, texts } });
      const marks = [];
      const seen = new Set<number>();
      for (const [i, { pos, node }] of at.entries()) {
        // What was written in meanwhile is asked for the next time.
        if (view.state.doc.nodeAt(pos) !== node || view.composing) continue;
        this.asked.add(node);
        seen.add(pos);
        for (const x of body.items[i]?.hits ?? []) {
          if (this.ignored.has(x.rule + " " + x.found)) continue;
          const from = placeIn(node, pos + 1, x.from);
          const to = placeIn(node, pos + 1, x.to);
          marks.push(hitMark({ from, to, rule: x.rule, level: x.grade, words: x.found, put: x.fix ? [x.put] : undefined, why: x.why }));
        }
      }
      putMarks(view, "hit", marks, (from) => {
        const $p = view.state.doc.resolve(from);
        return $p.depth > 0 && seen.has($p.before());
      });
      if (this.now === "checks") this.showChecks();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
    }
  }

  // ---- notes

  private async loadNotes() {
    if (!this.editor.article) return;
    try {
      const { body } = await call<{ items: Note[] }>(`/articles/${this.editor.article}/notes`);
      this.notes = body.items;
    } catch {
      return;
    }
    this.showNotes();
  }

  private showNotes() {
    const open = this.notes.filter((n) => n.id === n.thread && !n.resolved);
    this.buttons.notes.replaceChildren(t("tab.notes"), ...(open.length ? [h("span", { class: "count" }, open.length)] : []));
    const threads = this.notes.filter((n) => n.id === n.thread).sort((a, b) => Number(!!a.resolved) - Number(!!b.resolved) || (a.at < b.at ? 1 : -1));
    this.panels.notes.replaceChildren(
      this.editor.island.rights.note ? this.noteForm() : "",
      ...(threads.length ? threads.map((n) => this.thread(n)) : [h("p", { class: "we-hint" }, t("notes.none"))]),
    );
    const { view } = this.editor;
    const pins = [];
    for (const n of open) {
      const place = this.placeOf(n);
      if (place && place.to > place.from) pins.push(pinMark({ ...place, note: n.id, block: !!n.must_fix }));
    }
    putMarks(view, "pin", pins);
  }

  private placeOf(n: Note): { from: number; to: number } | null {
    const a = n.anchor;
    if (!a?.block) return null;
    let out: { from: number; to: number } | null = null;
    this.editor.view.state.doc.descendants((node, pos) => {
      if (out || node.attrs.id !== a.block) return !out;
      if (node.isTextblock && a.to) out = { from: placeIn(node, pos + 1, a.from ?? 0), to: placeIn(node, pos + 1, a.to) };
      else out = { from: pos, to: pos };
      return false;
    });
    return out;
  }

  private thread(n: Note): HTMLElement {
    const answers = this.notes.filter((x) => x.thread === n.id && x.id !== n.id);
    const one = (x: Note) => h("div", { class: "we-note-one" }, h("p", { class: "we-hint" }, h("strong", null, x.name ?? x.by), " · ", clock(new Date(x.at))), h("p", null, x.text));
    const place = this.placeOf(n);
    return h("article", { class: "we-note" + (n.resolved ? " we-done" : "") + (n.must_fix ? " we-must" : ""), "data-note": n.id },
      n.anchor?.quote && h("button", { type: "button", class: "we-quiet we-quoted", disabled: !place, onclick: () => {
        if (!place) return;
        const { view } = this.editor;
        view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(place.from), view.state.doc.resolve(place.to))).scrollIntoView());
        view.focus();
      } }, "“" + n.anchor.quote + "”"),
      n.must_fix && h("span", { class: "we-mark" }, t("must_fix")),
      one(n), answers.map(one),
      h("p", { class: "we-act" },
        this.editor.island.rights.note && h("button", { type: "button", class: "we-quiet", onclick: async () => {
          await call(`/notes/${n.id}/${n.resolved ? "reopen" : "resolve"}`, { method: "POST", body: {} }).catch((e: Error) => this.editor.say(e.message, true));
          await this.loadNotes();
          void this.checks();
        } }, t(n.resolved ? "reopen" : "resolve")),
        this.editor.island.rights.note && !n.resolved && h("button", { type: "button", class: "we-quiet", onclick: (e: Event) => (e.currentTarget as HTMLElement).parentElement!.replaceWith(this.noteForm(n)) }, t("answer"))));
  }

  private noteForm(to?: Note, anchor?: Note["anchor"]): HTMLElement {
    const id = freshId("note");
    const text = h("textarea", { id, rows: 2, maxLength: 4000 });
    const must = h("input", { type: "checkbox", id: id + "-m" });
    const bad = h("p", { class: "we-bad", role: "alert", hidden: true });
    return h("form", { class: "we-noteform", onsubmit: async (e: Event) => {
      e.preventDefault();
      if (!text.value.trim()) return text.focus();
      try {
        await this.editor.saver.everything();
        await call(`/articles/${this.editor.article}/notes`, { body: { text: text.value, thread: to?.id, anchor, must_fix: !to && must.checked ? true : undefined } });
        text.value = "";
        await this.loadNotes();
        void this.checks();
      } catch (err) {
        bad.textContent = (err as Error).message || t("chip.offline");
        bad.hidden = false;
      }
    } },
      anchor?.quote && h("p", { class: "we-quoted" }, "“" + anchor.quote + "”"),
      h("label", { htmlFor: id }, to ? t("answer") : anchor ? t("note.here") : t("note.new")), text,
      !to && h("div", { class: "we-check" }, must, h("label", { htmlFor: id + "-m" }, t("must_fix"))), bad,
      h("p", { class: "we-act" }, h("button", { type: "submit" }, t("note.put"))));
  }

  /** A note on what is selected. */
  noteOn(view: EditorView) {
    const { $from, from, to } = view.state.selection;
    const block = $from.parent.isTextblock ? $from.parent : null;
    let anchor: Note["anchor"];
    let owner = block;
    let start = $from.start();
    // A point of a list, a cell: the nearest node that has an id.
    for (let d = $from.depth; d > 0 && owner && !owner.attrs.id; d--) {
      owner = $from.node(d);
      start = $from.start(d);
    }
    if (owner?.attrs.id) {
      const end = Math.min(to, $from.end());
      anchor = block === owner && end > from ? { block: owner.attrs.id as string, from: pointsTo(owner, start, from), to: pointsTo(owner, start, end), quote: view.state.doc.textBetween(from, end).slice(0, 200) } : { block: owner.attrs.id as string };
    }
    this.open("notes");
    const form = this.noteForm(undefined, anchor);
    this.panels.notes.prepend(form);
    form.querySelector("textarea")!.focus();
  }

  // ---- history

  private async history() {
    const panel = this.panels.history;
    if (!this.editor.article) return panel.replaceChildren(h("p", { class: "we-hint" }, t("history.none")));
    try {
      const { body } = await call<{ items: Moment[]; next?: string }>(`/articles/${this.editor.article}/revisions?limit=40`);
      const list = h("ol", { class: "we-history" });
      body.items.forEach((m, i) => {
        const older = body.items[i + 1];
        list.append(h("li", null,
          h("button", { type: "button", class: "we-quiet", "data-revision": m.revision, onclick: () => void this.compare(m, m.first > 1 ? (older?.revision ?? m.first) : m.first) },
            h("strong", null, says("revision." + m.kind, m.kind)), " ", h("span", null, m.name ?? m.by), " ", h("time", { dateTime: m.at }, day(new Date(m.at), this.editor.island.lang)), m.n > 1 && h("small", null, " · " + t("saves", { n: m.n })))));
      });
      panel.replaceChildren(list);
    } catch (e) {
      panel.replaceChildren(h("p", { class: "we-bad" }, (e as Error).message || t("chip.offline")));
    }
  }

  private async compare(m: Moment, from: number) {
    const panel = this.panels.history;
    try {
      const { body } = await call<{ fields: { field: string; before?: unknown; after?: unknown; words?: WordDiff[] }[]; body?: BlockDiff[] }>(`/articles/${this.editor.article}/revisions/${m.revision}/diff?from=${from}`);
      const changed = (body.body ?? []).filter((b) => b.change !== "same");
      panel.replaceChildren(
        h("p", { class: "we-act" }, h("button", { type: "button", class: "we-quiet", onclick: () => void this.history() }, "← " + t("tab.history")), this.editor.may("save") && h("button", { type: "button", onclick: () => void this.restore(m.revision) }, t("restore_all"))),
        h("div", { "data-diff": "", class: "we-diff" },
          h("h3", null, says("revision." + m.kind, m.kind) + " · " + day(new Date(m.at), this.editor.island.lang)),
          body.fields.filter((f) => f.field !== "body").map((f) => h("div", null, h("p", { class: "we-hint" }, says("field." + f.field, f.field)), h("p", null, f.words ? diffWords(f.words) : [h("del", null, plain(f.before)), " ", h("ins", null, plain(f.after))]))),
          changed.map((b) => h("div", { class: "we-diff-block" }, h("p", { class: "we-hint" }, says("kind." + b.kind, b.kind) + " · " + t("change." + b.change)), ...diffBlock(b), b.id && this.editor.may("save") && h("button", { type: "button", class: "we-quiet", onclick: () => void this.restore(m.revision, b.id) }, t("restore_block")))),
          !body.fields.length && !changed.length && h("p", { class: "we-hint" }, t("history.same"))));
    } catch (e) {
      this.editor.say((e as Error).message || t("chip.offline"), true);
    }
  }

  private async restore(revision: number, block?: string) {
    try {
      if (!(await this.editor.saver.everything())) return this.editor.say(t("restore_waits"), true);
      await call(`/articles/${this.editor.article}/revisions/${revision}/restore`, { body: block ? { block } : {}, etag: this.editor.saver.revision });
      await this.editor.saver.moved();
      aloud(t("restored"));
      void this.history();
    } catch (e) {
      this.editor.say((e as Error).message || t("chip.offline"), true);
    }
  }
}

function diffWords(words: WordDiff[]): Node[] {
  return words.map((w) => (w.change === "added" ? h("ins", null, w.text) : w.change === "removed" ? h("del", null, w.text) : document.createTextNode(w.text)));
}

function diffBlock(b: BlockDiff): Node[] {
  const out: Node[] = [];
  if (b.words?.length) out.push(h("p", null, diffWords(b.words)));
  for (const a of b.attrs ?? []) out.push(h("p", null, h("small", null, says("field." + a.name, a.name) + ": "), a.words ? diffWords(a.words) : [h("del", null, plain(a.before)), " ", h("ins", null, plain(a.after))]));
  for (const p of b.parts ?? []) out.push(...diffBlock(p));
  return out;
}
