// What the house style and the notes mark in the text. Marks move with the text;
// those in a paragraph that is written in are asked for again.

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { Editor } from "./editor";

export interface Hit {
  from: number;
  to: number;
  rule: string;
  level: "salah" | "gaya" | "saran";
  words: string;
  put?: string[];
  why?: string;
}

export interface Pin {
  from: number;
  to: number;
  note: number;
  block: boolean;
}

export const hitsKey = new PluginKey<DecorationSet>("hits");

export function marksPlugin(editor: Editor): Plugin {
  return new Plugin({
    key: hitsKey,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const next = tr.getMeta(hitsKey) as DecorationSet | undefined;
        if (next) return next;
        return set === DecorationSet.empty ? set : set.map(tr.mapping, tr.doc);
      },
    },
    props: {
      decorations: (state) => hitsKey.getState(state),
      handleClickOn: (_view, _pos, _node, _at, e) => {
        const el = (e.target as HTMLElement).closest<HTMLElement>(".we-pin");
        if (el) editor.inspector.open("notes", Number(el.dataset.note));
        return false;
      },
    },
  });
}

export function hitAt(state: EditorState): Hit | null {
  const set = hitsKey.getState(state);
  const { from } = state.selection;
  const d = set?.find(from - 1, from + 1).find((x) => (x.spec as { hit?: Hit }).hit && x.from <= from && x.to >= from);
  return d ? { ...(d.spec as { hit: Hit }).hit, from: d.from, to: d.to } : null;
}

export function allHits(state: EditorState): Hit[] {
  return (hitsKey.getState(state)?.find() ?? []).filter((d) => (d.spec as { hit?: Hit }).hit).map((d) => ({ ...(d.spec as { hit: Hit }).hit, from: d.from, to: d.to })).sort((a, b) => a.from - b.from);
}

/** Replaces the marks of one kind. */
export function putMarks(view: EditorView, kind: "hit" | "pin", marks: Decoration[], where?: (from: number) => boolean) {
  const set = hitsKey.getState(view.state) ?? DecorationSet.empty;
  const old = set.find(undefined, undefined, (spec) => kind in spec).filter((d) => !where || where(d.from));
  if (!old.length && !marks.length) return;
  view.dispatch(view.state.tr.setMeta(hitsKey, set.remove(old).add(view.state.doc, marks)).setMeta("addToHistory", false));
}

export const hitMark = (h: Hit) => Decoration.inline(h.from, h.to, { class: "we-hit we-hit-" + h.level, title: h.why ?? "" }, { hit: h });
export const pinMark = (p: Pin) => Decoration.inline(p.from, p.to, { class: "we-pin" + (p.block ? " we-pin-must" : ""), "data-note": String(p.note) }, { pin: p.note });

/** A place in a block's plain text, counted in code points, as a place in the
 * document. */
export function placeIn(node: Node, start: number, points: number): number {
  let left = points;
  let at = start;
  let found = -1;
  node.descendants((n, pos) => {
    if (found >= 0) return false;
    if (n.isText) {
      const chars = [...n.text!];
      if (left <= chars.length) {
        found = start + pos + chars.slice(0, left).join("").length;
        return false;
      }
      left -= chars.length;
      at = start + pos + n.nodeSize;
    } else if (n.type.name === "hard_break") {
      if (left === 0) found = start + pos;
      left--;
      at = start + pos + 1;
    }
    return true;
  });
  return found >= 0 ? found : at;
}

/** The other way. */
export function pointsTo(node: Node, start: number, pos: number): number {
  let n = 0;
  node.descendants((x, off) => {
    const at = start + off;
    if (at >= pos) return false;
    if (x.isText) n += [...x.text!.slice(0, Math.max(0, pos - at))].length;
    else if (x.type.name === "hard_break") n++;
    return true;
  });
  return n;
}
