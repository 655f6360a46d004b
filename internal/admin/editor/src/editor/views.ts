// How blocks look in the editor: what is text stays text, everything else is a
// labelled field beside it. One table says which fields a kind has.

import type { Node } from "prosemirror-model";
import { NodeSelection, Selection } from "prosemirror-state";
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view";
import { captionOf, schema, specOf } from "../model";
import { addColumn, addRow, dropColumn, dropRow, moveBlock } from "./prose";
import { freshId, h, icon, says, t } from "./dom";
import type { Photo } from "./island";

type Kind = "line" | "text" | "check" | "choice";
type Form = [name: string, kind: Kind];

const forms: Record<string, Form[]> = {
  image: [["alt", "text"], ["decorative", "check"], ["credit", "line"], ["width", "choice"], ["crop", "choice"]],
  gallery: [["layout", "choice"]],
  video: [["url", "line"], ["credit", "line"], ["transcript", "text"]],
  audio: [["url", "line"], ["credit", "line"], ["transcript", "text"]],
  file: [["label", "line"]],
  embed: [["title", "line"]],
  quote: [["attribution", "line"], ["cite_url", "line"]],
  pullquote: [["attribution", "line"]],
  table: [["caption", "line"], ["header_row", "check"], ["header_col", "check"]],
  readalso: [["label", "line"]],
  factbox: [["title", "line"]],
  preformatted: [["use", "choice"]],
  raw_html: [["html", "text"], ["reason", "line"]],
};

/** Kinds that have something beside their text. */
export const framed = ["image", "gallery", "video", "audio", "file", "embed", "quote", "pullquote", "table", "readalso", "factbox", "preformatted", "raw_html", "unknown", "locked", "divider", "page_break"];

export interface Room {
  asset(id: number): Photo | undefined;
  article(id: number): string | undefined;
  uploads: Map<number, { name: string; done: number; failed?: string; again?: () => void }>;
  mayRaw: boolean;
  frame?(asset: number, x: number, y: number): void;
  remove(view: EditorView, pos: number): void;
}

class Framed implements NodeView {
  dom: HTMLElement;
  contentDOM?: HTMLElement;
  private node: Node;
  private inputs = new Map<string, HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>();
  private media?: HTMLElement;
  private timers = new Map<string, number>();

  constructor(node: Node, private view: EditorView, private pos: () => number | undefined, private room: Room) {
    this.node = node;
    const kind = node.type.name;
    const tag = { quote: "blockquote", preformatted: "div", divider: "div", page_break: "div" }[kind] ?? (kind === "factbox" || kind === "pullquote" ? "div" : "figure");
    this.dom = h(tag as "figure", { class: "we-block we-" + kind, "data-kind": kind, "data-id": node.attrs.id ?? "" });
    if (kind === "divider" || kind === "page_break") {
      this.dom.append(h("div", { class: "we-rule", contentEditable: "false" }, kind === "page_break" ? t("kind.page_break") : ""), this.tools());
      return;
    }
    this.dom.append(this.tools());
    this.media = this.picture();
    if (this.media) this.dom.append(this.media);
    if (!node.type.isLeaf) this.body(kind);
    const fields = this.fields(kind);
    if (fields) this.dom.append(fields);
    this.values();
  }

  private body(kind: string) {
    const caption = captionOf(kind);
    if (kind === "table") {
      this.contentDOM = h("tbody");
      this.dom.append(h("div", { class: "we-wide" }, h("table", null, this.contentDOM)));
    } else if (kind === "preformatted") {
      this.contentDOM = h("code");
      this.dom.append(h("pre", null, this.contentDOM));
    } else if (kind === "pullquote") {
      this.contentDOM = h("p");
      this.dom.append(this.contentDOM);
    } else {
      this.contentDOM = h("div", { class: caption ? "we-caption" : "we-inside" });
      this.dom.append(this.contentDOM);
    }
    if (caption) this.contentDOM.dataset.hint = t("field.caption");
  }

  private tools(): HTMLElement {
    const kind = this.node.type.name;
    const inGallery = () => {
      const p = this.pos();
      return p !== undefined && this.view.state.doc.resolve(p).depth > 0;
    };
    const act = (label: string, name: string, run: () => void) =>
      h("button", { type: "button", class: "we-tool", "aria-label": label, title: label, tabIndex: -1, onmousedown: (e: Event) => e.preventDefault(), onclick: run }, icon(name));
    const move = (dir: -1 | 1) => () => {
      this.select();
      moveBlock(dir)(this.view.state, this.view.dispatch);
      this.view.focus();
    };
    const bar = h("div", { class: "we-tools", contentEditable: "false" }, h("span", { class: "we-kind" }, says("kind." + kind, kind)));
    if (kind === "table") {
      const cmd = (label: string, c: typeof addRow) =>
        h("button", { type: "button", class: "we-tool we-word", tabIndex: -1, onmousedown: (e: Event) => e.preventDefault(), onclick: () => (this.inside(), c(this.view.state, this.view.dispatch), this.view.focus()) }, label);
      bar.append(cmd(t("table.row"), addRow), cmd(t("table.column"), addColumn), cmd(t("table.row_off"), dropRow), cmd(t("table.column_off"), dropColumn));
    }
    if (!inGallery()) bar.append(act(t("up"), "up", move(-1)), act(t("down"), "down", move(1)));
    bar.append(act(t("remove"), "close", () => {
      const p = this.pos();
      if (p !== undefined) this.room.remove(this.view, p);
    }));
    return bar;
  }

  /** The selection goes into this table unless it is there. */
  private inside() {
    const p = this.pos();
    if (p === undefined) return;
    const { from } = this.view.state.selection;
    if (from <= p || from >= p + this.node.nodeSize) this.view.dispatch(this.view.state.tr.setSelection(Selection.near(this.view.state.doc.resolve(p + 3))));
  }

  private select() {
    const p = this.pos();
    if (p === undefined) return;
    const { from, to } = this.view.state.selection;
    if (from < p || to > p + this.node.nodeSize) this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, p)));
  }

  private picture(): HTMLElement | undefined {
    const { node } = this;
    const kind = node.type.name;
    if (kind === "readalso") return h("div", { class: "we-also", contentEditable: "false" });
    if (kind === "embed") return h("div", { class: "we-embed", contentEditable: "false" });
    if (kind === "unknown" || kind === "locked") return h("div", { class: "we-locked", contentEditable: "false" }, icon("lock"), h("span", null, this.lockedText()));
    if (["image", "video", "audio", "file"].includes(kind)) return h("div", { class: "we-media", contentEditable: "false" });
    return undefined;
  }

  private lockedText(): string {
    const json = this.node.attrs.json as { type?: string } | null;
    return t("locked", { what: (this.node.attrs.origin as string) || json?.type || this.node.type.name });
  }

  private fields(kind: string): HTMLElement | undefined {
    const list = forms[kind];
    if (!list) return undefined;
    if (kind === "raw_html" && !this.room.mayRaw) return h("div", { class: "we-fields", contentEditable: "false" }, h("pre", { class: "we-code" }, String(this.node.attrs.html ?? "")), h("p", { class: "we-hint" }, t("raw.no_right")));
    const box = h("div", { class: "we-fields", contentEditable: "false" });
    for (const [name, type] of list) {
      const spec = specOf(kind)?.attrs?.find((a) => a.name === name);
      const id = freshId("f");
      const label = t(`field.${kind}.${name}`) === `field.${kind}.${name}` ? t("field." + name) : t(`field.${kind}.${name}`);
      let input: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
      switch (type) {
        case "check":
          input = h("input", { type: "checkbox", id });
          break;
        case "choice":
          input = h("select", { id }, h("option", { value: "" }, t(`choice.${name}.`)), (spec?.enum ?? []).map((v) => h("option", { value: v }, says(`choice.${name}.${v}`, v))));
          break;
        case "text":
          input = h("textarea", { id, rows: name === "html" ? 6 : 1, spellcheck: name !== "html", class: name === "html" ? "we-code" : "" });
          break;
        default:
          input = h("input", { type: "text", id, inputMode: name.endsWith("url") ? "url" : "text", autocomplete: "off" });
      }
      const now = () => this.write(name, type === "check" ? (input as HTMLInputElement).checked || null : input.value || null);
      input.addEventListener("input", () => {
        clearTimeout(this.timers.get(name));
        this.timers.set(name, window.setTimeout(now, type === "check" || type === "choice" ? 0 : 100));
        grow(input);
      });
      input.addEventListener("change", now);
      if (type !== "text") {
        input.addEventListener("keydown", (e) => {
          if ((e as KeyboardEvent).key === "Enter" && !(e as KeyboardEvent).ctrlKey && !(e as KeyboardEvent).metaKey) {
            e.preventDefault();
            now();
            this.after();
          }
        });
      }
      this.inputs.set(name, input);
      box.append(h("div", { class: "we-field we-field-" + type, "data-field": name }, h("label", { htmlFor: id }, label), input));
    }
    return box;
  }

  /** The caret goes to what follows this block. */
  private after() {
    const p = this.pos();
    if (p === undefined) return;
    const { state } = this.view;
    const end = p + this.node.nodeSize;
    const tr = state.tr;
    if (!state.doc.nodeAt(end)?.isTextblock) tr.insert(end, schema.nodes.paragraph.create());
    this.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(end + 1))).scrollIntoView());
    this.view.focus();
  }

  private write(name: string, value: unknown) {
    clearTimeout(this.timers.get(name));
    const p = this.pos();
    if (p === undefined || same(this.node.attrs[name], value)) return;
    this.view.dispatch(this.view.state.tr.setNodeAttribute(p, name, value));
  }

  private values() {
    const kind = this.node.type.name;
    for (const [name, input] of this.inputs) {
      const v = this.node.attrs[name] as unknown;
      if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = !!v;
      else if (document.activeElement !== input || input.value === "" || !v) {
        const s = v === null || v === undefined ? "" : String(v);
        if (input.value !== s) input.value = s;
        grow(input);
      }
    }
    const alt = this.inputs.get("alt") as HTMLTextAreaElement | undefined;
    if (alt) {
      alt.disabled = !!this.node.attrs.decorative;
      const photo = this.room.asset(this.node.attrs.asset as number);
      alt.placeholder = photo?.alt ? photo.alt : t("field.alt_hint");
      const credit = this.inputs.get("credit") as HTMLInputElement;
      credit.placeholder = photo?.credit ?? t("field.credit_hint");
    }
    if (kind === "image" || kind === "video" || kind === "audio" || kind === "file") this.show();
    if (kind === "readalso") {
      this.media!.replaceChildren(...((this.node.attrs.refs as number[] | null) ?? []).map((id) => h("p", null, icon("also"), h("span", null, this.room.article(id) ?? t("article_n", { n: id })))));
    }
    if (kind === "embed") this.media!.replaceChildren(h("strong", null, says("provider." + this.node.attrs.provider, String(this.node.attrs.provider))), h("span", null, String(this.node.attrs.url ?? "")));
    if (kind === "list") this.dom.dataset.ordered = String(!!this.node.attrs.ordered);
    this.dom.classList.toggle("we-head-row", !!this.node.attrs.header_row);
    this.dom.classList.toggle("we-head-col", !!this.node.attrs.header_col);
    this.dom.classList.toggle("we-wider", this.node.attrs.width === "wide");
    if (kind === "gallery") this.dom.dataset.layout = String(this.node.attrs.layout ?? "");
  }

  private show() {
    const id = this.node.attrs.asset as number;
    const up = this.room.uploads.get(id);
    const photo = this.room.asset(id);
    const box = this.media!;
    const key = `${id} ${photo?.url ?? ""} ${up ? up.done + " " + (up.failed ?? "") : ""}`;
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    if (up) {
      const bar = h("progress", { max: 1, value: up.done, "aria-label": up.name });
      box.replaceChildren(up.failed ? h("p", { class: "we-bad" }, up.failed, " ", up.again && h("button", { type: "button", onclick: up.again }, t("again"))) : h("p", null, t("uploading", { name: up.name }), bar));
      return;
    }
    if (photo?.url && this.node.type.name !== "file") {
      const img = h("img", { src: photo.url, alt: "", draggable: false, decoding: "async" });
      if (photo.width && photo.height) {
        img.width = photo.width;
        img.height = photo.height;
      }
      box.replaceChildren(img);
      return;
    }
    box.replaceChildren(h("p", null, photo?.name || (id ? t("asset_n", { n: id }) : String(this.node.attrs.url ?? t("kind." + this.node.type.name)))));
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.dom.dataset.id = (node.attrs.id as string) ?? "";
    this.values();
    return true;
  }

  refresh() {
    this.values();
  }

  selectNode() {
    this.dom.classList.add("we-chosen");
  }
  deselectNode() {
    this.dom.classList.remove("we-chosen");
  }

  stopEvent(e: Event): boolean {
    const target = e.target as HTMLElement;
    return !!target.closest?.(".we-fields, .we-tools button, .we-media button");
  }

  ignoreMutation(m: { target: globalThis.Node; type: string }): boolean {
    if (m.type === "selection") return false;
    return !this.contentDOM || !this.contentDOM.contains(m.target);
  }

  destroy() {
    // What was typed a moment ago and not yet written is written by "change".
    for (const timer of this.timers.values()) clearTimeout(timer);
    shown.delete(this);
  }
}

const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null);
const shown = new Set<Framed>();

/** Pictures that were being uploaded show what became of them. */
export function refreshViews() {
  for (const v of shown) v.refresh();
}

export function grow(input: HTMLElement) {
  if (!(input instanceof HTMLTextAreaElement) || CSS.supports("field-sizing", "content")) return;
  input.style.height = "auto";
  input.style.height = input.scrollHeight + "px";
}

export function nodeViews(room: Room): Record<string, NodeViewConstructor> {
  const out: Record<string, NodeViewConstructor> = {};
  for (const kind of framed) {
    out[kind] = (node, view, pos) => {
      const v = new Framed(node, view, pos, room);
      shown.add(v);
      return v;
    };
  }
  return out;
}
