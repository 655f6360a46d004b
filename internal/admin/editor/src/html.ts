// Reads markup as other programs leave it on the clipboard, into a light tree.
// No DOM: it runs nothing, fetches nothing and is tested in Node. It follows the
// HTML standard where clipboards need it: void elements, tags that end by
// themselves, raw text, comments of all sorts, character references.

export interface El {
  tag: string;
  attrs: Record<string, string>;
  kids: Kid[];
  up?: El;
}
export type Kid = El | string;

const voids = new Set("area base br col embed frame hr img input keygen link meta param source track wbr o:p/".split(" "));
const raws = new Set(["script", "style", "title", "textarea", "xmp", "noscript", "template"]);

// A start tag ends open elements of these kinds, up to a border.
const ends: Record<string, string[]> = {
  li: ["li"], dt: ["dt", "dd"], dd: ["dt", "dd"], tr: ["tr", "td", "th"], td: ["td", "th"], th: ["td", "th"],
  thead: ["tr", "td", "th", "tbody", "tfoot"], tbody: ["tr", "td", "th", "thead", "tbody"], tfoot: ["tr", "td", "th", "tbody"], option: ["option"],
};
const borders: Record<string, string[]> = {
  li: ["ul", "ol"], dt: ["dl"], dd: ["dl"], tr: ["table"], td: ["tr", "table"], th: ["tr", "table"], thead: ["table"], tbody: ["table"], tfoot: ["table"], option: ["select"],
};
const endP = new Set("address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul".split(" "));

const deepest = 200;

export function parse(src: string): El {
  const root: El = { tag: "#root", attrs: {}, kids: [] };
  let at: El = root;
  let depth = 0;
  let i = 0;
  const n = src.length;
  const add = (text: string) => {
    if (!text) return;
    const last = at.kids[at.kids.length - 1];
    if (typeof last === "string") at.kids[at.kids.length - 1] = last + text;
    else at.kids.push(text);
  };
  const close = (tag: string, border: string[]) => {
    for (let e: El | undefined = at; e && e !== root; e = e.up) {
      if (e.tag === tag) {
        while (at !== e) {
          at = at.up!;
          depth--;
        }
        at = at.up!;
        depth--;
        return true;
      }
      if (border.includes(e.tag)) return false;
    }
    return false;
  };
  while (i < n) {
    const lt = src.indexOf("<", i);
    if (lt < 0) {
      add(decode(src.slice(i)));
      break;
    }
    if (lt > i) add(decode(src.slice(i, lt)));
    i = lt;
    if (src.startsWith("<!--", i)) {
      const end = src.indexOf("-->", i + 4);
      const text = src.slice(i + 4, end < 0 ? n : end);
      if (/^\s*(StartFragment|EndFragment)\s*$/.test(text)) at.kids.push({ tag: "#" + text.trim().toLowerCase(), attrs: {}, kids: [], up: at });
      i = end < 0 ? n : end + 3;
      continue;
    }
    if (src[i + 1] === "!" || src[i + 1] === "?") {
      // A doctype, an instruction, or Word's <![if !supportLists]>.
      const end = src.indexOf(">", i);
      i = end < 0 ? n : end + 1;
      continue;
    }
    if (src[i + 1] === "/") {
      const end = src.indexOf(">", i);
      const tag = src.slice(i + 2, end < 0 ? n : end).trim().split(/[\s/]/)[0].toLowerCase();
      i = end < 0 ? n : end + 1;
      if (tag === "br") at.kids.push({ tag: "br", attrs: {}, kids: [], up: at });
      else close(tag, ["td", "th"].includes(tag) || endP.has(tag) || tag === "table" ? [] : ["td", "th", "table"]);
      continue;
    }
    if (!/[a-z]/i.test(src[i + 1] ?? "")) {
      add("<");
      i++;
      continue;
    }
    const got = startTag(src, i);
    i = got.end;
    const { tag } = got;
    if (endP.has(tag)) close("p", ["td", "th", "table", "li", "blockquote", "div"]);
    for (const t of ends[tag] ?? []) while (close(t, borders[tag] ?? []));
    const el: El = { tag, attrs: got.attrs, kids: [], up: at };
    at.kids.push(el);
    if (voids.has(tag) || got.closed) continue;
    if (raws.has(tag)) {
      const end = src.toLowerCase().indexOf("</" + tag, i);
      el.kids.push(src.slice(i, end < 0 ? n : end));
      const gt = end < 0 ? n : src.indexOf(">", end);
      i = gt < 0 ? n : gt + 1;
      continue;
    }
    if (depth >= deepest) continue;
    at = el;
    depth++;
  }
  return root;
}

function startTag(src: string, i: number): { tag: string; attrs: Record<string, string>; end: number; closed: boolean } {
  const name = /[^\s/>]+/y;
  name.lastIndex = i + 1;
  const tag = (name.exec(src)?.[0] ?? "").toLowerCase();
  let at = i + 1 + tag.length;
  const attrs: Record<string, string> = {};
  let closed = false;
  const one = /[\s/]*(?:([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)?/y;
  for (;;) {
    one.lastIndex = at;
    const m = one.exec(src);
    if (!m || !m[0]) break;
    at += m[0].length;
    if (!m[1]) {
      closed = /\/\s*$/.test(m[0]);
      break;
    }
    const key = m[1].toLowerCase();
    if (!(key in attrs)) attrs[key] = decode(m[2] ?? m[3] ?? m[4] ?? "");
  }
  const gt = src.indexOf(">", at);
  return { tag, attrs, end: gt < 0 ? src.length : gt + 1, closed };
}

const latin = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(" ");
const named: Record<string, string> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", sbquo: "‚", ldquo: "“", rdquo: "”", bdquo: "„", hellip: "…",
  bull: "•", euro: "€", trade: "™", minus: "−", larr: "←", rarr: "→", uarr: "↑", darr: "↓", ensp: "\u2002", emsp: "\u2003", thinsp: "\u2009", zwnj: "\u200c", zwj: "\u200d", prime: "′", permil: "‰", dagger: "†", lsaquo: "‹", rsaquo: "›", infin: "∞", ne: "≠", le: "≤", ge: "≥", asymp: "≈", check: "✓", AMP: "&", LT: "<", GT: ">", QUOT: '"',
};
latin.forEach((name, i) => (named[name] = String.fromCharCode(160 + i)));
// What Windows-1252 puts where HTML has controls.
const cp1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

export function decode(s: string): string {
  if (!s.includes("&")) return s;
  return s.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,8}));?/gi, (whole, hex: string, dec: string, name: string) => {
    if (name) {
      const c = named[name] ?? (whole.endsWith(";") ? named[name.toLowerCase()] : undefined);
      return c !== undefined && (whole.endsWith(";") || name in named) ? c : whole;
    }
    const n = hex ? parseInt(hex, 16) : Number(dec);
    if (n >= 0x80 && n <= 0x9f) return cp1252[n - 0x80];
    return n === 0 || n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff) ? "\ufffd" : String.fromCodePoint(n);
  });
}

/** Style declarations of an element, lower case. */
export function styleOf(el: El): Record<string, string> {
  const out: Record<string, string> = {};
  for (const part of (el.attrs.style ?? "").split(";")) {
    const i = part.indexOf(":");
    if (i > 0) out[part.slice(0, i).trim().toLowerCase()] = part.slice(i + 1).trim().toLowerCase();
  }
  return out;
}

export function textOf(el: Kid): string {
  return typeof el === "string" ? el : el.kids.map(textOf).join("");
}

export function find(el: El, test: (e: El) => boolean): El | undefined {
  for (const k of el.kids) {
    if (typeof k === "string") continue;
    if (test(k)) return k;
    const got = find(k, test);
    if (got) return got;
  }
  return undefined;
}

/** The part between StartFragment and EndFragment, where a program marks it, else
 * the body, else everything. */
export function fragment(root: El): El {
  const start = find(root, (e) => e.tag === "#startfragment");
  if (start) {
    // Everything before the mark in its parents is context, not content.
    for (let e: El | undefined = start; e?.up; e = e.up) {
      const i: number = e.up.kids.indexOf(e);
      e.up.kids.splice(0, i);
    }
    const end = find(root, (e) => e.tag === "#endfragment");
    for (let e: El | undefined = end; e?.up; e = e.up) {
      const i: number = e.up.kids.indexOf(e);
      e.up.kids.splice(i + 1);
    }
  }
  return find(root, (e) => e.tag === "body") ?? root;
}
