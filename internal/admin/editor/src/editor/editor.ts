// One article open for writing.

import type { Node } from "prosemirror-model";
import { EditorState, Plugin, Selection, type Command, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { live, openJournal, over, kept as day, type Journal } from "../journal";
import { blockIn, docIn, docOut, newId, schema, version } from "../model";
import { blank, same, textOf, type Fields, type Text } from "../patch";
import { recover, Saver, type Answer, type Clash, type Head, type Host, type State } from "../saver";
import { call, Refusal, save, speak } from "./api";
import { Conflicts } from "./conflict";
import { aloud, clock, h, icon, setWords, setZone, t } from "./dom";
import { byline, choice, lead, line, suggest, tags, type Desk, type FieldView } from "./fields";
import { Inspector } from "./inspector";
import type { Island } from "./island";
import { entries, linkDialog, Slash, toolbar } from "./menu";
import { Pasting } from "./pasting";
import { Presence } from "./presence";
import { Preview } from "./preview";
import { insert, plugins, putBlock, redo, undo } from "./prose";
import { alsoPicker, embedDialog, pickMedia } from "./pickers";
import { marksPlugin, type Hit } from "./hits";
import { Sheet } from "./sheet";
import { signIn } from "./signin";
import { photoOf, send } from "./upload";
import { nodeViews, refreshViews, type Room } from "./views";

export function island(root: HTMLElement): Island | null {
  const el = root.querySelector<HTMLScriptElement>('script.island[type="application/json"], script#island');
  return el ? (JSON.parse(el.textContent ?? "") as Island) : null;
}

const { nodes } = schema;

export class Editor {
  dom!: HTMLElement;
  view!: EditorView;
  saver!: Saver;
  desk!: Desk;
  client = newId() + newId();
  private fields: Fields = {};
  private cached?: Text;
  private cachedDoc?: Node;
  private views: FieldView[] = [];
  private journal!: Journal;
  private presence!: Presence;
  conflicts!: Conflicts;
  inspector!: Inspector;
  preview!: Preview;
  sheet!: Sheet;
  private chip = h("span", { class: "chip we-state", role: "status" });
  private strip = h("div", { class: "we-strip", hidden: true });
  private off: (() => void)[] = [];
  readonly uploads: Room["uploads"] = new Map();
  private nextUpload = -1;
  private ended = false;
  private room: Room;

  constructor(readonly root: HTMLElement, readonly island: Island, private form: HTMLFormElement | null) {
    setWords(island.words);
    setZone(island.zone);
    speak(island.lang, version);
    this.room = {
      asset: (id) => island.names.assets[id],
      article: (id) => island.names.articles[id],
      uploads: this.uploads,
      mayRaw: !!island.rights.raw_html,
      remove: (view, pos) => this.removeBlock(view, pos),
    };
  }

  get article(): number {
    return this.saver?.article || this.island.article;
  }

  may(command: string): boolean {
    return this.island.may.includes(command);
  }

  async start(): Promise<void> {
    const { island } = this;
    this.journal = await openJournal(globalThis.indexedDB);
    await live(this.client, navigator.locks);
    const recovered = await this.recover();
    performance.mark("warta:journal");
    let head: Head = { text: textOf(island.content, island.fields), revision: island.revision, conflicts: island.conflicts, work: island.work };
    const typed = await this.typedBefore();
    if (recovered || typed === "sent") {
      const now = await this.head(island.article);
      if (now) head = now;
    }
    this.build(head);
    performance.mark("warta:usable");
    requestAnimationFrame(() => setTimeout(() => performance.mark("warta:painted")));
    if (typed && typed !== "sent") for (const [name, v] of Object.entries(typed)) this.set(name, v);
    if (recovered) this.say(t("recovered", { n: recovered }));
    if (!this.journal.lasting) this.say(t("no_journal"));
    void this.journal.tidy(Date.now() - day).catch(() => undefined);
    this.root.dispatchEvent(new CustomEvent("warta:started", { bubbles: true }));
  }

  /** Sends what former lives of this article left on the device (SAVE-14). A
   * browser may be slow to see that a tab is over: its rows are looked at again. */
  private async recover(again = 0): Promise<number> {
    if (!this.journal.lasting || this.ended) return 0;
    const article = this.article;
    const rows = await this.journal.unsent(this.island.person.id, article, article ? undefined : this.island.ulid).catch(() => []);
    const dead = [];
    let alive = false;
    for (const r of rows) {
      if (r.client === this.client) continue;
      if (await over(r, navigator.locks, Date.now())) dead.push(r);
      else alive = true;
    }
    const got = dead.length ? await recover(dead, this.journal, (row) => save(row)) : { sent: 0, left: 0 };
    this.left = got.left;
    if (alive || got.left) {
      setTimeout(() => {
        void this.recover(again + 1).then(async (n) => {
          if (!n) return;
          await this.saver.moved();
          this.say(t("recovered", { n }));
        });
      }, again < 8 ? 1000 : 30_000);
    }
    return got.sent;
  }
  private left = 0;

  /** What was typed in the plain form before this script came. */
  private async typedBefore(): Promise<Fields | "sent" | undefined> {
    const { form } = this;
    if (!form) return undefined;
    // Fields that are one text are taken as they are. Anything else means to the
    // server what only it can tell: it gets the whole form.
    const out: Fields = {};
    let whole = false;
    for (const el of form.elements) {
      if (!changedBefore(el)) continue;
      const name = (el as HTMLInputElement).name;
      if (simple.test(name) && !(el instanceof HTMLSelectElement)) out[name] = (el as HTMLInputElement).value;
      else whole = true;
    }
    if (whole) {
      for (const el of form.querySelectorAll<HTMLTextAreaElement>("textarea")) el.readOnly = true;
      try {
        const res = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
        if (!res.ok) throw new Error("the form was not taken: " + res.status);
        return "sent";
      } finally {
        for (const el of form.querySelectorAll<HTMLTextAreaElement>("textarea")) el.readOnly = false;
      }
    }
    return Object.keys(out).length ? out : undefined;
  }

  // ---- building

  private build(head: Head) {
    const { island } = this;
    this.fields = { ...head.text.fields };
    const writes = this.may("save");
    this.desk = {
      island,
      fields: () => this.fields,
      set: (name, v) => this.set(name, v),
      lead: () => void this.pickLead(),
    };
    const wide = h("div", { class: "we-floor" });
    const slash = new Slash(
      entries({
        photo: (_s, _d, view) => (void this.photos(view!), true),
        gallery: (_s, _d, view) => (void this.gallery(view!), true),
        also: (_s, _d, view) => (this.readAlso(view!), true),
        embed: (_s, _d, view) => (embedDialog(view!), true),
        file: (_s, _d, view) => (void this.attach(view!), true),
        raw: island.rights.raw_html ? insert(() => nodes.raw_html.create()) : undefined,
      }),
      wide,
    );
    const link: Command = (state, _d, view) => {
      if (!state.selection.$from.parent.inlineContent) return false;
      if (view) linkDialog(view, (q) => this.findArticles(q), suggest);
      return true;
    };
    const note: Command | undefined = island.rights.note ? (_s, _d, view) => (view && this.inspector.noteOn(view), true) : undefined;
    const bar = toolbar({
      menu: (_s, _d, view) => (view && slash.open(view), true),
      link,
      photo: (_s, _d, view) => (view && void this.photos(view), true),
      also: (_s, _d, view) => (view && this.readAlso(view), true),
      note,
    });
    const pasting = new Pasting(this);
    const hits = marksPlugin(this);
    const watch = new Plugin({
      view: () => ({
        update: (view, before) => {
          if (view.state.doc !== before.doc) this.changed();
        },
      }),
    });
    this.presence = new Presence(this);
    const state = EditorState.create({
      doc: docIn(head.text.order.map((id) => JSON.parse(head.text.blocks.get(id)!))),
      plugins: plugins(
        {
          "Mod-k": link,
          "Mod-Alt-b": (_s, _d, view) => (view && this.readAlso(view), true),
          "Mod-Alt-p": (_s, _d, view) => (view && void this.photos(view), true),
          ...(note ? { "Mod-Alt-m": note } : {}),
          "Alt-Enter": (_s, _d, view) => !!view && this.inspector.fixAtCaret(view),
        },
        [slash.plugin, pasting.plugin, bar.plugin, hits, this.presence.plugin, watch],
      ),
    });
    const mount = h("div", { class: "we-text" });
    this.view = new EditorView(mount, {
      state,
      nodeViews: nodeViews(this.room),
      editable: () => writes,
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": t("field.body"), "aria-describedby": "we-help", class: "we-prose", lang: String(this.fields.language ?? island.lang) },
      handleDOMEvents: {
        focus: () => (this.presence.typing(), false),
      },
      handleClick: (view, _pos, e) => this.openLink(view, e),
    });
    bar.bind(this.view);
    setTimeout(() => void pasting.load().catch(() => undefined), 300);
    // A click below the text goes on writing there.
    mount.addEventListener("mousedown", (e) => {
      if (e.target !== mount || !writes) return;
      e.preventDefault();
      const last = this.view.state.doc.lastChild!;
      const tr = this.view.state.tr;
      if (!(last.type === nodes.paragraph)) tr.insert(tr.doc.content.size, nodes.paragraph.create());
      this.view.dispatch(tr.setSelection(Selection.atEnd(tr.doc)));
      this.view.focus();
    });

    const headline = line(this.desk, "headline", { class: "we-headline", advice: [40, 70], hint: t("hint.headline") });
    const kicker = line(this.desk, "kicker", { class: "we-kicker", hint: t("hint.kicker") });
    const standfirst = line(this.desk, "standfirst", { class: "we-standfirst", hint: t("hint.standfirst"), oneLine: false });
    const place = line(this.desk, "dateline.place", { class: "we-dateline", hint: t("hint.dateline") });
    const section = choice(this.desk, "section", island.names.sections.map((s) => ({ value: s.id, label: "\u2003".repeat(s.depth ?? 0) + s.name })), t("none.section"));
    const top = [kicker, headline, standfirst];
    const facts = [section, byline(this.desk), place, tags(this.desk)];
    const media = lead(this.desk);
    this.views = [...top, ...facts, media];
    this.conflicts = new Conflicts(this);
    this.inspector = new Inspector(this);
    this.preview = new Preview(this);
    this.sheet = new Sheet(this);
    for (const v of this.inspector.fields) this.views.push(v);

    const sheet = h("div", { class: "we-sheet" }, this.strip, this.conflicts.dom,
      h("div", { class: "we-top" }, top.map((f) => f.dom)),
      h("div", { class: "we-facts" }, facts.map((f) => f.dom)),
      media.dom, bar.dom, mount,
      h("p", { class: "we-help", id: "we-help" }, t("help")));
    wide.append(sheet);
    this.dom = h("div", { class: "we" }, this.header(), h("div", { class: "we-body" }, wide, this.inspector.dom), this.preview.dom);
    if (!writes) this.dom.classList.add("we-reading");
    this.root.append(this.dom);
    this.views.forEach((v) => v.show());
    if (!writes) {
      for (const el of sheet.querySelectorAll<HTMLInputElement>("input, textarea, select, button")) el.disabled = true;
      this.say(t("no_right"));
    }
    this.takeFocus();
    if (this.form) this.form.hidden = true;

    const host: Host = {
      text: () => this.text(),
      adopt: (text) => this.adopt(text),
      send: async (row, quick, named) => {
        const sent = await save(row, { quick, named });
        if (sent.kind === "answer" && (sent.answer.blocks || sent.answer.order || sent.answer.body)) await this.handsOff();
        return sent;
      },
      head: async (id) => {
        const head = await this.head(id);
        await this.handsOff();
        return head;
      },
      show: (s, d) => this.tell(s, d),
      conflicts: (list) => this.conflicts.show(list),
      refused: (list) => this.refused(list),
      saved: (a) => this.saved(a),
    };
    this.saver = new Saver(host, this.journal, { now: () => Date.now(), set: (fn, ms) => window.setTimeout(fn, ms), clear: (id) => clearTimeout(id), random: Math.random },
      { client: this.client, user: island.person.id, article: island.article, ulid: island.ulid, edition: island.edition }, head);
    this.conflicts.show(head.conflicts ?? []);
    this.listen();
    this.presence.start();
    this.tell("saved", { waiting: 0 });
    if (this.left) this.say(t("left", { n: this.left }));
  }

  private header(): HTMLElement {
    const button = (name: string, label: string, run: () => void, key = "") => h("button", { type: "button", class: "we-quiet", "data-act": name, title: key, onclick: run }, label);
    const primary = this.primary();
    return h("div", { class: "we-bar" },
      h("span", { class: "stamp stamp-" + this.island.work, "data-work": this.island.work }, t("work." + this.island.work)),
      this.island.public !== "never" && h("span", { class: "stamp stamp-" + this.island.public }, t("public." + this.island.public)),
      document.getElementById("sambungan") ? null : this.chip,
      h("span", { class: "we-present" }, this.presence.dom),
      h("span", { class: "we-acts" },
        button("preview", t("preview"), () => this.preview.toggle(), "Ctrl+Alt+V"),
        button("inspector", t("inspector"), () => this.inspector.toggle(), "F6"),
        h("a", { class: "we-quiet we-plain", href: this.island.links.plain, onclick: (e: Event) => void this.toPlain(e) }, t("plain")),
        primary));
  }

  private primary(): HTMLElement | null {
    const does = this.sheet?.primary() ?? (["publish", "update_live"].some((c) => this.may(c)) ? "publish" : this.may("submit") ? "submit" : "");
    if (!does) return null;
    return h("button", { type: "button", class: "main", "data-act": "publish", title: "Ctrl+Enter", onclick: () => this.sheet.open() }, t("act." + does));
  }

  /** The bar after the state of the article has changed. */
  rebar() {
    this.dom.querySelector(".we-bar")!.replaceWith(this.header());
  }

  private takeFocus() {
    const at = document.activeElement;
    const name = at && (at as HTMLInputElement).name;
    if (this.form?.contains(at) && name) {
      const el = this.views.find((v) => v.names[0] === name)?.dom.querySelector("textarea");
      if (el) {
        el.focus();
        const i = (at as HTMLInputElement).selectionStart ?? 0;
        el.setSelectionRange(i, i);
        return;
      }
      if (name === "text") return this.view.focus();
    }
    if (!this.fields.headline && this.may("save") && matchMedia("(min-width: 640px)").matches) this.views.find((v) => v.names[0] === "headline")?.focus();
  }

  // ---- what stands

  text(): Text {
    const doc = this.view.state.doc;
    if (!this.cached || this.cachedDoc !== doc) {
      this.cachedDoc = doc;
      this.cached = { fields: this.fields, ...docOut(doc) };
      // A block that is not named yet waits for its name.
      if (this.cached.blocks.has("")) this.cached = { fields: this.fields, order: this.cached.order.filter(Boolean), blocks: new Map([...this.cached.blocks].filter(([id]) => id)) };
      // Pictures on their way have no number yet, and what lacks what it must have is not sent.
      const wait = [...this.cached.blocks].filter(([, raw]) => unfinished(raw)).map(([id]) => id);
      if (wait.length) {
        const base = this.saver?.base;
        const blocks = new Map(this.cached.blocks);
        let order = this.cached.order;
        for (const id of wait) {
          const was = base?.blocks.get(id);
          if (was) blocks.set(id, was);
          else {
            blocks.delete(id);
            order = order.filter((x) => x !== id);
          }
        }
        this.cached = { fields: this.fields, order, blocks };
      }
    }
    return this.cached;
  }

  set(name: string, value: unknown) {
    if (same(this.fields[name], value)) return;
    const fields = { ...this.fields };
    if (blank(value)) delete fields[name];
    else fields[name] = value;
    this.fields = fields;
    this.cached = undefined;
    this.changed();
  }

  show(name: string) {
    for (const v of this.views) if (v.names.includes(name)) v.show();
  }

  private changed() {
    if (!this.saver) return;
    this.saver.changed();
    this.presence.typing();
    this.preview.later();
    this.inspector.later();
  }

  /** Waits until no keyboard is in the middle of a word: what is put under it
   * then would double or swallow letters (S3.16). */
  private async handsOff(): Promise<void> {
    for (let i = 0; i < 100 && this.view.composing; i++) await new Promise((go) => setTimeout(go, 100));
  }

  /** Puts another text under the caret: only blocks that differ are touched. */
  private adopt(next: Text) {
    const was = this.fields;
    this.fields = { ...next.fields };
    this.cached = undefined;
    for (const v of this.views) if (v.names.some((n) => !same(was[n], next.fields[n]))) v.show();
    const now = this.text();
    const { state } = this.view;
    const tr = state.tr;
    if (now.order.join() === next.order.join()) {
      // The usual case: some blocks say something else.
      state.doc.forEach((node, pos) => {
        const raw = next.blocks.get(node.attrs.id as string);
        if (raw === undefined || raw === now.blocks.get(node.attrs.id as string)) return;
        this.swap(tr, tr.mapping.map(pos), node, blockIn(JSON.parse(raw)));
      });
    } else {
      const old = new Map<string, Node>();
      state.doc.forEach((n) => void old.set(n.attrs.id as string, n));
      const list = next.order.map((id) => (old.has(id) && now.blocks.get(id) === next.blocks.get(id) ? old.get(id)! : blockIn(JSON.parse(next.blocks.get(id)!))));
      // Blocks that are not sent yet stay where they are.
      state.doc.forEach((n, _p, i) => {
        if (next.blocks.has(n.attrs.id as string) || now.blocks.has(n.attrs.id as string)) return;
        list.splice(Math.min(i, list.length), 0, n);
      });
      if (!list.length) list.push(nodes.paragraph.create());
      this.splice(tr, list);
    }
    if (!tr.docChanged) return;
    tr.setMeta("addToHistory", false).setMeta("remote", true);
    this.view.dispatch(tr);
  }

  /** Replaces what differs between two blocks, so that a caret in what is alike
   * stays. */
  private swap(tr: Transaction, pos: number, from: Node, to: Node) {
    if (from.sameMarkup(to)) {
      const start = from.content.findDiffStart(to.content);
      if (start === null) return;
      let { a, b } = from.content.findDiffEnd(to.content)!;
      const overlap = start - Math.min(a, b);
      if (overlap > 0) {
        a += overlap;
        b += overlap;
      }
      const inside = pos + 1;
      if (from.isTextblock) {
        tr.replace(inside + start, inside + a, to.slice(start, b));
        return;
      }
    }
    tr.replaceWith(pos, pos + from.nodeSize, to);
  }

  /** Brings the document to a list of blocks with as few touches as it takes. */
  private splice(tr: Transaction, list: Node[]) {
    const doc = tr.doc;
    let head = 0;
    while (head < list.length && head < doc.childCount && list[head].eq(doc.child(head))) head++;
    let tail = 0;
    while (tail < list.length - head && tail < doc.childCount - head && list[list.length - 1 - tail].eq(doc.child(doc.childCount - 1 - tail))) tail++;
    // Between: keep blocks that are in both, in order.
    const want = list.slice(head, list.length - tail);
    let pos = 0;
    for (let i = 0; i < head; i++) pos += doc.child(i).nodeSize;
    let i = head;
    const end = doc.childCount - tail;
    for (const node of want) {
      const id = node.attrs.id as string;
      let j = i;
      while (j < end && doc.child(j).attrs.id !== id) j++;
      if (j === end) {
        tr.insert(pos, node);
        pos += node.nodeSize;
        continue;
      }
      for (; i < j; i++) tr.delete(pos, pos + doc.child(i).nodeSize);
      this.swap(tr, pos, doc.child(j), node);
      pos += node.nodeSize;
      i = j + 1;
    }
    for (; i < end; i++) tr.delete(pos, pos + doc.child(i).nodeSize);
  }

  async head(id: number): Promise<Head | undefined> {
    if (!id) return undefined;
    try {
      const { body, revision } = await call<{ content?: Record<string, unknown>; revision: number; work: string; public: string; path?: string; undo_until?: string }>("/articles/" + id);
      if (!body.content) return undefined;
      const open = await call<{ items: Clash[] }>(`/articles/${id}/conflicts`);
      this.island.work = body.work;
      return { text: textOf(body.content, this.island.fields), revision: revision || body.revision, conflicts: open.body.items, work: body.work };
    } catch {
      return undefined;
    }
  }

  // ---- what becomes of it

  private tell(s: State, d: { at?: Date; why?: string; waiting: number }) {
    const at = d.at ?? this.saver?.lastSaved;
    const words = { saving: t("chip.saving"), saved: at ? t("chip.saved", { at: clock(at, true) }) : t("chip.open"), offline: t("chip.offline"), conflict: t("chip.conflict"), login: t("chip.login"), reload: t("chip.reload"), refused: t("chip.refused") };
    this.chip.textContent = words[s];
    this.chip.dataset.state = s;
    this.root.dataset.state = s;
    const say = at || s !== "saved";
    if (say) this.root.dispatchEvent(new CustomEvent("warta:state", { bubbles: true, detail: { state: s, at: s === "saved" && at ? clock(at, true) : undefined, waiting: d.waiting } }));
    if (d.why === "journal") this.say(t("no_journal"));
    if (s === "refused" && d.why) this.say(t("refused_all", { why: d.why }), true);
    if (s === "login") void signIn(this.dom, () => this.saver.resume());
    if (s === "reload") this.say(t("newer"), true, h("button", { type: "button", class: "main", onclick: () => location.reload() }, t("reload")));
    if (s === "offline") this.say(t("offline", { n: d.waiting }), true);
    else if (this.strip.dataset.kind === "offline") this.strip.hidden = true;
    if (s === "offline") this.strip.dataset.kind = "offline";
    for (const b of this.dom?.querySelectorAll<HTMLButtonElement>('[data-act="publish"]') ?? []) b.toggleAttribute("data-waits", s === "offline");
  }

  /** A strip above the text: what the person has to know, until it is over. */
  say(text: string, bad = false, ...more: HTMLElement[]) {
    this.strip.className = "we-strip" + (bad ? " we-strip-bad" : "");
    delete this.strip.dataset.kind;
    this.strip.replaceChildren(h("p", null, text), ...more, h("button", { type: "button", class: "we-tool", "aria-label": t("close"), onclick: () => (this.strip.hidden = true) }, icon("close")));
    this.strip.hidden = false;
    aloud(text);
  }

  private refused(list: { field: string; block?: string; code: string; limit?: number }[]) {
    for (const r of list) {
      const why = t("refused." + r.code, { limit: r.limit ?? "" });
      const text = why.startsWith("refused.") ? t("refused.other") : why;
      const top = r.field.split(".")[0];
      if (top === "body") {
        this.say(t("refused_block", { why: text }), true, h("button", { type: "button", onclick: () => this.toBlock(r.block ?? "") }, t("show")));
      } else this.views.find((v) => v.names.some((n) => n === r.field || n.split(".")[0] === top))?.fault(text);
    }
  }

  private saved(a: Answer) {
    if (a.work && a.work !== this.island.work) {
      this.island.work = a.work;
      void this.commands();
    }
    this.island.revision = a.revision;
    if (!this.island.article) {
      this.island.article = a.article;
      history.replaceState(null, "", "/newsroom/a/" + a.article);
    }
    this.root.dispatchEvent(new CustomEvent("warta:saved", { bubbles: true, detail: { revision: a.revision } }));
    if (a.merged?.length) aloud(t("merged"));
    this.preview.later();
    this.inspector.savedNow();
  }

  /** Asks again what may be done. */
  async commands(): Promise<void> {
    try {
      const { body } = await call<{ work: string; public: string; path?: string; commands?: string[] }>(`/articles/${this.article}?include=commands&fields=work,public,path,commands,revision`);
      this.island.may = body.commands ?? this.island.may;
      this.island.work = body.work;
      this.island.public = body.public;
      this.island.live = body.public === "live";
      if (body.path) this.island.path = body.path;
      this.rebar();
    } catch {
      // The next answer brings it.
    }
  }

  toBlock(id: string) {
    let at = -1;
    this.view.state.doc.descendants((n, pos) => {
      if (at < 0 && n.attrs.id === id) at = pos;
      return at < 0;
    });
    if (at < 0) return;
    this.view.dispatch(this.view.state.tr.setSelection(Selection.near(this.view.state.doc.resolve(at + 1))).scrollIntoView());
    this.view.focus();
  }

  private removeBlock(view: EditorView, pos: number) {
    const node = view.state.doc.nodeAt(pos);
    if (!node) return;
    const $pos = view.state.doc.resolve(pos);
    const tr = view.state.tr;
    if ($pos.parent.type === nodes.gallery && $pos.parent.childCount === 2) {
      // One picture is no gallery.
      const other = $pos.parent.child($pos.index() ? 0 : 1);
      tr.replaceWith($pos.before(), $pos.after(), other);
    } else if ($pos.parent.childCount === 1) tr.replaceWith(pos, pos + node.nodeSize, nodes.paragraph.create());
    else tr.delete(pos, pos + node.nodeSize);
    view.dispatch(tr);
    view.focus();
  }

  // ---- pictures and other things that are looked for

  async findArticles(q: string): Promise<{ id: number; headline: string }[]> {
    const { body } = await call<{ items: { id: number; headline: string }[] }>(`/articles/search?edition=${this.island.edition}&limit=6&fields=id,headline&q=${encodeURIComponent(q + " state:terbit")}`);
    return body.items;
  }

  readAlso(view: EditorView) {
    alsoPicker(this, view);
  }

  /** Files into the text: pictures as blocks, several as a gallery. */
  put(view: EditorView, files: File[], pos?: number) {
    const made = files.map((f) => {
      const temp = this.nextUpload--;
      const kind = f.type.startsWith("video/") ? "video" : f.type.startsWith("audio/") ? "audio" : f.type.startsWith("image/") ? "image" : "file";
      this.upload(f, temp);
      return nodes[kind].create({ id: newId(), asset: temp });
    });
    for (const node of made) {
      if (pos !== undefined) view.dispatch(view.state.tr.insert(pos, node));
      else putBlock(view.state, node, view.dispatch);
    }
  }

  private upload(file: File, temp: number) {
    const sending = { name: file.name, done: 0, failed: undefined as string | undefined, again: undefined as (() => void) | undefined };
    this.uploads.set(temp, sending);
    const run = async () => {
      sending.failed = undefined;
      try {
        const a = await send(file, this.island.edition, (share) => {
          sending.done = share;
          refreshViews();
        });
        this.island.names.assets[a.id] = photoOf(a);
        this.uploads.delete(temp);
        this.arrived(temp, a.id);
      } catch (e) {
        sending.failed = e instanceof Refusal ? e.message || t("upload.offline") : t("upload.failed");
        sending.again = () => void run();
        refreshViews();
      }
    };
    void run();
  }

  private arrived(temp: number, asset: number) {
    if (this.fields["lead.asset"] === temp) {
      this.set("lead.asset", asset);
      this.show("lead.asset");
    }
    const tr = this.view.state.tr;
    this.view.state.doc.descendants((n, pos) => {
      if (n.attrs.asset === temp) tr.setNodeAttribute(pos, "asset", asset);
    });
    if (tr.docChanged) this.view.dispatch(tr.setMeta("addToHistory", false));
    this.cached = undefined;
    this.changed();
    refreshViews();
  }

  async photos(view: EditorView) {
    const chosen = await pickMedia(this, "photo", true);
    for (const c of chosen) {
      if (c instanceof File) this.put(view, [c]);
      else {
        this.island.names.assets[c.id] = c.photo;
        putBlock(view.state, nodes.image.create({ id: newId(), asset: c.id }), view.dispatch);
      }
    }
    if (chosen.length) view.focus();
  }

  async gallery(view: EditorView) {
    const chosen = await pickMedia(this, "photo", true);
    const pictures = chosen.map((c) => {
      if (!(c instanceof File)) {
        this.island.names.assets[c.id] = c.photo;
        return nodes.image.create({ id: newId(), asset: c.id });
      }
      const temp = this.nextUpload--;
      this.upload(c, temp);
      return nodes.image.create({ id: newId(), asset: temp });
    });
    if (pictures.length === 1) putBlock(view.state, pictures[0], view.dispatch);
    else if (pictures.length) putBlock(view.state, nodes.gallery.create({ id: newId() }, pictures.slice(0, 60)), view.dispatch);
    view.focus();
  }

  async attach(view: EditorView) {
    const [c] = await pickMedia(this, "file", false);
    if (!c) return;
    if (c instanceof File) this.put(view, [c]);
    else {
      this.island.names.assets[c.id] = c.photo;
      putBlock(view.state, nodes[c.photo.kind === "photo" ? "image" : c.photo.kind in nodes ? c.photo.kind : "file"].create({ id: newId(), asset: c.id }), view.dispatch);
    }
  }

  private async pickLead() {
    const [c] = await pickMedia(this, "photo", false);
    if (!c) return;
    if (c instanceof File) {
      const temp = this.nextUpload--;
      this.island.names.assets[temp] = { kind: "photo", name: t("uploading", { name: c.name }) };
      this.upload(c, temp);
      this.set("lead.asset", temp);
    } else {
      this.island.names.assets[c.id] = c.photo;
      this.set("lead.asset", c.id);
    }
    this.show("lead.asset");
  }

  // ---- the page around it

  private listen() {
    const on = <T extends EventTarget>(target: T, name: string, fn: (e: never) => void, o?: AddEventListenerOptions) => {
      target.addEventListener(name, fn as EventListener, o);
      this.off.push(() => target.removeEventListener(name, fn as EventListener, o));
    };
    on(document, "visibilitychange", () => {
      if (document.visibilityState === "hidden") this.saver.hide();
      else {
        this.presence.now();
        if (navigator.onLine) this.saver.resume();
      }
    });
    on(window, "pagehide", () => {
      this.saver.hide();
      this.presence.leave();
    });
    on(window, "online", () => this.saver.resume());
    on(window, "beforeunload", (e: BeforeUnloadEvent) => {
      if (!this.saver.settled() && !this.journal.lasting) e.preventDefault();
    });
    on(document, "warta:stream", (e: CustomEvent<{ article?: number; revision?: number }>) => {
      if (e.detail?.article === this.article) void this.saver.pull(e.detail.revision);
    });
    on(this.dom, "keydown", (e: KeyboardEvent) => this.keys(e));
    const tick = window.setInterval(() => void this.journal.tidy(Date.now() - day).catch(() => undefined), 3600_000);
    this.off.push(() => clearInterval(tick));
  }

  private keys(e: KeyboardEvent) {
    const mod = e.ctrlKey || e.metaKey;
    const done = (run: () => void) => {
      e.preventDefault();
      e.stopPropagation();
      run();
    };
    // Keys of the text do not reach the shell: Ctrl+K is a link here.
    if (mod && e.key.toLowerCase() === "k" && this.view.hasFocus()) e.stopPropagation();
    if (mod && e.key === "Enter") return done(() => this.sheet.open());
    if (mod && !e.altKey && e.key.toLowerCase() === "s") return done(() => void this.saver.flush({ named: true }).then(() => aloud(t("named"))));
    if (mod && e.altKey && e.code === "KeyV") return done(() => this.preview.toggle());
    if (mod && e.altKey && e.code === "KeyH") return done(() => this.inspector.open("history"));
    if (e.key === "F6") return done(() => this.region(e.shiftKey ? -1 : 1));
    if (mod && !e.altKey && !this.view.hasFocus() && !(e.target as HTMLElement).matches("input, textarea") && e.key.toLowerCase() === "z") return done(() => (e.shiftKey ? redo : undo)(this.view.state, this.view.dispatch));
  }

  /** F6: headline, text, inspector, bar. */
  private region(dir: number) {
    const places = [this.dom.querySelector<HTMLElement>(".we-headline"), this.view.dom, this.inspector.visible() ? this.inspector.dom.querySelector<HTMLElement>("[role=tab][aria-selected=true]") : null, this.dom.querySelector<HTMLElement>(".we-bar button, .we-bar a")].filter((x): x is HTMLElement => !!x);
    const at = places.findIndex((p) => p === document.activeElement || p.contains(document.activeElement) || (p.getAttribute("role") === "tab" && this.inspector.dom.contains(document.activeElement)) || (p.closest(".we-bar") && p.closest(".we-bar")!.contains(document.activeElement)));
    places[(at + dir + places.length) % places.length]?.focus();
  }

  private openLink(view: EditorView, e: MouseEvent): boolean {
    const a = (e.target as HTMLElement).closest("a");
    if (!a || !(e.ctrlKey || e.metaKey)) return false;
    const href = a.getAttribute("href") ?? "";
    if (/^https?:/.test(href)) window.open(href, "_blank", "noopener,noreferrer");
    else if (href.startsWith("article:")) window.open("/newsroom/a/" + href.slice(8), "_blank", "noopener");
    void view;
    return true;
  }

  private async toPlain(e: Event) {
    e.preventDefault();
    const href = this.island.links.plain;
    if (await this.saver.everything()) location.href = href;
    else this.say(t("plain_waits"), true);
  }

  /** Puts a style hit's words in place. */
  fix(hit: Hit, words: string) {
    const { state } = this.view;
    const marks = state.doc.resolve(hit.from).marksAcross(state.doc.resolve(hit.to)) ?? [];
    this.view.dispatch(words ? state.tr.replaceWith(hit.from, hit.to, schema.text(words, marks)) : state.tr.delete(hit.from, hit.to));
  }

  end() {
    if (this.ended) return;
    this.ended = true;
    this.off.forEach((fn) => fn());
    this.presence?.leave();
    this.view?.destroy();
    this.dom?.remove();
  }
}

/** Fields of the form that are one text. */
const simple = /^(headline|headlines\.\w+|kicker|standfirst|description|slug|slugline|dateline\.(place|outlet)|closing_note|notes_internal)$/;

function changedBefore(el: Element): boolean {
  if (el instanceof HTMLTextAreaElement) return !!el.name && el.value !== el.defaultValue;
  if (el instanceof HTMLSelectElement) return !!el.name && [...el.options].some((o) => o.selected !== o.defaultSelected) && el.value !== ([...el.options].find((o) => o.defaultSelected) ?? el.options[0])?.value;
  if (!(el instanceof HTMLInputElement) || !el.name || el.type === "hidden") return false;
  if (el.type === "file") return !!el.files?.length;
  return el.type === "checkbox" || el.type === "radio" ? el.checked !== el.defaultChecked : el.value !== el.defaultValue;
}

/** A block that lacks what the server asks for: a picture that is still being
 * sent, an embed without an address, an empty "read also". */
function unfinished(raw: string): boolean {
  if (/"asset":-\d/.test(raw)) return true;
  const m = /^\{"type":"(\w+)"/.exec(raw)?.[1];
  switch (m) {
    case "image":
    case "file":
      return !/"asset":\d/.test(raw);
    case "video":
    case "audio":
      return !/"asset":\d/.test(raw) && !/"url":"/.test(raw);
    case "readalso":
      return !/"refs":\[\d/.test(raw);
    case "raw_html":
      return !/"html":"/.test(raw);
  }
  return false;
}
