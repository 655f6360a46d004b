// What is looked for beside the text: related articles, embeds, media.

import { Selection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { newId, schema } from "../model";
import { embedOf } from "../embeds";
import { call } from "./api";
import type { Editor } from "./editor";
import { debounce, freshId, h, t } from "./dom";
import type { Photo } from "./island";
import { putBlock } from "./prose";

const { nodes } = schema;

interface Offer {
  id: number;
  headline: string;
  why?: string[];
  published?: string;
}

/** Five ranked offers; typing searches; Enter puts one in. */
export function alsoPicker(editor: Editor, view: EditorView) {
  const id = freshId("also");
  const input = h("input", { id, type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": id + "-l", "aria-autocomplete": "list", autocomplete: "off" });
  const list = h("ul", { class: "we-list we-offers", role: "listbox", id: id + "-l", "aria-label": t("also.title") });
  const state = h("p", { class: "we-hint", role: "status" }, t("loading"));
  let items: Offer[] = [];
  let at = 0;
  let asked = 0;
  const mark = () => [...list.children].forEach((el, i) => {
    el.setAttribute("aria-selected", String(i === at));
    if (i === at) {
      input.setAttribute("aria-activedescendant", el.id);
      el.scrollIntoView({ block: "nearest" });
    }
  });
  const show = () => {
    list.replaceChildren(...items.map((o, i) => h("li", { role: "option", id: `${id}-${i}`, onmousedown: (e: Event) => (e.preventDefault(), take(o)) }, h("span", null, o.headline), o.why?.length ? h("small", null, o.why.map((w) => t("also.why." + w)).join(" · ")) : null)));
    state.textContent = items.length ? "" : t("also.none");
    at = 0;
    mark();
  };
  const take = (o: Offer) => {
    editor.island.names.articles[o.id] = o.headline;
    dialog.close();
    const { state } = view;
    // A "read also" above takes it along: up to three stand together.
    const $f = state.selection.$from;
    const before = $f.depth ? state.doc.resolve($f.before(1)).nodeBefore : null;
    if (before?.type === nodes.readalso && (before.attrs.refs as number[]).length < 3 && !$f.parent.content.size) {
      const pos = $f.before(1) - before.nodeSize;
      view.dispatch(state.tr.setNodeAttribute(pos, "refs", [...(before.attrs.refs as number[]), o.id]));
    } else {
      putBlock(state, nodes.readalso.create({ id: newId(), refs: [o.id] }), view.dispatch);
      // The caret goes on below.
      const sel = view.state.selection;
      view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(sel.to))));
    }
    view.focus();
  };
  const ask = async (q: string) => {
    const mine = ++asked;
    try {
      const found = q ? (await editor.findArticles(q)).filter((a) => a.id !== editor.article) : (await call<{ items: Offer[] }>(`/articles/${editor.article}/suggestions`)).body.items;
      if (mine !== asked) return;
      items = found;
      show();
    } catch (e) {
      state.textContent = (e as Error).message || t("chip.offline");
    }
  };
  const later = debounce(() => void ask(input.value.trim()), 150);
  input.addEventListener("input", later);
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (items.length) at = (at + (e.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
      mark();
    } else if (e.key === "Enter") {
      e.preventDefault();
      if (items[at]) take(items[at]);
    }
  });
  const dialog = h("dialog", { class: "we-dialog", "aria-labelledby": id + "-t" }, h("h2", { id: id + "-t" }, t("also.title")), h("label", { htmlFor: id }, t("also.search")), input, state, list, h("p", { class: "we-act" }, h("button", { type: "button", onclick: () => dialog.close() }, t("cancel"))));
  dialog.addEventListener("close", () => (dialog.remove(), view.focus()));
  editor.dom.append(dialog);
  dialog.showModal();
  input.focus();
  void editor.saver.flush().then(() => ask(""));
}

/** Asks for an address that the provider table knows. */
export function embedDialog(view: EditorView) {
  const id = freshId("embed");
  const input = h("input", { id, type: "url", inputMode: "url", autocomplete: "off", required: true });
  const bad = h("p", { class: "we-bad", role: "alert", hidden: true }, t("embed.bad"));
  const dialog = h("dialog", { class: "we-dialog", "aria-labelledby": id + "-t" },
    h("form", { method: "dialog", noValidate: true, onsubmit: (e: Event) => {
      e.preventDefault();
      const found = embedOf(input.value.trim());
      if (!found) {
        bad.hidden = false;
        input.focus();
        return;
      }
      dialog.close();
      putBlock(view.state, nodes.embed.create({ id: newId(), ...found }), view.dispatch);
      view.focus();
    } }, h("h2", { id: id + "-t" }, t("kind.embed")), h("label", { htmlFor: id }, t("embed.address")), input, h("p", { class: "we-hint" }, t("embed.hint")), bad,
      h("p", { class: "we-act" }, h("button", { class: "main", type: "submit" }, t("put")), h("button", { type: "button", onclick: () => dialog.close() }, t("cancel")))));
  dialog.addEventListener("close", () => (dialog.remove(), view.focus()));
  view.dom.closest(".we")!.append(dialog);
  dialog.showModal();
  input.focus();
}

export type Chosen = File | { id: number; photo: Photo };

interface Picker {
  pick(o: { kind: string; many: boolean; edition: number; host: HTMLElement; words: Record<string, string>; lang: string }): Promise<Chosen[]>;
}

/** The library's dialog is loaded when it is wanted the first time; without it a
 * file from the device can still be chosen. */
export async function pickMedia(editor: Editor, kind: "photo" | "file", many: boolean): Promise<Chosen[]> {
  try {
    const url = editor.island.links.picker;
    if (!url) throw new Error("no picker");
    const picker = (await import(url)) as Picker;
    return await picker.pick({ kind, many, edition: editor.island.edition, host: editor.dom, words: editor.island.words, lang: editor.island.lang });
  } catch {
    return fromDevice(kind, many);
  }
}

export function fromDevice(kind: string, many: boolean, camera = false): Promise<File[]> {
  return new Promise((done) => {
    const input = h("input", { type: "file", multiple: many, accept: kind === "photo" ? "image/jpeg,image/png,image/webp,image/gif,image/heic" : "" });
    if (camera) input.setAttribute("capture", "environment");
    input.addEventListener("change", () => done([...(input.files ?? [])]));
    input.addEventListener("cancel", () => done([]));
    input.click();
  });
}
