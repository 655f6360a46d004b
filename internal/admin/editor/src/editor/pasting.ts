// Binds the paste mapping to the text: what comes becomes blocks, with a report
// that says from where and what was left out, and a way to have it plain.

import { Fragment, Slice, type Node } from "prosemirror-model";
import { Plugin, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { Node as Stored } from "../merge";
import { blockIn, newId, nodeOut, schema } from "../model";
import type { Ask, Clip, Pasted } from "../paste";
import type { Editor } from "./editor";
import { aloud, h, icon, t } from "./dom";

const own = "application/x-warta-blocks";
const { nodes } = schema;

export class Pasting {
  plugin: Plugin;
  private chip?: HTMLElement;

  constructor(private editor: Editor) {
    this.plugin = new Plugin({
      props: {
        handleDOMEvents: {
          copy: (view, e) => this.copy(view, e, false),
          cut: (view, e) => this.copy(view, e, true),
          paste: (view, e) => this.paste(view, e),
          drop: (view, e) => this.drop(view, e),
          dragover: (_v, e) => (e.dataTransfer?.types.includes("Files") && e.preventDefault(), false),
        },
        handleKeyDown: (view, e) => {
          if (e.key === "Shift") this.plain = true;
          if ((e.ctrlKey || e.metaKey) && e.shiftKey && e.key.toLowerCase() === "v") this.plain = true;
          else if (e.key !== "Shift") this.plain = false;
          void view;
          return false;
        },
      },
    });
  }
  private plain = false;
  private mapper?: Promise<typeof import("../entry/paste")>;

  /** The mapping comes after the text; without it paste is plain. */
  load(): Promise<typeof import("../entry/paste")> {
    return (this.mapper ??= (import(this.editor.island.links.paste) as Promise<typeof import("../entry/paste")>).catch((e: unknown) => {
      this.mapper = undefined;
      throw e;
    }));
  }

  private async map(clip: Clip, ask?: Ask): Promise<Pasted> {
    try {
      return (await this.load()).mapPaste(clip, ask);
    } catch {
      const blocks = (clip.text ?? "").split(/\r?\n\s*\n/).map((s) => s.trim()).filter(Boolean).map((text) => ({ type: "paragraph", content: [{ type: "text", text: text.replace(/\s*\r?\n\s*/g, " ") }] }));
      return { source: "text", blocks, dropped: {}, images: [] };
    }
  }

  private copy(view: EditorView, e: ClipboardEvent, cut: boolean): boolean {
    const sel = view.state.selection;
    if (sel.empty || !e.clipboardData) return false;
    if ((e.target as HTMLElement).matches?.("input, textarea")) return false;
    e.preventDefault();
    const slice = sel.content();
    e.clipboardData.setData(own, JSON.stringify({ content: outOf(slice.content), open: [slice.openStart, slice.openEnd] }));
    e.clipboardData.setData("text/plain", slice.content.textBetween(0, slice.content.size, "\n\n", (n) => (n.type === nodes.hard_break ? "\n" : "")));
    e.clipboardData.setData("text/html", markup(slice.content));
    if (cut) view.dispatch(view.state.tr.deleteSelection().scrollIntoView());
    return true;
  }

  private paste(view: EditorView, e: ClipboardEvent): boolean {
    if ((e.target as HTMLElement).matches?.("input, textarea, select")) return true;
    if (!view.editable || !e.clipboardData) return false;
    e.preventDefault();
    const plain = this.plain;
    this.plain = false;
    const data = e.clipboardData;
    const text = data.getData("text/plain");
    const html = data.getData("text/html");
    const files = [...data.files];
    if (plain) {
      void this.map({ text }).then((got) => this.put(view, got));
      return true;
    }
    const mine = data.getData(own);
    if (mine) {
      try {
        this.back(view, JSON.parse(mine) as { content: Stored[]; open: [number, number] });
        return true;
      } catch {
        // Of another version: read as a stranger's.
      }
    }
    // A picture alone, or a screenshot with markup that only points at itself.
    if (files.length && (!html || /^\s*(<meta[^>]*>)?\s*<img[^>]*>\s*$/i.test(html))) {
      this.editor.put(view, files);
      return true;
    }
    // An address over selected words makes a link of them.
    if (!view.state.selection.empty && /^https?:\/\/\S+$/.test(text.trim()) && view.state.selection.$from.sameParent(view.state.selection.$to)) {
      view.dispatch(view.state.tr.addMark(view.state.selection.from, view.state.selection.to, schema.marks.link.create({ href: text.trim() })));
      return true;
    }
    if (view.state.selection.$from.parent.type.spec.code) {
      view.dispatch(view.state.tr.insertText(text.replace(/\r\n?/g, "\n")).scrollIntoView());
      return true;
    }
    void this.take(view, { html, text }, files.filter((f) => f.type.startsWith("image/")));
    return true;
  }

  private async take(view: EditorView, clip: Clip, files: File[]) {
    const start = view.state.doc.childCount === 1 && !view.state.doc.firstChild!.content.size;
    const got = await this.map(clip, { dateline: start && !this.editor.desk.fields()["dateline.place"] });
    const before = view.state;
    this.put(view, got);
    const pictures: File[] = [];
    if (got.images.length) {
      const { imageBytes } = await this.load();
      got.images.forEach((i, n) => pictures.push(new File([imageBytes(i)], `tempel-${n + 1}.${i.mime.slice(6)}`, { type: i.mime })));
    }
    const all = pictures.length ? pictures : files;
    if (all.length) this.editor.put(view, all);
    this.report(view, before, got, clip.text ?? "");
  }

  /** Blocks of our own, with ids of their own (BODY-2). */
  private back(view: EditorView, got: { content: Stored[]; open: [number, number] }) {
    const list = got.content.map((n) => (n.type === "#inline" ? null : blockIn(n)));
    const content = list.every(Boolean) ? Fragment.from(list as Node[]) : Fragment.from(blockIn({ type: "paragraph", content: got.content[0].content }).content);
    const fresh = renamed(content);
    view.dispatch(view.state.tr.replaceSelection(new Slice(fresh, Math.min(got.open[0], depthAt(fresh, true)), Math.min(got.open[1], depthAt(fresh, false)))).scrollIntoView().setMeta("paste", true));
  }

  private put(view: EditorView, got: Pasted) {
    const blocks = got.blocks.map(blockIn);
    if (!blocks.length) return;
    const { state } = view;
    const { $from } = state.selection;
    const first = blocks[0];
    const last = blocks[blocks.length - 1];
    let tr = state.tr;
    const only = blocks.length === 1 && first.type === nodes.paragraph;
    const alone = $from.depth === 1 && $from.parent.type === nodes.paragraph && !$from.parent.content.size && state.selection.empty;
    if (only) tr = tr.replaceSelection(new Slice(Fragment.from(first), 1, 1));
    else if (alone) {
      tr = tr.replaceWith($from.before(1), $from.after(1), blocks);
      const end = tr.mapping.map($from.after(1));
      tr.setSelection(TextSelection.near(tr.doc.resolve(Math.max(0, end - 1)), -1));
    } else if (state.selection.empty && $from.depth === 1 && blocks.length > 1 && ($from.parentOffset === $from.parent.content.size || !$from.parentOffset)) {
      // Several paragraphs at the edge of one stay paragraphs of their own.
      const pos = $from.parentOffset ? $from.after(1) : $from.before(1);
      tr = tr.insert(pos, blocks);
      const end = pos + blocks.reduce((n, b) => n + b.nodeSize, 0);
      tr.setSelection(TextSelection.near(tr.doc.resolve(end - 1), -1));
    } else if (!state.doc.type.validContent(Fragment.from(blocks)) || $from.depth > 1) {
      tr = tr.replaceSelection(new Slice(Fragment.from(blocks), first.isTextblock ? 1 : 0, last.isTextblock ? 1 : 0));
    } else {
      tr = tr.replaceSelection(new Slice(Fragment.from(blocks), first.type === nodes.paragraph ? 1 : 0, last.type === nodes.paragraph ? 1 : 0));
    }
    view.dispatch(tr.scrollIntoView().setMeta("paste", true));
  }

  /** "Dari Word: 3 gaya dibuang, 2 gambar diambil", with a way back. */
  private report(view: EditorView, before: import("prosemirror-state").EditorState, got: Pasted, text: string) {
    this.chip?.remove();
    const facts = Object.entries(got.dropped).filter(([, n]) => n > 0).map(([what, n]) => t("paste." + what, { n }));
    const offers: HTMLElement[] = [];
    const fields = this.editor.desk.fields();
    const offer = (label: string, run: () => void) => h("button", { type: "button", class: "we-quiet", onclick: (e: Event) => (run(), (e.currentTarget as HTMLElement).remove()) }, label);
    if (got.headline && !fields.headline) {
      offers.push(offer(t("paste.headline", { text: got.headline }), () => {
        this.editor.set("headline", got.headline);
        this.editor.show("headline");
        const first = view.state.doc.firstChild;
        if (first && first.textContent === got.headline && view.state.doc.childCount > 1) view.dispatch(view.state.tr.delete(0, first.nodeSize));
      }));
    }
    if (got.dateline) {
      this.editor.set("dateline.place", got.dateline.place);
      this.editor.show("dateline.place");
      facts.push(t("paste.dateline", { place: got.dateline.place }));
    }
    if (!facts.length && !offers.length && got.blocks.length < 2 && got.source === "text") return;
    const after = view.state.doc;
    const plain = h("button", { type: "button", class: "we-quiet", onclick: () => {
      if (view.state.doc.eq(after)) {
        // Nothing was written since: what came is taken out, and put in plain.
        view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, before.doc.content).setMeta("paste", true));
        view.dispatch(view.state.tr.setSelection(TextSelection.between(view.state.doc.resolve(Math.min(before.selection.from, view.state.doc.content.size)), view.state.doc.resolve(Math.min(before.selection.to, view.state.doc.content.size)))));
        void this.map({ text: text || got.blocks.map((b) => flat(b)).join("\n\n") }).then((plain) => this.put(view, plain));
      }
      this.chip?.remove();
      view.focus();
    } }, t("paste.plain"));
    const said = t("paste.from", { source: t("source." + got.source) }) + (facts.length ? ": " + facts.join(", ") : "");
    this.chip = h("div", { class: "we-pasted", role: "status" }, h("span", null, said), offers, plain, h("button", { type: "button", class: "we-tool", "aria-label": t("close"), onclick: () => this.chip?.remove() }, icon("close")));
    this.editor.dom.querySelector(".we-text")!.before(this.chip);
    const mine = this.chip;
    setTimeout(() => mine.isConnected && !mine.matches(":hover, :focus-within") && mine.remove(), 30_000);
    aloud(said);
  }

  private drop(view: EditorView, e: DragEvent): boolean {
    const data = e.dataTransfer;
    if (!data || !view.editable || view.dragging) return false;
    if ((e.target as HTMLElement).matches?.("input, textarea")) return true;
    e.preventDefault();
    const files = [...data.files];
    const at = view.posAtCoords({ left: e.clientX, top: e.clientY });
    if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
    if (files.length) this.editor.put(view, files);
    else {
      void this.take(view, { html: data.getData("text/html"), text: data.getData("text/plain") }, []);
    }
    view.focus();
    return true;
  }
}

const flat = (n: Stored): string => (n.text ?? "") + (n.content ?? []).map(flat).join(n.type === "paragraph" ? "" : "\n");

function outOf(content: Fragment): Stored[] {
  const out: Stored[] = [];
  let inline = false;
  content.forEach((n) => {
    if (n.isInline) inline = true;
    else out.push(nodeOut(n));
  });
  if (inline) return [{ type: "#inline", content: nodeOut(nodes.paragraph.create(null, content)).content }];
  return out;
}

function renamed(content: Fragment): Fragment {
  const out: Node[] = [];
  content.forEach((n) => {
    if (n.isText) return void out.push(n);
    const attrs = "id" in n.attrs ? { ...n.attrs, id: newId() } : n.attrs;
    out.push(n.type.create(attrs, renamed(n.content), n.marks));
  });
  return Fragment.from(out);
}

function depthAt(f: Fragment, start: boolean): number {
  let n = 0;
  for (let node = start ? f.firstChild : f.lastChild; node && !node.isLeaf && !node.isText; node = start ? node.firstChild : node.lastChild) n++;
  return n;
}

/** What other programs get: plain markup, made by hand since no element of ours
 * has a form of its own outside. */
function markup(content: Fragment): string {
  const esc = (s: string) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  const one = (n: Node): string => {
    if (n.isText) {
      let s = esc(n.text!);
      for (const m of n.marks) {
        const tag = { strong: "b", em: "i", strike: "s", sub: "sub", sup: "sup" }[m.type.name];
        if (tag) s = `<${tag}>${s}</${tag}>`;
        else if (m.type.name === "link") s = `<a href="${esc(String(m.attrs.href))}">${s}</a>`;
      }
      return s;
    }
    const inside = () => {
      let s = "";
      n.forEach((c) => void (s += one(c)));
      return s;
    };
    switch (n.type.name) {
      case "hard_break":
        return "<br>";
      case "heading":
        return `<h${n.attrs.level}>${inside()}</h${n.attrs.level}>`;
      case "list":
        return n.attrs.ordered ? `<ol>${inside()}</ol>` : `<ul>${inside()}</ul>`;
      case "list_item":
        return `<li>${inside()}</li>`;
      case "quote":
        return `<blockquote>${inside()}</blockquote>`;
      case "table":
        return `<table>${inside()}</table>`;
      case "table_row":
        return `<tr>${inside()}</tr>`;
      case "table_cell":
        return `<td>${inside()}</td>`;
      case "preformatted":
        return `<pre>${inside()}</pre>`;
      case "divider":
        return "<hr>";
      case "embed":
        return `<p>${esc(String(n.attrs.url))}</p>`;
    }
    return n.isLeaf ? "" : `<p>${inside()}</p>`;
  };
  let out = "";
  content.forEach((n) => void (out += one(n)));
  return out;
}
