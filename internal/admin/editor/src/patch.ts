// An article's text as a tab holds it, and what changes it: fields by their
// names in news.Fields, blocks as the JSON they are stored in. Plain data.

import { merger, type Node } from "./merge";
import { schema } from "./schema.gen";

export type Fields = Record<string, unknown>;

/** Fields by name (empty ones left out), and the text: ids in order, blocks by id. */
export interface Text {
  fields: Fields;
  order: string[];
  blocks: Map<string, string>;
}

/** What a save carries beside who and when (SAVE-1). */
export interface Patch {
  fields?: Fields;
  blocks?: unknown[];
  order?: string[];
}

/** What the head has and a tab lacks, as the server answers. */
export interface Lacks extends Patch {
  body?: Node;
}

export interface Refused {
  field: string;
  block?: string;
  code: string;
  limit?: number;
}

const { merge, canonical } = merger(schema);
const sets = new Set(["tags", "more"]);
const lists = new Set(["byline", "related"]);

/** Names that are the same field for the desk: a place that has a dot is read
 * through the content's objects. */
export function fieldsOf(content: Record<string, unknown>, names: string[]): Fields {
  const out: Fields = {};
  for (const name of names) {
    if (name === "body") continue;
    let v: unknown = content;
    for (const part of name.split(".")) v = v && typeof v === "object" ? (v as Fields)[part] : undefined;
    if (!blank(v)) out[name] = v;
  }
  return out;
}

export function textOf(content: Record<string, unknown>, names: string[]): Text {
  return { fields: fieldsOf(content, names), ...blocksOf((content.body as Node | undefined)?.content ?? []) };
}

export function blocksOf(nodes: Node[]): { order: string[]; blocks: Map<string, string> } {
  const order: string[] = [];
  const blocks = new Map<string, string>();
  for (const n of nodes) {
    const c = canonical(n);
    const id = typeof c.attrs?.id === "string" ? c.attrs.id : "";
    order.push(id);
    blocks.set(id, JSON.stringify(c));
  }
  return { order, blocks };
}

/** Whether each block has an id of its own: without that only a whole text can
 * be sent. */
export function named(t: Text): boolean {
  return t.blocks.size === t.order.length && !t.blocks.has("");
}

export function docOf(t: Text): Node {
  const doc: Node = { type: "doc", version: schema.version };
  if (t.order.length) doc.content = t.order.map((id) => JSON.parse(t.blocks.get(id)!) as Node);
  return doc;
}

export function blank(v: unknown): boolean {
  return v === undefined || v === null || v === "" || v === false || v === 0 || (Array.isArray(v) && !v.length) || (typeof v === "object" && !Array.isArray(v) && !Object.keys(v!).length);
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || (blank(a) && blank(b)) || JSON.stringify(a) === JSON.stringify(b);
}

const sameList = (a: string[], b: string[]) => a.length === b.length && a.every((x, i) => x === b[i]);

export function sameText(a: Text, b: Text): boolean {
  return !diff(a, b);
}

/** What leads from a to b; nothing when they say the same. held is what the
 * server refused as it stands: it is not offered again until it changes. */
export function diff(a: Text, b: Text, held?: Map<string, string>): Patch | undefined {
  const fields: Fields = {};
  for (const name of new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])) {
    if (same(a.fields[name], b.fields[name])) continue;
    if (held?.get(name) === JSON.stringify(b.fields[name] ?? null)) continue;
    fields[name] = blank(b.fields[name]) ? null : b.fields[name];
  }
  const blocks: unknown[] = [];
  const left = new Set<string>();
  for (const id of b.order) {
    const raw = b.blocks.get(id)!;
    if (a.blocks.get(id) === raw) continue;
    if (held?.get("#" + id) === raw) {
      if (!a.blocks.has(id)) left.add(id);
      continue;
    }
    blocks.push(JSON.parse(raw));
  }
  const order = left.size ? b.order.filter((id) => !left.has(id)) : b.order;
  const out: Patch = {};
  if (Object.keys(fields).length) out.fields = fields;
  if (blocks.length) out.blocks = blocks;
  if (!sameList(a.order, order)) out.order = order;
  return out.fields || out.blocks || out.order ? out : undefined;
}

/** a with a patch, or with what the head has more. */
export function apply(a: Text, p: Lacks): Text {
  const fields = { ...a.fields };
  for (const [name, v] of Object.entries(p.fields ?? {})) {
    if (blank(v)) delete fields[name];
    else fields[name] = v;
  }
  if (p.body) return { fields, ...blocksOf(p.body.content ?? []) };
  const blocks = new Map(a.blocks);
  let order = a.order;
  for (const [id, raw] of blocksOf((p.blocks ?? []) as Node[]).blocks) {
    if (!blocks.has(id) && !p.order?.includes(id)) order = [...order, id];
    blocks.set(id, raw);
  }
  if (p.order) {
    order = p.order.filter((id) => blocks.has(id));
    const stays = new Set(order);
    for (const id of blocks.keys()) if (!stays.has(id)) blocks.delete(id);
  }
  return { fields, order, blocks };
}

/** A patch without what was refused. */
export function without(p: Patch, refused: Refused[], homes: (block: string) => string): Patch {
  if (!refused.length) return p;
  const fields = { ...p.fields };
  let blocks = p.blocks as Node[] | undefined;
  let order = p.order;
  for (const r of refused) {
    const top = r.field.split(".")[0];
    if (top === "body") {
      if (!r.block) return { fields };
      const home = homes(r.block);
      const isNew = blocks?.some((b) => b.attrs?.id === home);
      blocks = blocks?.filter((b) => b.attrs?.id !== home);
      if (isNew) order = order?.slice();
    } else {
      for (const name of Object.keys(fields)) if (name === r.field || name === top || name.startsWith(top + ".")) delete fields[name];
    }
  }
  return { fields, blocks, order };
}

export interface Joined {
  text: Text;
  /** Places that both changed to different ends: nothing was joined then. */
  conflicts: string[];
}

/** Puts head under what was typed since base. */
export function rebase(base: Text, head: Text, mine: Text): Joined {
  const conflicts: string[] = [];
  const fields: Fields = {};
  for (const name of new Set([...Object.keys(base.fields), ...Object.keys(head.fields), ...Object.keys(mine.fields)])) {
    const b = base.fields[name];
    const h = head.fields[name];
    const m = mine.fields[name];
    let v = h;
    if (same(b, h)) v = m;
    else if (!same(b, m) && !same(h, m)) {
      if (sets.has(name)) v = union(b, h, m);
      else if (lists.has(name)) v = listed(b, h, m);
      else {
        conflicts.push(name);
        v = m;
      }
    }
    if (!blank(v)) fields[name] = v;
  }
  if (sameList(base.order, head.order) && head.order.every((id) => base.blocks.get(id) === head.blocks.get(id))) {
    return { text: { fields, order: mine.order, blocks: mine.blocks }, conflicts };
  }
  const { doc, report } = merge(docOf(base), docOf(head), docOf(mine));
  for (const c of report.conflicts) conflicts.push("#" + c.block);
  return { text: { fields, ...blocksOf(doc.content ?? []) }, conflicts };
}

function union(base: unknown, head: unknown, mine: unknown): unknown[] {
  const key = (v: unknown) => JSON.stringify(v);
  const list = (v: unknown) => (Array.isArray(v) ? v : []);
  const was = new Set(list(base).map(key));
  const is = new Set(list(mine).map(key));
  const out = list(head).filter((v) => is.has(key(v)) || !was.has(key(v)));
  const there = new Set(list(head).map(key));
  for (const v of list(mine)) if (!was.has(key(v)) && !there.has(key(v))) out.push(v);
  return out;
}

function listed(base: unknown, head: unknown, mine: unknown): unknown[] {
  return union(base, head, mine);
}
