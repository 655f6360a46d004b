// The block menu ("/"), the toolbar and the link's dialog.

import type { Mark } from "prosemirror-model";
import { EditorState, Plugin, TextSelection, type Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { schema } from "../model";
import { fuzzy } from "../words";
import { freshId, h, icon, t } from "./dom";
import { newTable, insert, redo, toHeading, toggleList, toggleMark, toggleQuote, undo } from "./prose";
import { setBlockType } from "prosemirror-commands";

const { nodes, marks } = schema;

export interface Entry {
  name: string;
  /** Other words, in both languages. */
  also: string;
  run: Command;
}

/** Everything that "/" offers; open… are those that ask for something first. */
export function entries(open: { photo: Command; gallery: Command; also: Command; embed: Command; file: Command; raw?: Command }): Entry[] {
  const p = () => nodes.paragraph.create();
  const list: Entry[] = [
    { name: "heading2", also: "judul subjudul heading h2 sub", run: toHeading(2) },
    { name: "heading3", also: "judul subjudul heading h3", run: toHeading(3) },
    { name: "photo", also: "foto gambar image picture photo kamera", run: open.photo },
    { name: "also", also: "baca juga related read also tautan", run: open.also },
    { name: "quote", also: "kutipan quote blok", run: toggleQuote },
    { name: "pullquote", also: "kutipan besar pull quote", run: insert(() => nodes.pullquote.create()) },
    { name: "list", also: "daftar butir list bullet", run: toggleList(false) },
    { name: "list_ordered", also: "daftar angka nomor numbered list", run: toggleList(true) },
    { name: "embed", also: "sematan embed youtube x twitter instagram tiktok facebook video", run: open.embed },
    { name: "gallery", also: "galeri gallery foto", run: open.gallery },
    { name: "table", also: "tabel table", run: insert(() => newTable()) },
    { name: "factbox", also: "kotak fakta info box", run: insert(() => nodes.factbox.create(null, p())) },
    { name: "heading4", also: "judul heading h4", run: toHeading(4) },
    { name: "paragraph", also: "paragraf teks text paragraph", run: setBlockType(nodes.paragraph) },
    { name: "preformatted", also: "puisi kode verse code praformat", run: insert(() => nodes.preformatted.create()) },
    { name: "divider", also: "garis pemisah divider line", run: insert(() => nodes.divider.create()) },
    { name: "page_break", also: "halaman page break", run: insert(() => nodes.page_break.create()) },
    { name: "file", also: "berkas dokumen pdf file", run: open.file },
  ];
  if (open.raw) list.push({ name: "raw_html", also: "html mentah raw", run: open.raw });
  return list;
}

const recent = "warta-blocks";
function used(): string[] {
  try {
    return JSON.parse(localStorage.getItem(recent) ?? "[]") as string[];
  } catch {
    return [];
  }
}
function use(name: string) {
  try {
    localStorage.setItem(recent, JSON.stringify([name, ...used().filter((x) => x !== name)].slice(0, 6)));
  } catch {
    // A browser that keeps nothing offers the usual order.
  }
}

/** The block menu: opens on "/" at a block's start, narrows while one types. */
export class Slash {
  private box = h("ul", { class: "we-list we-slash", role: "listbox", id: freshId("slash"), hidden: true, "aria-label": t("menu") });
  private at = 0;
  private shown: Entry[] = [];
  private from = -1;
  plugin: Plugin;

  constructor(private all: Entry[], host: HTMLElement) {
    host.append(this.box);
    this.plugin = new Plugin({
      view: () => ({ update: (view) => this.update(view), destroy: () => this.box.remove() }),
      props: {
        handleKeyDown: (view, e) => this.key(view, e),
        handleDOMEvents: { blur: () => (setTimeout(() => this.close(), 150), false) },
      },
    });
  }

  /** Opens it by a button: the slash is typed. */
  open(view: EditorView) {
    const { $from } = view.state.selection;
    const tr = view.state.tr;
    if ($from.parent.type !== nodes.paragraph || $from.parent.content.size) {
      const after = $from.depth ? $from.after(1) : view.state.doc.content.size;
      tr.insert(after, nodes.paragraph.create());
      tr.setSelection(TextSelection.create(tr.doc, after + 1));
    }
    view.dispatch(tr.insertText("/"));
    view.focus();
  }

  private query(state: EditorState): string | null {
    const { $from, empty } = state.selection;
    if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code || $from.depth > 1) return null;
    const m = /^\/([\p{L}\d ]{0,20})$/u.exec($from.parent.textBetween(0, $from.parentOffset, undefined, "￼"));
    if (!m || $from.parentOffset !== $from.parent.content.size) return null;
    this.from = $from.start();
    return m[1];
  }

  private update(view: EditorView) {
    const q = this.query(view.state);
    if (q === null || !view.hasFocus()) return this.close();
    const last = used();
    const found = q
      ? this.all.map((e) => ({ e, score: fuzzy(q, t("kind." + e.name) + " " + e.also) })).filter((x) => x.score > 0).sort((a, b) => b.score - a.score).map((x) => x.e)
      : [...this.all].sort((a, b) => rank(last, a.name) - rank(last, b.name));
    if (!found.length) return this.close();
    if (found.map((e) => e.name).join() !== this.shown.map((e) => e.name).join() || this.box.hidden) {
      this.shown = found;
      this.at = 0;
      this.box.replaceChildren(...found.map((e, i) => h("li", { role: "option", id: `${this.box.id}-${i}`, onmousedown: (ev: Event) => (ev.preventDefault(), this.take(view, e)) }, h("span", null, t("kind." + e.name)))));
    }
    this.box.hidden = false;
    const c = view.coordsAtPos(view.state.selection.from);
    const host = this.box.offsetParent?.getBoundingClientRect();
    this.box.style.left = Math.max(0, c.left - (host?.left ?? 0)) + "px";
    this.box.style.top = c.bottom - (host?.top ?? 0) + 4 + "px";
    this.mark(view);
  }

  private mark(view: EditorView) {
    [...this.box.children].forEach((el, i) => {
      el.setAttribute("aria-selected", String(i === this.at));
      if (i === this.at) el.scrollIntoView({ block: "nearest" });
    });
    view.dom.setAttribute("aria-controls", this.box.id);
    view.dom.setAttribute("aria-activedescendant", `${this.box.id}-${this.at}`);
  }

  private close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.shown = [];
    document.querySelector(".we .ProseMirror")?.removeAttribute("aria-activedescendant");
    document.querySelector(".we .ProseMirror")?.removeAttribute("aria-controls");
  }

  private key(view: EditorView, e: KeyboardEvent): boolean {
    if (this.box.hidden) return false;
    switch (e.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.at = (this.at + (e.key === "ArrowDown" ? 1 : this.shown.length - 1)) % this.shown.length;
        this.mark(view);
        return true;
      case "Enter":
      case "Tab":
        this.take(view, this.shown[this.at]);
        return true;
      case "Escape":
        e.stopPropagation();
        this.close();
        return true;
    }
    return false;
  }

  private take(view: EditorView, e: Entry) {
    use(e.name);
    const to = view.state.selection.from;
    view.dispatch(view.state.tr.delete(this.from, to));
    this.close();
    e.run(view.state, view.dispatch, view);
    view.focus();
  }
}

const rank = (last: string[], name: string) => {
  const i = last.indexOf(name);
  return i < 0 ? last.length : i;
};

interface Button {
  name: string;
  run: Command;
  on?: (state: EditorState) => boolean;
  can?: (state: EditorState) => boolean;
}

const has = (m: keyof typeof marks) => (state: EditorState) => {
  const { from, to, empty, $from } = state.selection;
  return empty ? !!marks[m].isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, marks[m]);
};

const within = (type: string) => (state: EditorState) => {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) if ($from.node(d).type.name === type) return true;
  return false;
};

/** The toolbar: at the top of the text on a desk, above the keyboard on a
 * telephone. */
export function toolbar(open: { menu: Command; link: Command; photo: Command; also: Command; note?: Command }): { dom: HTMLElement; plugin: Plugin; bind(view: EditorView): void } {
  const buttons: Button[] = [
    { name: "bold", run: toggleMark(marks.strong), on: has("strong") },
    { name: "italic", run: toggleMark(marks.em), on: has("em") },
    { name: "link", run: open.link, on: has("link") },
    { name: "heading", run: toHeading(2), on: within("heading") },
    { name: "list", run: toggleList(false), on: within("list") },
    { name: "quote", run: toggleQuote, on: within("quote") },
    { name: "photo", run: open.photo },
    { name: "also", run: open.also },
    ...(open.note ? [{ name: "note", run: open.note } as Button] : []),
    { name: "plus", run: open.menu },
    { name: "undo", run: undo, can: undo },
    { name: "redo", run: redo, can: redo },
  ];
  let view: EditorView | undefined;
  const made = buttons.map((b) => {
    const label = t("tool." + b.name);
    const el = h("button", { type: "button", class: "we-button", "data-tool": b.name, "aria-label": label, title: label, tabIndex: -1,
      onmousedown: (e: Event) => e.preventDefault(),
      onclick: () => {
        if (!view) return;
        b.run(view.state, view.dispatch, view);
        if (!document.querySelector("dialog[open]")) view.focus();
      } }, icon(b.name));
    return { b, el };
  });
  made[0].el.tabIndex = 0;
  const dom = h("div", { class: "we-toolbar", role: "toolbar", "aria-label": t("toolbar") }, made.map((m) => m.el));
  dom.addEventListener("keydown", (e) => {
    const all = made.map((m) => m.el);
    const i = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = e.key === "ArrowRight" ? i + 1 : e.key === "ArrowLeft" ? i - 1 : e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : -2;
    if (i < 0 || next === -2) return;
    e.preventDefault();
    const el = all[(next + all.length) % all.length];
    all.forEach((x) => (x.tabIndex = x === el ? 0 : -1));
    el.focus();
  });
  let waiting = 0;
  const tell = () => {
    waiting = 0;
    if (!view) return;
    for (const { b, el } of made) {
      if (b.on) {
        const on = String(b.on(view.state));
        if (el.getAttribute("aria-pressed") !== on) el.setAttribute("aria-pressed", on);
      }
      if (b.can) {
        const off = String(!b.can(view.state));
        if (el.getAttribute("aria-disabled") !== off) el.setAttribute("aria-disabled", off);
      }
    }
  };
  // Not on the key's way: buttons may lag a frame.
  const plugin = new Plugin({ view: () => ({ update: () => void (waiting ||= requestAnimationFrame(tell)) }) });
  // Above the soft keyboard.
  const phone = matchMedia("(max-width: 639px)");
  const place = () => {
    const vv = window.visualViewport;
    const up = phone.matches && vv ? Math.max(0, window.innerHeight - vv.height - vv.offsetTop) : 0;
    dom.style.setProperty("--we-keyboard", up + "px");
    dom.classList.toggle("we-floats", up > 80);
  };
  window.visualViewport?.addEventListener("resize", place);
  window.visualViewport?.addEventListener("scroll", place);
  return { dom, plugin, bind: (v) => void ((view = v), tell()) };
}

export function linkAround(state: EditorState): { mark: Mark; from: number; to: number } | null {
  const { $from } = state.selection;
  const mark = marks.link.isInSet($from.marks()) ?? ($from.nodeAfter && marks.link.isInSet($from.nodeAfter.marks));
  if (!mark) return null;
  const start = $from.start();
  let from = -1;
  let to = -1;
  $from.parent.forEach((n, off) => {
    const at = start + off;
    if (mark.isInSet(n.marks)) {
      if (to === at) to = at + n.nodeSize;
      else if (at <= $from.pos) {
        from = at;
        to = at + n.nodeSize;
      }
    }
  });
  return from < 0 ? null : { mark, from, to };
}

const schemes = /^(https?:\/\/|mailto:|tel:|article:\d|\/[^/])/i;

/** What somebody writes as an address, made one; nothing when it is none. */
export function addressOf(s: string): string | null {
  const v = s.trim();
  if (schemes.test(v)) return v;
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(v)) return "mailto:" + v;
  if (/^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/i.test(v)) return "https://" + v;
  return null;
}

/** Asks for a link's address, or for an article of the paper's. */
export function linkDialog(view: EditorView, find: (q: string) => Promise<{ id: number; headline: string }[]>, suggestOn: (input: HTMLInputElement, o: { find(q: string): Promise<{ label: string; take: () => void }[]> }) => { dom: HTMLElement }) {
  const { state } = view;
  const old = linkAround(state);
  let { from, to } = state.selection;
  if (old && state.selection.empty) ({ from, to } = old);
  const id = freshId("link");
  const input = h("input", { id, type: "text", inputMode: "url", value: (old?.mark.attrs.href as string) ?? "", autocomplete: "off" });
  const bad = h("p", { class: "we-bad", role: "alert", hidden: true }, t("link.bad"));
  const set = (href: string) => {
    const tr = view.state.tr;
    if (from === to) {
      tr.insertText(href, from).addMark(from, from + href.length, marks.link.create({ href }));
    } else tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href }));
    view.dispatch(tr);
    dialog.close();
  };
  const list = suggestOn(input, {
    async find(q) {
      if (schemes.test(q) || q.length < 3) return [];
      return (await find(q)).map((a) => ({ label: a.headline, take: () => set("article:" + a.id) }));
    },
  });
  const dialog = h("dialog", { class: "we-dialog", "aria-labelledby": id + "-t" },
    h("form", { method: "dialog", onsubmit: (e: Event) => {
      e.preventDefault();
      const href = addressOf(input.value);
      if (!input.value.trim() && old) return remove();
      if (!href) {
        bad.hidden = false;
        input.focus();
        return;
      }
      set(href);
    } },
      h("h2", { id: id + "-t" }, t("link.title")),
      h("label", { htmlFor: id }, t("link.address")), input, list.dom, bad,
      h("p", { class: "we-act" }, h("button", { class: "main", type: "submit" }, t("link.put")), old && h("button", { type: "button", onclick: () => remove() }, t("link.off")), h("button", { type: "button", onclick: () => dialog.close() }, t("cancel")))));
  const remove = () => {
    view.dispatch(view.state.tr.removeMark(from, to, marks.link));
    dialog.close();
  };
  dialog.addEventListener("close", () => {
    dialog.remove();
    view.focus();
  });
  view.dom.closest(".we")!.append(dialog);
  dialog.showModal();
  input.select();
}
