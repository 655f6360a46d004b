// Three-way merge of an article's text, block by block: the rules of package
// body's merge.go, for the browser that puts what the server answers under what
// was typed meanwhile. The server's merge is the one that counts; both pass the
// cases of internal/body/testdata/merge.
//
// Plain data in, plain data out: no framework, no DOM.

export type Attrs = Record<string, unknown>;

/** A node as it is stored: ProseMirror's JSON. */
export interface Node {
  type: string;
  attrs?: Attrs;
  content?: Node[];
  marks?: Node[];
  text?: string;
  [member: string]: unknown;
}

/** One place that both sides changed to different ends. */
export interface Conflict {
  block: string;
  /** "content", "attrs.crop", or empty for the whole block. */
  part: string;
  base?: unknown;
  theirs: unknown;
  mine: unknown;
}

export interface Report {
  merged: string[];
  kept: string[];
  conflicts: Conflict[];
}

/** What is used of internal/body/schema.json. */
export interface Schema {
  limits: { blocks: number; text: number };
  marks: { name: string }[];
  nodes: {
    name: string;
    group?: string;
    content?: string;
    max_children?: number;
    max_text?: number;
    one_of?: string[];
    attrs?: { name: string; type: string; required?: boolean; max?: number }[];
  }[];
}

interface Token {
  /** What two tokens are compared by. */
  key: string;
  text?: string;
  marks?: Node[];
  node?: Node;
}

interface Piece {
  raw: string;
  node: Node;
  key: string;
  id: string;
  opaque: boolean;
  lined: boolean;
  attrs: [string, unknown][];
  parts: Piece[];
  line: Token[];
}

interface Hunk {
  a0: number;
  a1: number;
  b0: number;
  b1: number;
}

const maxEdits = 400;
const spaces = " \\t\\n\\r\\u00a0\\u202f\\u3000\\u2028\\u2029\\u2000-\\u200a";
const words = new RegExp(`[${spaces}]+|[\\p{L}\\p{N}\\p{M}]+|[^]`, "gu");
const space = new RegExp(`^[${spaces}]`, "u");

/** Makes the merge for a schema. */
export function merger(schema: Schema) {
  const nodes = new Map(schema.nodes.map((n) => [n.name, n]));
  const ranks = new Map(schema.marks.map((m, i) => [m.name, i]));
  const rank = (m: Node) => ranks.get(m.type) ?? ranks.size;
  const isBlock = (type: string) => nodes.get(type)?.group === "block";

  /** The node in the one form that is stored: empty attributes left out, marks
   * in order, runs joined. */
  function canonical(n: Node): Node {
    const spec = nodes.get(n.type);
    if (!spec || strange(n)) return n;
    const out: Node = { type: n.type };
    const attrs: Attrs = {};
    const given = n.attrs ?? {};
    if (given.id) attrs.id = given.id;
    for (const a of spec.attrs ?? []) {
      const v = given[a.name];
      if (!empty(v)) attrs[a.name] = a.type === "inline" ? run(v as Node[]) : v;
    }
    for (const [name, v] of Object.entries(given)) {
      if (name !== "id" && !spec.attrs?.some((a) => a.name === name)) attrs[name] = v;
    }
    if (Object.keys(attrs).length) out.attrs = attrs;
    const inside = lined(n.type) ? run(n.content ?? []) : (n.content ?? []).map(canonical);
    if (inside.length) out.content = inside;
    for (const [name, v] of Object.entries(n)) {
      if (!["type", "attrs", "content"].includes(name)) out[name] = v;
    }
    return out;
  }

  /** A node that holds something we do not know is moved as a whole. */
  function strange(n: Node): boolean {
    if (!nodes.has(n.type)) return true;
    if (lined(n.type) || ["list_item", "factbox", "quote", "doc"].includes(n.type)) return false;
    return (n.content ?? []).some((c) => strange(c) && !isBlock(c.type));
  }

  function lined(type: string): boolean {
    return /^(inline|text)/.test(nodes.get(type)?.content ?? "");
  }

  function mark(m: Node): Node {
    if (!ranks.has(m.type)) return m;
    const out: Node = { type: m.type };
    const attrs: Attrs = {};
    for (const [name, v] of Object.entries(m.attrs ?? {})) if (!empty(v)) attrs[name] = v;
    if (Object.keys(attrs).length) out.attrs = attrs;
    return out;
  }

  /** Running text with marks in order and equal neighbours joined. */
  function run(content: Node[]): Node[] {
    const out: Node[] = [];
    for (const n of content) {
      if (n.type !== "text" && n.type !== "hard_break") {
        out.push(n);
        continue;
      }
      if (n.type === "text" && !n.text) continue;
      const { type, text, marks, ...rest } = n;
      const next: Node = { type };
      if (marks?.length) next.marks = marks.map(mark).sort((a, b) => rank(a) - rank(b));
      if (text !== undefined) next.text = text;
      Object.assign(next, rest);
      const last = out[out.length - 1];
      if (last?.type === "text" && type === "text" && !Object.keys(rest).length && Object.keys(last).every((k) => ["type", "marks", "text"].includes(k)) && JSON.stringify(last.marks) === JSON.stringify(next.marks)) {
        last.text! += text;
      } else {
        out.push(next);
      }
    }
    return out;
  }

  function piece(n: Node): Piece {
    const node = canonical(n);
    const p: Piece = { raw: JSON.stringify(node), node, key: "", id: "", opaque: strange(n), lined: lined(n.type), attrs: [], parts: [], line: [] };
    if (isBlock(n.type) || p.opaque) p.id = typeof node.attrs?.id === "string" ? node.attrs.id : "";
    p.key = p.id;
    if (p.opaque) return p;
    for (const [name, v] of Object.entries(node.attrs ?? {})) if (name !== "id") p.attrs.push([name, v]);
    for (const [name, v] of Object.entries(node)) {
      if (!["type", "attrs", "content"].includes(name)) p.attrs.push(["+" + name, v]);
    }
    if (p.lined) p.line = tokens(node.content ?? []);
    else p.parts = (node.content ?? []).map(piece);
    if (n.type === "list_item") p.key = p.parts[0]?.id ?? "";
    return p;
  }

  function tokens(content: Node[]): Token[] {
    return content.flatMap((n): Token[] => {
      if (n.type !== "text" || Object.keys(n).some((k) => !["type", "marks", "text"].includes(k))) {
        return [{ key: JSON.stringify(n), node: n }];
      }
      const under = JSON.stringify(n.marks ?? "");
      return (n.text!.match(words) ?? []).map((text) => ({ key: text + under, text, marks: n.marks }));
    });
  }

  function build(like: Piece, attrs: [string, unknown][], line: Token[], parts: Piece[]): Piece {
    const n: Node = { type: like.node.type };
    const a: Attrs = {};
    if (like.id) a.id = like.id;
    for (const [name, v] of attrs) if (name[0] !== "+") a[name] = v;
    if (Object.keys(a).length) n.attrs = a;
    const content = like.lined
      ? line.map((t) => t.node ?? (t.marks ? { type: "text", marks: t.marks, text: t.text } : { type: "text", text: t.text }))
      : parts.map((p) => p.node);
    if (content.length) n.content = content;
    for (const [name, v] of attrs) if (name[0] === "+") n[name.slice(1)] = v;
    return piece(n);
  }

  /** Whether a merged block may stand, as far as the browser can tell. */
  function fits(n: Node): boolean {
    const spec = nodes.get(n.type);
    if (!spec) return true;
    const content = n.content ?? [];
    for (const a of spec.attrs ?? []) if (a.required && n.attrs?.[a.name] === undefined) return false;
    if (spec.one_of && !spec.one_of.some((name) => n.attrs?.[name] !== undefined)) return false;
    if (lined(n.type)) {
      const text = content.map((c) => c.text ?? (c.type === "hard_break" ? "\n" : "")).join("");
      return [...text.normalize("NFC").trim()].length <= (spec.max_text ?? schema.limits.text);
    }
    const range = /\{(\d+),(\d+)\}/.exec(spec.content ?? "");
    const least = range ? +range[1] : spec.content && !/\*$/.test(spec.content) ? 1 : 0;
    const most = Math.min(range ? +range[2] : Infinity, spec.max_children ?? Infinity);
    return content.length >= least && content.length <= most && content.every(fits);
  }

  /** Puts together what two sides made of base; where they cannot be joined head
   * stays and the report holds the other side. */
  function merge(base: Node, head: Node, mine: Node): { doc: Node; report: Report } {
    let report: Report = { merged: [], kept: [], conflicts: [] };

    function keyed(base: Piece[], head: Piece[], mine: Piece[]): Piece[] | undefined {
      const [b, h, m] = [base, head, mine].map(byKey);
      if (!b || !h || !m) return undefined;
      const stays = new Map<string, Piece>();
      for (const x of head) {
        const was = b.get(x.key);
        const is = m.get(x.key);
        if (is) stays.set(x.key, both(was, x, is));
        else if (!was) stays.set(x.key, x);
        else if (was.raw !== x.raw) {
          stays.set(x.key, x);
          report.kept.push(x.key);
        }
      }
      for (const x of mine) {
        if (h.has(x.key)) continue;
        const was = b.get(x.key);
        if (!was) stays.set(x.key, x);
        else if (was.raw !== x.raw) {
          stays.set(x.key, x);
          report.kept.push(x.key);
        }
      }
      const keys = (ps: Piece[]) => ps.map((p) => p.key);
      return mergeOrder(keys(base), keys(head), keys(mine), (k) => stays.has(k)).map((k) => stays.get(k)!);
    }

    function both(base: Piece | undefined, head: Piece, mine: Piece): Piece {
      if (head.raw === mine.raw || base?.raw === mine.raw) return head;
      if (base?.raw === head.raw) return mine;
      const outer: Report = { merged: [...report.merged], kept: [...report.kept], conflicts: [...report.conflicts] };
      const clash = (part: string) => report.conflicts.push({ block: head.id, part, base: base?.node, theirs: head.node, mine: mine.node });
      const joined = base && apart(base, head, mine);
      if (!joined || !fits(joined.piece.node)) {
        report = outer;
        clash("");
        return head;
      }
      joined.conflicts.forEach(clash);
      if (joined.piece.id && (!joined.conflicts.length || joined.piece.raw !== head.raw)) report.merged.push(joined.piece.id);
      return joined.piece;
    }

    function apart(base: Piece, head: Piece, mine: Piece): { piece: Piece; conflicts: string[] } | undefined {
      if (base.opaque || head.opaque || mine.opaque || base.node.type !== head.node.type || head.node.type !== mine.node.type) return undefined;
      const { attrs, conflicts } = mergeAttrs(base, head, mine);
      let line = head.line;
      let parts = head.parts;
      let content = true;
      if (head.lined) {
        const merged = mergeLine(base.line, head.line, mine.line);
        if (merged) line = merged;
        else content = false;
      } else if (base.parts.length + head.parts.length + mine.parts.length) {
        const merged = children(base.parts, head.parts, mine.parts);
        if (merged) parts = merged;
        else content = false;
      }
      if (!content) conflicts.push("content");
      return { piece: build(head, attrs, line, parts), conflicts };
    }

    function children(base: Piece[], head: Piece[], mine: Piece[]): Piece[] | undefined {
      const named = keyed(base, head, mine);
      if (named) return named;
      const raw = (p: Piece) => p.raw;
      return merge3(base, head, mine, raw, hunks(base.map(raw), head.map(raw)), hunks(base.map(raw), mine.map(raw)), (b, h, m) => {
        if (b.length !== h.length || b.length !== m.length) return undefined;
        const out: Piece[] = [];
        for (let i = 0; i < b.length; i++) {
          const one = unnamed(b[i], h[i], m[i]);
          if (!one) return undefined;
          out.push(one);
        }
        return out;
      });
    }

    function unnamed(base: Piece, head: Piece, mine: Piece): Piece | undefined {
      if (head.raw === mine.raw || base.raw === mine.raw) return head;
      if (base.raw === head.raw) return mine;
      const joined = apart(base, head, mine);
      return joined && !joined.conflicts.length ? joined.piece : undefined;
    }

    const blocks = (d: Node) => nameAll((d.content ?? []).map(piece));
    const out = keyed(blocks(base), blocks(head), blocks(mine));
    if (!out) {
      return { doc: head, report: { merged: [], kept: [], conflicts: [{ block: "", part: "", base, theirs: head, mine }] } };
    }
    const doc: Node = { ...head };
    if (out.length) doc.content = out.map((p) => p.node);
    else delete doc.content;
    return { doc, report };
  }

  return { merge, canonical };
}

function empty(v: unknown): boolean {
  return v === undefined || v === null || v === "" || v === false || v === 0 || (Array.isArray(v) && !v.length);
}

/** Gives a node that came without an id its own bytes for a key. */
function nameAll(ps: Piece[]): Piece[] {
  const seen = new Map<string, number>();
  for (const p of ps) {
    if (p.key) continue;
    const n = (seen.get(p.raw) ?? 0) + 1;
    seen.set(p.raw, n);
    p.key = "?" + n + p.raw;
  }
  return ps;
}

function byKey(ps: Piece[]): Map<string, Piece> | undefined {
  const out = new Map<string, Piece>();
  for (const p of ps) {
    if (!p.key || out.has(p.key)) return undefined;
    out.set(p.key, p);
  }
  return out;
}

function mergeAttrs(base: Piece, head: Piece, mine: Piece) {
  const names: string[] = [];
  for (const side of [head, mine]) for (const [name] of side.attrs) if (!names.includes(name)) names.push(name);
  const value = (p: Piece, name: string) => p.attrs.find(([n]) => n === name)?.[1];
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const attrs: [string, unknown][] = [];
  const conflicts: string[] = [];
  for (const name of names) {
    const b = value(base, name);
    const h = value(head, name);
    const m = value(mine, name);
    let v = h;
    if (!same(h, m) && !same(b, m)) {
      if (same(b, h)) v = m;
      else conflicts.push(name[0] === "+" ? "members." + name.slice(1) : "attrs." + name);
    }
    if (v !== undefined) attrs.push([name, v]);
  }
  return { attrs, conflicts };
}

function mergeLine(base: Token[], head: Token[], mine: Token[]): Token[] | undefined {
  const key = (t: Token) => t.key;
  const small = (i: number) => base[i].text !== undefined && space.test(base[i].text!);
  const [b, h, m] = [base, head, mine].map((line) => line.map(key));
  return merge3(base, head, mine, key, joined(hunks(b, h), small), joined(hunks(b, m), small), () => undefined);
}

/** Aligns two sequences (Myers 1986) and gives what changed, in order. */
export function hunks(a: string[], b: string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const found = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return slid(a, b, found.map((h) => ({ a0: h.a0 + head, a1: h.a1 + head, b0: h.b0 + head, b1: h.b1 + head })));
}

/** Moves insertions and deletions as far right as they say the same. */
function slid(a: string[], b: string[], found: Hunk[]): Hunk[] {
  for (let i = found.length - 1; i >= 0; i--) {
    const h = found[i];
    const next = found[i + 1];
    const end = next ? next.a0 : a.length;
    while (h.a1 < end && ((h.a0 === h.a1 && a[h.a0] === b[h.b0]) || (h.b0 === h.b1 && a[h.a0] === a[h.a1]))) {
      h.a0++;
      h.a1++;
      h.b0++;
      h.b1++;
    }
    if (next && h.a1 === next.a0) {
      h.a1 = next.a1;
      h.b1 = next.b1;
      found.splice(i + 1, 1);
    }
  }
  return found;
}

function middle(a: string[], b: string[]): Hunk[] {
  const n = a.length;
  const m = b.length;
  if (!n && !m) return [];
  if (!n || !m) return [{ a0: 0, a1: n, b0: 0, b1: m }];
  const reach: number[][] = [];
  const at = (d: number, k: number) => (k < -d || k > d ? -1 : reach[d][k + d]);
  const down = (d: number, k: number) => k === -d || (k !== d && at(d - 1, k - 1) < at(d - 1, k + 1));
  for (let d = 0; d <= Math.min(n + m, maxEdits); d++) {
    const row: number[] = new Array(2 * d + 1).fill(0);
    reach.push(row);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : down(d, k) ? at(d - 1, k + 1) : at(d - 1, k - 1) + 1;
      let y = x - k;
      while (x < n && y < m && x >= 0 && y >= 0 && a[x] === b[y]) {
        x++;
        y++;
      }
      row[k + d] = x;
      if (x >= n && y >= m) return back(d, n, m, at, down);
    }
  }
  return [{ a0: 0, a1: n, b0: 0, b1: m }];
}

function back(d: number, x: number, y: number, at: (d: number, k: number) => number, down: (d: number, k: number) => boolean): Hunk[] {
  const out: Hunk[] = [];
  for (; d > 0; d--) {
    const k = x - y;
    const from = down(d, k) ? k + 1 : k - 1;
    const px = at(d - 1, from);
    const py = px - from;
    const h = from === k + 1 ? { a0: px, a1: px, b0: py, b1: py + 1 } : { a0: px, a1: px + 1, b0: py, b1: py };
    const last = out[out.length - 1];
    if (last && last.a0 === h.a1 && last.b0 === h.b1) {
      last.a0 = h.a0;
      last.b0 = h.b0;
    } else {
      out.push(h);
    }
    x = px;
    y = py;
  }
  return out.reverse();
}

/** Makes one change of two with nothing but spaces between them. */
function joined(found: Hunk[], small: (i: number) => boolean): Hunk[] {
  const out: Hunk[] = [];
  for (const h of found) {
    const last = out[out.length - 1];
    let between = !!last;
    for (let i = last?.a1 ?? 0; between && i < h.a0; i++) between = small(i);
    if (between) {
      last.a1 = h.a1;
      last.b1 = h.b1;
    } else {
      out.push({ ...h });
    }
  }
  return out;
}

function merge3<T>(base: T[], head: T[], mine: T[], key: (t: T) => string, left: Hunk[], right: Hunk[], clash: (b: T[], h: T[], m: T[]) => T[] | undefined): T[] | undefined {
  const out: T[] = [];
  const same = (a: T[], b: T[]) => a.length === b.length && a.every((t, i) => key(t) === key(b[i]));
  let [at, dh, dm, l, r] = [0, 0, 0, 0, 0];
  while (l < left.length || r < right.length) {
    const lo = Math.min(left[l]?.a0 ?? base.length, right[r]?.a0 ?? base.length);
    let hi = lo;
    const [l0, r0] = [l, r];
    for (let grown = true; grown; ) {
      grown = false;
      if (l < left.length && left[l].a0 <= hi) {
        hi = Math.max(hi, left[l++].a1);
        grown = true;
      }
      if (r < right.length && right[r].a0 <= hi) {
        hi = Math.max(hi, right[r++].a1);
        grown = true;
      }
    }
    out.push(...base.slice(at, lo));
    const [h0, m0] = [lo + dh, lo + dm];
    if (l > l0) dh = left[l - 1].b1 - left[l - 1].a1;
    if (r > r0) dm = right[r - 1].b1 - right[r - 1].a1;
    const h = head.slice(h0, hi + dh);
    const m = mine.slice(m0, hi + dm);
    if (r === r0 || same(h, m)) {
      out.push(...h);
    } else if (l === l0) {
      out.push(...m);
    } else {
      const both = clash(base.slice(lo, hi), h, m);
      if (!both) return undefined;
      out.push(...both);
    }
    at = hi;
  }
  out.push(...base.slice(at));
  return out;
}

/** Merges the order of things: what a side brought in, or moved, keeps its left
 * neighbour; at the same place head's comes first; what both moved stays where
 * head put it. */
export function mergeOrder(base: string[], head: string[], mine: string[], keep: (k: string) => boolean): string[] {
  const places = (keys: string[]) => new Map(keys.map((k, i) => [k, i]));
  const inBase = places(base);
  const inHead = places(head);
  const inMine = places(mine);
  const headMoved = moved(inBase, head);
  const mineMoved = moved(inBase, mine);
  const own = (k: string) => !inHead.has(k) || (mineMoved.has(k) && !headMoved.has(k));
  const keys = [""];
  const next = [-1];
  const at = new Map<string, number>();
  const put = (after: number, k: string) => {
    keys.push(k);
    next.push(next[after]);
    next[after] = keys.length - 1;
    at.set(k, keys.length - 1);
    return keys.length - 1;
  };
  let last = 0;
  for (const k of head) if (keep(k) && !(inMine.has(k) && own(k))) last = put(last, k);
  const headPut = (k: string) => {
    if (inMine.has(k) && own(k)) return false;
    return headMoved.has(k) || (!inBase.has(k) && !inMine.has(k));
  };
  last = 0;
  for (const k of mine) {
    if (!keep(k)) continue;
    if (!own(k)) {
      last = at.get(k)!;
      continue;
    }
    let after = last;
    while (next[after] >= 0 && headPut(keys[next[after]])) after = next[after];
    last = put(after, k);
  }
  const out: string[] = [];
  for (let i = next[0]; i >= 0; i = next[i]) out.push(keys[i]);
  return out;
}

function moved(inBase: Map<string, number>, side: string[]): Set<string> {
  const known = side.filter((k) => inBase.has(k));
  const place = (i: number) => inBase.get(known[i])!;
  const tops: number[] = [];
  const before: number[] = [];
  known.forEach((_, i) => {
    let lo = 0;
    let hi = tops.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (place(tops[mid]) < place(i)) lo = mid + 1;
      else hi = mid;
    }
    before.push(lo > 0 ? tops[lo - 1] : -1);
    tops[lo] = i;
  });
  const out = new Set(known);
  for (let i = tops.length ? tops[tops.length - 1] : -1; i >= 0; i = before[i]) out.delete(known[i]);
  return out;
}
