// ProseMirror for the article's text: state, keys, ids, what shows while empty.

import { baseKeymap, chainCommands, createParagraphNear, exitCode, liftEmptyBlock, newlineInCode, setBlockType, splitBlock, toggleMark, wrapIn, lift } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Fragment, type Node, type NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState, NodeSelection, Plugin, PluginKey, Selection, TextSelection, type Command, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { captionOf, newId, schema } from "../model";
import { aloud, t } from "./dom";

const { nodes, marks } = schema;

/** Gives each block an id of its own; a split keeps it on the first half, what
 * is pasted twice gets another (BODY-2). */
export const idKeeper = new Plugin({
  appendTransaction(trs, before, after) {
    if (!trs.some((tr) => tr.docChanged)) return null;
    // Typing in a block that has its id changes no ids.
    if (before.doc.childCount === after.doc.childCount) {
      let simple = true;
      for (let i = 0; i < after.doc.childCount && simple; i++) {
        const a = before.doc.child(i);
        const b = after.doc.child(i);
        if (a === b) continue;
        simple = b.isTextblock && b.attrs.id !== "" && a.attrs.id === b.attrs.id;
      }
      if (simple) return null;
    }
    const seen = new Set<string>();
    let tr: Transaction | undefined;
    const filler = after.doc.childCount === 1 && after.doc.firstChild!.type === nodes.paragraph && !after.doc.firstChild!.content.size;
    after.doc.descendants((node, pos) => {
      if (!node.type.spec.attrs || !("id" in node.type.spec.attrs)) return;
      const id = node.attrs.id as string;
      if ((!id && !filler) || (id && seen.has(id))) {
        tr ??= after.tr;
        const fresh = newId();
        tr.setNodeAttribute(pos, "id", fresh);
        seen.add(fresh);
      } else seen.add(id);
    });
    return tr ? tr.setMeta("addToHistory", false) : null;
  },
});

const placeholderKey = new PluginKey("placeholder");

/** "/" for blocks, shown in an empty paragraph under the caret. */
export const placeholder = new Plugin({
  key: placeholderKey,
  props: {
    decorations(state) {
      const { $from, empty } = state.selection;
      const alone = state.doc.childCount === 1 && !state.doc.firstChild!.content.size && state.doc.firstChild!.type === nodes.paragraph;
      const node = $from.parent;
      if (!alone && (!empty || $from.depth !== 1 || node.type !== nodes.paragraph || node.content.size)) return null;
      const pos = alone ? 0 : $from.before();
      return DecorationSet.create(state.doc, [Decoration.node(pos, pos + (alone ? state.doc.firstChild! : node).nodeSize, { class: "we-empty", "data-hint": alone ? t("hint.start") : t("hint.slash") })]);
    },
  },
});

/** The top-level block around the selection. */
export function blockAt(state: EditorState): { node: Node; pos: number; index: number } | null {
  const { $from } = state.selection;
  if (state.selection instanceof NodeSelection && $from.depth === 0) return { node: state.selection.node, pos: $from.pos, index: $from.index(0) };
  if ($from.depth === 0) return null;
  return { node: $from.node(1), pos: $from.before(1), index: $from.index(0) };
}

export const kindName = (node: Node) => t("kind." + node.type.name + (node.type === nodes.list && node.attrs.ordered ? "_ordered" : ""));

/** Moves the block under the caret past its neighbour. */
export function moveBlock(dir: -1 | 1): Command {
  return (state, dispatch) => {
    const at = blockAt(state);
    if (!at) return false;
    const other = at.index + dir;
    if (other < 0 || other >= state.doc.childCount) return false;
    if (dispatch) {
      const neighbour = state.doc.child(other);
      const from = dir < 0 ? at.pos - neighbour.nodeSize : at.pos;
      const to = dir < 0 ? at.pos + at.node.nodeSize : at.pos + at.node.nodeSize + neighbour.nodeSize;
      const pair = dir < 0 ? [at.node, neighbour] : [neighbour, at.node];
      const inside = state.selection.from - at.pos;
      const tr = state.tr.replaceWith(from, to, Fragment.from(pair));
      const pos = (dir < 0 ? from : from + neighbour.nodeSize) + inside;
      tr.setSelection(state.selection instanceof NodeSelection ? NodeSelection.create(tr.doc, pos) : TextSelection.near(tr.doc.resolve(pos)));
      dispatch(tr.scrollIntoView());
      aloud(t("moved", { kind: kindName(at.node), n: other + 1, of: state.doc.childCount }));
    }
    return true;
  };
}

/** Puts a block after the one under the caret, or in place of an empty paragraph. */
export function putBlock(state: EditorState, node: Node, dispatch?: (tr: Transaction) => void): boolean {
  const at = blockAt(state);
  if (!dispatch) return true;
  const tr = state.tr;
  let pos: number;
  if (at && at.node.type === nodes.paragraph && !at.node.content.size) {
    pos = at.pos;
    tr.replaceWith(pos, pos + at.node.nodeSize, node);
  } else {
    pos = at ? at.pos + at.node.nodeSize : state.doc.content.size;
    tr.insert(pos, node);
  }
  const after = pos + node.nodeSize;
  if (after >= tr.doc.content.size) tr.insert(after, nodes.paragraph.create());
  const inside = node.isTextblock || node.type === nodes.table || node.type === nodes.factbox || node.type === nodes.quote || node.type === nodes.list;
  tr.setSelection(inside ? Selection.near(tr.doc.resolve(pos + 1)) : NodeSelection.isSelectable(node) ? NodeSelection.create(tr.doc, pos) : Selection.near(tr.doc.resolve(after)));
  dispatch(tr.scrollIntoView());
  return true;
}

export const insert = (make: () => Node): Command => (state, dispatch) => putBlock(state, make(), dispatch);

/** Enter in a caption or a pull quote goes on below. */
const leaveCaption: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.isTextblock || !(captionOf($from.parent.type.name) || $from.parent.type === nodes.pullquote || $from.parent.type === nodes.heading)) return false;
  const end = $from.parentOffset === $from.parent.content.size;
  if ($from.parent.type === nodes.heading && !end) return false;
  const outer = $from.depth > 1 && $from.node(-1).type === nodes.gallery ? $from.after(-1) : $from.after();
  if (dispatch) {
    const tr = state.tr;
    if (!end && $from.parent.type !== nodes.heading) return true;
    tr.insert(outer, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.create(tr.doc, outer + 1)).scrollIntoView());
  }
  return true;
};

const inTable: (dir: 1 | -1) => Command = (dir) => (state, dispatch) => {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) {
    if ($from.node(d).type !== nodes.table_cell) continue;
    if (!dispatch) return true;
    const table = $from.node(d - 2);
    const at = $from.start(d - 2);
    const cells: number[] = [];
    table.descendants((n, pos) => {
      if (n.type === nodes.table_cell) cells.push(at + pos);
      return n.type === nodes.table_row;
    });
    const next = cells.indexOf($from.before(d)) + dir;
    if (next >= 0 && next < cells.length) {
      dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(cells[next] + 1))).scrollIntoView());
    } else if (dir > 0) addRow(state, dispatch);
    return true;
  }
  return false;
};

export interface TablePlace {
  table: Node;
  pos: number;
  row: number;
  col: number;
}

export function tableAt(state: EditorState): TablePlace | null {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) {
    if ($from.node(d).type === nodes.table) return { table: $from.node(d), pos: $from.before(d), row: $from.index(d), col: $from.depth > d ? $from.index(d + 1) : 0 };
  }
  return null;
}

function rebuild(change: (rows: Node[], at: TablePlace) => Node[] | null): Command {
  return (state, dispatch) => {
    const at = tableAt(state);
    if (!at) return false;
    const rows: Node[] = [];
    at.table.forEach((r) => void rows.push(r));
    const next = change(rows, at);
    if (!next) return false;
    if (dispatch) {
      const tr = state.tr;
      if (!next.length) tr.delete(at.pos, at.pos + at.table.nodeSize);
      else tr.replaceWith(at.pos, at.pos + at.table.nodeSize, at.table.copy(Fragment.from(next)));
      tr.setSelection(Selection.near(tr.doc.resolve(Math.min(at.pos + 3, tr.doc.content.size))));
      dispatch(tr.scrollIntoView());
    }
    return true;
  };
}

const cell = () => nodes.table_cell.create();
const cellsOf = (row: Node): Node[] => {
  const out: Node[] = [];
  row.forEach((c) => void out.push(c));
  return out;
};

export const addRow: Command = rebuild((rows, at) => (rows.length >= 100 ? null : [...rows.slice(0, at.row + 1), nodes.table_row.create(null, Array.from({ length: rows[at.row].childCount }, cell)), ...rows.slice(at.row + 1)]));
export const addColumn: Command = rebuild((rows, at) => (rows.some((r) => r.childCount >= 12) ? null : rows.map((r) => r.copy(Fragment.from([...cellsOf(r).slice(0, at.col + 1), cell(), ...cellsOf(r).slice(at.col + 1)])))));
export const dropRow: Command = rebuild((rows, at) => rows.filter((_, i) => i !== at.row));
export const dropColumn: Command = rebuild((rows, at) => (rows.every((r) => r.childCount <= 1) ? [] : rows.map((r) => (r.childCount > 1 ? r.copy(Fragment.from(cellsOf(r).filter((_, i) => i !== at.col))) : r))));

export function newTable(rows = 3, columns = 3): Node {
  return nodes.table.create({ header_row: true }, Array.from({ length: rows }, () => nodes.table_row.create(null, Array.from({ length: columns }, cell))));
}

export const toHeading = (level: number): Command => (state, dispatch) => {
  const is = state.selection.$from.parent;
  if (is.type === nodes.heading && is.attrs.level === level) return setBlockType(nodes.paragraph)(state, dispatch);
  return setBlockType(nodes.heading, { level, id: is.attrs.id || newId() })(state, dispatch);
};

export const toggleList = (ordered: boolean): Command => (state, dispatch) => {
  const { $from } = state.selection;
  for (let d = $from.depth; d > 0; d--) {
    if ($from.node(d).type !== nodes.list) continue;
    if (!!$from.node(d).attrs.ordered === ordered) return liftListItem(nodes.list_item)(state, dispatch);
    dispatch?.(state.tr.setNodeAttribute($from.before(d), "ordered", ordered || null));
    return true;
  }
  return wrapInListItem(ordered)(state, dispatch);
};

const wrapInListItem = (ordered: boolean): Command => (state, dispatch) => {
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to);
  if (!range || range.depth !== 0) return false;
  const items: Node[] = [];
  for (let i = range.startIndex; i < range.endIndex; i++) {
    const n = range.parent.child(i);
    if (!n.isTextblock || captionOf(n.type.name)) return false;
    items.push(nodes.list_item.create(null, nodes.paragraph.create({ id: n.attrs.id }, n.content)));
  }
  if (dispatch) {
    const tr = state.tr.replaceWith(range.start, range.end, nodes.list.create({ ordered: ordered || null, id: newId() }, items));
    const shift = 2;
    tr.setSelection(TextSelection.between(tr.doc.resolve($from.pos + shift), tr.doc.resolve(Math.min(tr.doc.content.size, $from.pos + shift))));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

export const toggleQuote: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.depth > 1 && $from.node(-1).type === nodes.quote) return lift(state, dispatch);
  return wrapIn(nodes.quote, { id: newId() })(state, dispatch);
};

export const hardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type === nodes.preformatted) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/** A list's or quote's last empty line ends it. */
const enter = chainCommands(newlineInCode, leaveCaption, splitListItem(nodes.list_item), createParagraphNear, liftEmptyBlock, splitBlock);

/** Backspace at the start of a block that is not a paragraph makes it one first. */
const plainFirst: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection;
  if (!$cursor || $cursor.parentOffset > 0) return false;
  if ($cursor.parent.type === nodes.heading || $cursor.parent.type === nodes.pullquote || $cursor.parent.type === nodes.preformatted) {
    return setBlockType(nodes.paragraph, { id: $cursor.parent.attrs.id })(state, dispatch);
  }
  if ($cursor.depth > 2 && $cursor.node(-1).type === nodes.list_item && $cursor.index(-1) === 0) return liftListItem(nodes.list_item)(state, dispatch);
  return false;
};

const list = (ordered: boolean, pattern: RegExp) =>
  new InputRule(pattern, (state, match, start, end) => {
    const $start = state.doc.resolve(start);
    if ($start.depth !== 1 || $start.parent.type !== nodes.paragraph) return null;
    const p = $start.parent;
    const rest = p.content.cut(end - $start.start());
    const from = Number(match[1]);
    const node = nodes.list.create({ id: newId(), ordered: ordered || null, start: ordered && from > 1 && from < 10_000 ? from : null }, nodes.list_item.create(null, nodes.paragraph.create({ id: p.attrs.id }, rest)));
    const tr = state.tr.replaceWith($start.before(), $start.after(), node);
    return tr.setSelection(TextSelection.create(tr.doc, $start.before() + 3));
  });

const rules = inputRules({
  rules: [
    list(false, /^\s*[-*•]\s$/),
    list(true, /^(\d{1,4})[.)]\s$/),
    textblockTypeInputRule(/^##\s$/, nodes.heading, { level: 2 }),
    textblockTypeInputRule(/^###\s$/, nodes.heading, { level: 3 }),
    wrappingInputRule(/^\s*>\s$/, nodes.quote),
    new InputRule(/^---$/, (state, _m, start, end) => {
      const $start = state.doc.resolve(start);
      if ($start.depth !== 1) return null;
      void end;
      const tr = state.tr.replaceWith($start.before(), $start.after(), [nodes.divider.create({ id: newId() }), nodes.paragraph.create()]);
      return tr.setSelection(TextSelection.near(tr.doc.resolve($start.before() + 2)));
    }),
  ],
});

export interface Actions {
  [name: string]: Command;
}

/** All keys of the text; actions are those that open something beside it. */
export function plugins(actions: Actions, more: Plugin[]): Plugin[] {
  const keys: Record<string, Command> = {
    "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo,
    "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-Shift-x": toggleMark(marks.strike),
    "Mod-Alt-1": toHeading(2), "Mod-Alt-2": toHeading(3), "Mod-Alt-3": toHeading(4), "Mod-Alt-0": setBlockType(nodes.paragraph),
    "Mod-Shift-7": toggleList(true), "Mod-Shift-8": toggleList(false), "Mod-Shift-9": toggleQuote,
    "Alt-ArrowUp": moveBlock(-1), "Alt-ArrowDown": moveBlock(1),
    "Shift-Enter": hardBreak, Enter: enter,
    Tab: chainCommands(inTable(1), sinkListItem(nodes.list_item)), "Shift-Tab": chainCommands(inTable(-1), liftListItem(nodes.list_item)),
    Backspace: plainFirst,
    ...actions,
  };
  return [...more, rules, keymap(keys), keymap(baseKeymap), history({ newGroupDelay: 700 }), idKeeper, placeholder];
}

export function canBe(type: NodeType, state: EditorState): boolean {
  return state.selection.$from.parent.type === type;
}

export { undo, redo, toggleMark };
