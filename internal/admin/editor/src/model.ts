// The editor's schema, made from the body's (BODY-3), and the way between the
// two. What the editor cannot hold exactly becomes a locked block, which goes
// back as it came (BODY-4).

import { Fragment, Mark, Node, Schema, type DOMOutputSpec, type MarkSpec, type NodeSpec } from "prosemirror-model";
import { merger, type Attrs, type Node as Stored } from "./merge";
import { schema as body } from "./schema.gen";
import type { AttrSpec, NodeSpec as BodyNode } from "./schema";

const { canonical } = merger(body);
export { canonical };

const specs = new Map(body.nodes.map((n) => [n.name, n]));
export const limits = body.limits;
export const version = body.version;
export const specOf = (name: string): BodyNode | undefined => specs.get(name);

/** The attribute that holds running text, which the editor has as content. */
export const captionOf = (name: string): AttrSpec | undefined => specs.get(name)?.attrs?.find((a) => a.type === "inline");

const isBlock = (name: string) => specs.get(name)?.group === "block";
const lined = (name: string) => /^(inline|text)/.test(specs.get(name)?.content ?? "");

const tags: Record<string, string> = {
  list_item: "li", quote: "blockquote", factbox: "aside", table_row: "tr", table_cell: "td", preformatted: "pre", pullquote: "aside", hard_break: "br",
};

function nodeSpec(n: BodyNode): NodeSpec {
  const attrs: NonNullable<NodeSpec["attrs"]> = { extra: { default: null } };
  if (n.group === "block") attrs.id = { default: "" };
  for (const a of n.attrs ?? []) if (a.type !== "inline") attrs[a.name] = { default: null };
  const out: NodeSpec = { attrs, content: n.content };
  if (n.group) out.group = n.group;
  if (captionOf(n.name)) out.content = "inline*";
  switch (n.name) {
    case "doc":
      return { content: "block+" };
    case "text":
      return { group: "inline" };
    case "hard_break":
      return { ...out, inline: true, selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] };
    case "list_item":
      out.content = "paragraph (paragraph | list | locked)*";
      break;
    case "quote":
      out.content = "(paragraph | locked)+";
      break;
    case "factbox":
      out.content = "(paragraph | list | image | locked)+";
      break;
    case "preformatted":
      out.marks = "";
      out.whitespace = "pre";
      out.code = true;
      break;
  }
  if (!out.content) out.atom = true;
  out.defining = !!n.content && n.name !== "paragraph";
  out.isolating = ["table", "table_cell", "image", "gallery", "factbox", "video", "audio"].includes(n.name);
  if (n.name === "list_item") out.isolating = false;
  const tag = tags[n.name];
  out.toDOM = (node): DOMOutputSpec => {
    const hole = out.content ? [0] : [];
    switch (n.name) {
      case "paragraph":
        return ["p", node.attrs.lang ? { lang: node.attrs.lang } : {}, 0];
      case "heading":
        return ["h" + node.attrs.level, 0];
      case "list":
        return node.attrs.ordered ? ["ol", node.attrs.start ? { start: node.attrs.start } : {}, 0] : ["ul", 0];
    }
    return [tag ?? "div", { "data-kind": n.name }, ...hole] as unknown as DOMOutputSpec;
  };
  switch (n.name) {
    case "paragraph":
      out.parseDOM = [{ tag: "p" }];
      break;
    case "heading":
      out.parseDOM = [2, 3, 4].map((level) => ({ tag: "h" + level, attrs: { level } }));
      break;
    case "list":
      out.parseDOM = [{ tag: "ul" }, { tag: "ol", attrs: { ordered: true } }];
      break;
    default:
      out.parseDOM = [{ tag: `[data-kind="${n.name}"]` }, ...(n.name === "list_item" ? [{ tag: "li" }] : [])];
  }
  return out;
}

const markTags: Record<string, string[]> = { strong: ["strong", "b"], em: ["em", "i"], strike: ["s", "del", "strike"], sub: ["sub"], sup: ["sup"], link: ["a[href]"], lang: ["span[lang]"] };

function makeSchema(): Schema {
  const nodes: Record<string, NodeSpec> = {};
  // The paragraph is what a block is when nothing is said.
  const ordered = [...body.nodes].sort((a, b) => rankOf(a.name) - rankOf(b.name));
  for (const n of ordered) nodes[n.name] = nodeSpec(n);
  nodes.locked = {
    group: "block", atom: true, attrs: { id: { default: "" }, json: { default: null } },
    toDOM: () => ["div", { "data-kind": "locked" }], parseDOM: [{ tag: '[data-kind="locked"]' }],
  };
  nodes.locked_inline = {
    group: "inline", inline: true, atom: true, attrs: { json: { default: null } },
    toDOM: (node) => ["span", { "data-kind": "locked_inline" }, "⟦" + String(node.attrs.json?.type ?? "?") + "⟧"],
  };
  const marks: Record<string, MarkSpec> = {};
  for (const m of body.marks) {
    const attrs: NonNullable<MarkSpec["attrs"]> = { extra: { default: null } };
    for (const a of m.attrs ?? []) attrs[a.name] = { default: null };
    const spec: MarkSpec = { attrs };
    if (m.excludes) spec.excludes = m.name + " " + m.excludes;
    if (m.name === "link") spec.inclusive = false;
    spec.parseDOM = markTags[m.name]?.map((tag) => ({
      tag,
      getAttrs: (dom: HTMLElement) => (m.name === "link" ? { href: dom.getAttribute("href") } : m.name === "lang" ? { tag: dom.getAttribute("lang") } : null),
    }));
    spec.toDOM = (mark) => {
      if (m.name === "link") return ["a", { href: mark.attrs.href, title: mark.attrs.href }, 0];
      if (m.name === "lang") return ["span", { lang: mark.attrs.tag }, 0];
      return [markTags[m.name][0].replace(/\[.*/, ""), 0];
    };
    marks[m.name] = spec;
  }
  marks.strange = { attrs: { json: { default: null } }, excludes: "", toDOM: () => ["span", { "data-mark": "strange" }, 0] };
  return new Schema({ nodes, marks });
}

function rankOf(name: string): number {
  return name === "doc" ? -2 : name === "paragraph" ? -1 : 0;
}

export const schema = makeSchema();

/** An id as the server would give one (BODY-2). */
export function newId(): string {
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (b) => alphabet[b & 31]).join("");
}

// ---- stored → editor

function attrsIn(spec: { attrs?: AttrSpec[] }, given: Attrs | undefined, members?: Attrs): Attrs {
  const out: Attrs = {};
  let extra: { attrs?: Attrs; members?: Attrs } | null = null;
  for (const [name, v] of Object.entries(given ?? {})) {
    if (name === "id") out.id = v;
    else if (spec.attrs?.some((a) => a.name === name)) out[name] = v;
    else (extra ??= {}).attrs = { ...extra?.attrs, [name]: v };
  }
  if (members && Object.keys(members).length) (extra ??= {}).members = members;
  out.extra = extra;
  return out;
}

function membersOf(n: Stored): Attrs {
  const { type, attrs, content, marks, text, ...rest } = n;
  void [type, attrs, content, marks, text];
  return rest;
}

function markIn(m: Stored): Mark {
  const spec = body.marks.find((x) => x.name === m.type);
  if (!spec || Object.keys(m).some((k) => k !== "type" && k !== "attrs")) return schema.marks.strange.create({ json: m });
  return schema.marks[m.type].create(attrsIn(spec, m.attrs));
}

function inlineIn(content: Stored[]): Node[] {
  return content.map((n) => {
    const marks = (n.marks ?? []).map(markIn);
    if (n.type === "text" && n.text && !Object.keys(membersOf(n)).length) return schema.text(n.text, marks);
    if (n.type === "hard_break") return schema.nodes.hard_break.create(attrsIn({}, n.attrs, membersOf(n)), null, marks);
    return schema.nodes.locked_inline.create({ json: n });
  });
}

function nodeIn(n: Stored): Node {
  const spec = specs.get(n.type);
  if (!spec) return lock(n);
  const caption = captionOf(n.type);
  const given = { ...n.attrs };
  if (caption) delete given[caption.name];
  const attrs = attrsIn(spec, given, membersOf(n));
  let content: Node[] = [];
  if (caption) content = inlineIn((n.attrs?.[caption.name] as Stored[] | undefined) ?? []);
  else if (lined(n.type)) content = inlineIn(n.content ?? []);
  else content = (n.content ?? []).map((c) => (isBlock(c.type) || !specs.has(c.type) ? blockIn(c) : nodeIn(c)));
  return schema.nodes[n.type].create(attrs, content);
}

function lock(n: Stored): Node {
  return schema.nodes.locked.create({ id: typeof n.attrs?.id === "string" ? n.attrs.id : "", json: n });
}

/** A stored block as the editor holds it; locked when it would not go back as
 * it came. */
export function blockIn(n: Stored): Node {
  try {
    const node = nodeIn(n);
    node.check();
    if (JSON.stringify(canonical(nodeOut(node))) === JSON.stringify(canonical(n))) return node;
  } catch {
    // What the schema refuses is kept locked.
  }
  return lock(n);
}

/** A document for the editor, which always has a paragraph to write in. */
export function docIn(blocks: Stored[]): Node {
  const nodes = blocks.map(blockIn);
  return schema.nodes.doc.create(null, nodes.length ? nodes : [schema.nodes.paragraph.create()]);
}

// ---- editor → stored

function attrsOut(spec: { attrs?: AttrSpec[] }, attrs: Attrs): Attrs | undefined {
  const out: Attrs = {};
  if (attrs.id) out.id = attrs.id;
  for (const a of spec.attrs ?? []) if (attrs[a.name] !== null && attrs[a.name] !== undefined) out[a.name] = attrs[a.name];
  Object.assign(out, (attrs.extra as { attrs?: Attrs } | null)?.attrs);
  return Object.keys(out).length ? out : undefined;
}

function markOut(m: Mark): Stored {
  if (m.type.name === "strange") return m.attrs.json as Stored;
  const attrs = attrsOut(body.marks.find((x) => x.name === m.type.name)!, m.attrs);
  return attrs ? { type: m.type.name, attrs } : { type: m.type.name };
}

function inlineOut(node: Node): Stored[] {
  const out: Stored[] = [];
  node.forEach((n) => {
    if (n.type.name === "locked_inline") {
      out.push(n.attrs.json as Stored);
      return;
    }
    const stored: Stored = { type: n.type.name };
    if (n.type.name === "hard_break") {
      const attrs = attrsOut({}, n.attrs);
      if (attrs) stored.attrs = attrs;
    }
    if (n.marks.length) stored.marks = n.marks.map(markOut);
    if (n.isText) stored.text = n.text!;
    Object.assign(stored, (n.attrs.extra as { members?: Attrs } | null)?.members);
    out.push(stored);
  });
  return out;
}

export function nodeOut(node: Node): Stored {
  const name = node.type.name;
  if (name === "locked") {
    const n = node.attrs.json as Stored;
    // Pasted again it has got an id of its own.
    return node.attrs.id && n.attrs?.id !== node.attrs.id ? { ...n, attrs: { ...n.attrs, id: node.attrs.id } } : n;
  }
  const spec = specs.get(name)!;
  const out: Stored = { type: name };
  const caption = captionOf(name);
  const attrs = attrsOut(spec, node.attrs) ?? {};
  if (caption && node.content.size) attrs[caption.name] = inlineOut(node);
  if (Object.keys(attrs).length) out.attrs = attrs;
  if (!caption) {
    const content = lined(name) ? inlineOut(node) : children(node.content);
    if (content.length) out.content = content;
  }
  Object.assign(out, (node.attrs.extra as { members?: Attrs } | null)?.members);
  return canonical(out);
}

function children(content: Fragment): Stored[] {
  const out: Stored[] = [];
  content.forEach((n) => void out.push(nodeOut(n)));
  return out;
}

const strings = new WeakMap<Node, string>();

/** A block as stored, in the one form; nodes do not change, so each is written
 * once. */
export function blockOut(node: Node): string {
  let s = strings.get(node);
  if (s === undefined) strings.set(node, (s = JSON.stringify(nodeOut(node))));
  return s;
}

/** The paragraph that an empty document is shown with is not stored. */
export function isFiller(doc: Node): boolean {
  return doc.childCount === 1 && doc.firstChild!.type.name === "paragraph" && !doc.firstChild!.attrs.id && doc.firstChild!.content.size === 0;
}

export function docOut(doc: Node): { order: string[]; blocks: Map<string, string> } {
  const order: string[] = [];
  const blocks = new Map<string, string>();
  if (isFiller(doc)) return { order, blocks };
  doc.forEach((n) => {
    order.push(n.attrs.id as string);
    blocks.set(n.attrs.id as string, blockOut(n));
  });
  return { order, blocks };
}
