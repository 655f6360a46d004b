// From the clipboard to blocks (S3.3): what a program left as markup or text
// becomes paragraphs, lists, tables, quotations; styles, classes and scripts stay
// outside, words never do. Knows no DOM.

import type { Node } from "./merge";
import { embedOf } from "./embeds";
import { find, fragment, parse, styleOf, textOf, type El, type Kid } from "./html";

export type Source = "word" | "gdocs" | "sheets" | "whatsapp" | "wps" | "libreoffice" | "excel" | "outlook" | "pdf" | "web" | "text";

export interface Pasted {
  source: Source;
  blocks: Node[];
  /** What was left out or changed, by kind. */
  dropped: Record<string, number>;
  /** A first line that looks like one. */
  headline?: string;
  dateline?: { place: string; outlet?: string };
  /** Pictures that came along as bytes. */
  images: { mime: string; base64: string }[];
}

export interface Clip {
  html?: string;
  text?: string;
  rtf?: string;
}

export interface Ask {
  /** Take a dateline off the first paragraph: its field is empty. */
  dateline?: boolean;
}

export function mapPaste(clip: Clip, ask: Ask = {}): Pasted {
  const html = clip.html?.trim() ? clip.html : "";
  const text = clip.text ?? "";
  let out: Pasted;
  const chat = whatsapp(html, text);
  if (chat) out = chat;
  else if (html) {
    out = fromHTML(html);
    // Markup that holds less than the text beside it has lost something.
    if (!out.blocks.length && text.trim() && !out.images.length) out = fromText(text);
  } else out = fromText(text);
  out.blocks = finish(out.blocks, out);
  if (ask.dateline) takeDateline(out);
  guessHeadline(out);
  return out;
}

// ---- where it comes from

export function sourceOf(html: string): Source {
  const head = html.slice(0, 6000);
  if (/google-sheets-html-origin/i.test(html)) return "sheets";
  if (/docs-internal-guid-/i.test(html)) return "gdocs";
  if (/office:excel|content="?Excel\.Sheet|Microsoft Excel/i.test(head)) return "excel";
  if (/WPS Office|Kingsoft|xmlns:wps|content="?WPS/i.test(head)) return "wps";
  if (/content="?LibreOffice|content="?OpenOffice/i.test(head)) return "libreoffice";
  if (/Microsoft Outlook|class="?gmail_|class="?moz-|x_MsoNormal|yahoo_quoted/i.test(html)) return "outlook";
  if (/office:word|content="?Word\.Document|Microsoft Word|class="?Mso|mso-/i.test(html)) return "word";
  return "web";
}

// ---- markup

interface Marks {
  strong?: boolean;
  em?: boolean;
  strike?: boolean;
  sub?: boolean;
  sup?: boolean;
  href?: string;
}

const skip = new Set("head script style title meta link base noscript template svg math canvas object applet param source track audio map area datalist".split(" "));
const controls = new Set(["input", "select", "textarea", "button", "option"]);
const blocks = new Set("address article aside body center details dialog dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html main menu nav p section summary ul ol li blockquote pre table tr td th tbody thead tfoot caption hr #root".split(" "));

class Mapper {
  out: Node[] = [];
  dropped: Record<string, number> = {};
  images: { mime: string; base64: string }[] = [];
  title = "";
  private line: Node[] = [];
  private pre = 0;

  constructor(private source: Source) {}

  count(what: string, n = 1) {
    this.dropped[what] = (this.dropped[what] ?? 0) + n;
  }

  /** Ends the running paragraph. */
  flush(make: (content: Node[]) => Node | null = paragraph): Node[] {
    const parts = split(this.line);
    this.line = [];
    for (const p of parts) {
      const n = make(p);
      if (n) this.out.push(n);
    }
    return this.out;
  }

  /** Maps inside into a list of its own. */
  apart(el: El, marks: Marks): Node[] {
    this.flush();
    const outer = this.out;
    this.out = [];
    this.kids(el, marks);
    this.flush();
    const inner = this.out;
    this.out = outer;
    return inner;
  }

  kids(el: El, marks: Marks) {
    for (let i = 0; i < el.kids.length; i++) {
      const k = el.kids[i];
      if (typeof k !== "string" && isWordPoint(k)) {
        i = this.wordList(el.kids, i, marks) - 1;
        continue;
      }
      this.kid(k, marks);
    }
  }

  private kid(k: Kid, marks: Marks) {
    if (typeof k === "string") return this.text(k, marks);
    const { tag } = k;
    if (tag[0] === "#" && tag !== "#root") return;
    if (skip.has(tag)) {
      if (tag === "script") this.count("scripts");
      if (tag === "style") this.count("styles");
      return;
    }
    if (controls.has(tag)) {
      if (tag !== "option") this.count("forms");
      // A button's words are not the article's.
      return;
    }
    const style = styleOf(k);
    if (hidden(k, style)) return;
    if (gone(k, style)) return this.count("comments");
    if (k.attrs.style || k.attrs.class || tag === "font") this.count("styles");
    switch (tag) {
      case "br":
        if (!/interchange-newline/.test(k.attrs.class ?? "")) this.line.push({ type: "hard_break" });
        return;
      case "img":
        return this.image(k);
      case "iframe":
      case "embed":
      case "video": {
        const src = k.attrs.src ?? k.attrs["data-src"] ?? find(k, (e) => e.tag === "source")?.attrs.src ?? "";
        const e = embedOf(src.startsWith("//") ? "https:" + src : src);
        if (e) {
          this.flush();
          this.out.push({ type: "embed", attrs: e });
          this.count("embeds");
        } else this.count("files");
        return;
      }
      case "hr":
        this.flush();
        if (!footnoteRule(k)) this.out.push({ type: "divider" });
        return;
      case "pre": {
        if (this.source !== "web" && this.source !== "text") break;
        this.flush();
        const t = textOf(k).replace(/^\n/, "").replace(/\n+$/, "");
        if (t.trim()) this.out.push({ type: "preformatted", content: [{ type: "text", text: t }] });
        return;
      }
      case "table":
        return this.table(k, marks);
      case "ul":
      case "ol":
      case "menu":
      case "dir": {
        this.flush();
        const items = this.items(k, marks, 1);
        if (items.length) this.out.push(listOf(tag === "ol", items, Number(k.attrs.start) || undefined));
        return;
      }
      case "li": {
        // A point without its list, as when half a list is copied.
        const inner = this.apart(k, marks);
        const item = itemOf(inner);
        const last = this.out[this.out.length - 1];
        if (!item) return;
        if (last?.type === "list" && !last.attrs) last.content!.push(item);
        else this.out.push(listOf(false, [item]));
        return;
      }
      case "blockquote": {
        const tweet = /twitter-tweet|instagram-media|tiktok-embed|fb-post/.test(k.attrs.class ?? "");
        const address = k.attrs["data-instgrm-permalink"] ?? k.attrs.cite ?? (tweet ? lastLink(k) : undefined);
        const e = tweet && address ? embedOf(address) ?? embedOf(lastLink(k) ?? "") : null;
        if (e) {
          this.flush();
          this.out.push({ type: "embed", attrs: e });
          this.count("embeds");
          return;
        }
        const inner = this.apart(k, marks);
        // Google Docs and mail indent by blockquote: one that holds more than words is opened.
        if (inner.length && inner.every((n) => n.type === "paragraph" || n.type === "heading") && inner.length <= 20 && !/gmail_quote|margin/.test((k.attrs.class ?? "") + (k.attrs.style ?? ""))) {
          this.out.push({ type: "quote", content: inner.map((n) => ({ type: "paragraph", content: n.content })) });
        } else this.out.push(...inner);
        return;
      }
      case "h1":
      case "h2":
      case "h3":
      case "h4":
      case "h5":
      case "h6":
        return this.heading(k, marks, ({ h1: 2, h2: 2, h3: 3 } as Record<string, number>)[tag] ?? 4, tag === "h1");
    }
    const cls = k.attrs.class ?? "";
    if (tag === "p") {
      if (/\bMsoTitle\b/i.test(cls)) return this.heading(k, marks, 2, true);
      const level = /\bMsoHeading(\d)|\bHeading(\d)\b/i.exec(cls);
      if (level) return this.heading(k, marks, { 1: 2, 2: 2, 3: 3 }[Number(level[1] ?? level[2])] ?? 4, false);
      if (/\bMso(Quote|IntenseQuote)\b/i.test(cls)) {
        const inner = this.apart(k, marks).filter((n) => n.type === "paragraph");
        if (inner.length) {
          const last = this.out[this.out.length - 1];
          if (last?.type === "quote" && last.content!.length < 20) last.content!.push(...inner);
          else this.out.push({ type: "quote", content: inner });
        }
        return;
      }
    }
    if (k.attrs.role === "heading" && !blocks.has(tag === "div" || tag === "span" || tag === "p" ? "" : tag)) {
      return this.heading(k, marks, { 1: 2, 2: 2, 3: 3 }[Number(k.attrs["aria-level"] ?? 2)] ?? 4, false);
    }
    if (blocks.has(tag)) {
      this.flush();
      this.kids(k, this.marksOf(k, style, marks));
      this.flush();
      return;
    }
    this.kids(k, this.marksOf(k, style, marks));
  }

  private heading(k: El, marks: Marks, level: number, title: boolean) {
    this.flush();
    const at = this.out.length;
    this.kids(k, { ...marks, strong: undefined });
    this.flush((content) => ({ type: "heading", attrs: { level }, content: content.filter((n) => n.type !== "hard_break" || true).map(unbold) }));
    if (title && !this.title && this.out.length === at + 1) this.title = flat(this.out[at]);
  }

  private marksOf(k: El, style: Record<string, string>, was: Marks): Marks {
    const m = { ...was };
    switch (k.tag) {
      case "b":
      case "strong":
        m.strong = true;
        break;
      case "i":
      case "em":
      case "cite":
      case "dfn":
        m.em = true;
        break;
      case "s":
      case "strike":
      case "del":
        m.strike = true;
        break;
      case "sub":
        m.sub = true;
        m.sup = undefined;
        break;
      case "sup":
        m.sup = true;
        m.sub = undefined;
        break;
      case "a": {
        const href = addressOf(k.attrs.href);
        if (href) m.href = href;
        else if (k.attrs.href && !k.attrs.href.startsWith("#")) this.count("links");
        break;
      }
    }
    const weight = style["font-weight"] ?? style["mso-bidi-font-weight"];
    if (style["font-weight"]) m.strong = /bold|[6-9]00/.test(weight!) ? true : /normal|lighter|[1-5]00/.test(weight!) ? undefined : m.strong;
    if (style["font-style"]) m.em = /italic|oblique/.test(style["font-style"]) ? true : /normal/.test(style["font-style"]) ? undefined : m.em;
    if (/line-through/.test((style["text-decoration"] ?? "") + (style["text-decoration-line"] ?? ""))) m.strike = true;
    if (style["vertical-align"] === "super") m.sup = true;
    if (style["vertical-align"] === "sub") m.sub = true;
    return m;
  }

  private text(s: string, m: Marks) {
    // Soft hyphens and marks of order are a layout's, not the text's.
    let t = s.replace(/[\u00ad\u200b\ufeff]/g, "");
    if (!this.pre) t = t.replace(/[ \t\r\n\f]+/g, " ");
    if (!t) return;
    if (/^[ \u00a0]+$/.test(t)) t = t.includes("\u00a0") && t.length === 1 ? t : " ";
    else t = t.replace(/(?: \u00a0|\u00a0 |\u00a0\u00a0)[ \u00a0]*/g, " ");
    this.line.push(textNode(t, m));
  }

  private image(k: El) {
    const src = k.attrs.src ?? "";
    const w = Number(k.attrs.width);
    const ht = Number(k.attrs.height);
    if ((w && w <= 2) || (ht && ht <= 2)) return;
    if (/emoji|twemoji|emote/i.test((k.attrs.class ?? "") + src) && k.attrs.alt && [...k.attrs.alt].length <= 8) {
      this.line.push({ type: "text", text: k.attrs.alt });
      return;
    }
    const data = /^data:(image\/(?:png|jpeg|jpg|gif|webp));base64,([\w+/=\s]+)$/i.exec(src);
    if (data) this.images.push({ mime: data[1].toLowerCase().replace("jpg", "jpeg"), base64: data[2].replace(/\s/g, "") });
    else this.count("images");
  }

  private items(list: El, marks: Marks, depth: number): Node[] {
    const out: Node[] = [];
    const m = this.marksOf(list, styleOf(list), marks);
    for (const k of list.kids) {
      if (typeof k === "string") {
        if (k.trim()) out.push(item([paragraph([textNode(squeeze(k), m)])!]));
        continue;
      }
      if (k.tag[0] === "#" || skip.has(k.tag)) continue;
      if (/^(ul|ol|menu|dir)$/.test(k.tag)) {
        // Google Docs and old browsers put the inner list beside its point.
        const inner = this.items(k, m, Math.min(depth + 1, 3));
        if (!inner.length) continue;
        const last = out[out.length - 1];
        if (last && depth < 3) last.content!.push(listOf(k.tag === "ol", inner));
        else out.push(...inner);
        continue;
      }
      if (k.tag === "li" && (hidden(k, styleOf(k)) || /list-style-type:\s*none/.test(k.attrs.style ?? "") && !textOf(k).trim())) {
        // Word Online nests by an empty point.
        const sub = k.kids.find((x): x is El => typeof x !== "string" && /^(ul|ol)$/.test(x.tag));
        if (sub) {
          const inner = this.items(sub, m, Math.min(depth + 1, 3));
          const last = out[out.length - 1];
          if (last && depth < 3) last.content!.push(listOf(sub.tag === "ol", inner));
          else out.push(...inner);
        }
        continue;
      }
      if (k.attrs.style || k.attrs.class) this.count("styles");
      const inner = this.point(k, this.marksOf(k, styleOf(k), m), depth);
      const it = itemOf(inner);
      if (it) {
        out.push(it);
      } else if (inner.length) out.push(item([paragraph([textNode(inner.map(flat).join(" "), {})])!]));
    }
    return out;
  }
  private point(k: El, marks: Marks, depth: number): Node[] {
    this.flush();
    const outer = this.out;
    this.out = [];
    for (const c of k.kids) {
      if (typeof c !== "string" && /^(ul|ol)$/.test(c.tag)) {
        this.flush();
        const inner = this.items(c, marks, Math.min(depth + 1, 3));
        if (!inner.length) continue;
        if (depth < 3) this.out.push(listOf(c.tag === "ol", inner, Number(c.attrs.start) || undefined));
        else for (const x of inner) this.out.push(...x.content!);
      } else this.kid(c, marks);
    }
    this.flush();
    const inner = this.out;
    this.out = outer;
    return inner;
  }

  /** Word writes points of a list as paragraphs with a level and a sign. */
  private wordList(kids: Kid[], from: number, marks: Marks): number {
    this.flush();
    const points: { level: number; ordered: boolean; start?: number; content: Node[] }[] = [];
    let i = from;
    for (; i < kids.length; i++) {
      const k = kids[i];
      if (typeof k === "string") {
        if (k.trim()) break;
        continue;
      }
      if (k.tag[0] === "#") continue;
      if (!isWordPoint(k)) break;
      const level = Number(/level(\d)/.exec(k.attrs.style ?? "")?.[1] ?? 1);
      const sign = takeSign(k);
      this.count("styles");
      const inner = this.apart(k, marks).filter((n) => n.type === "paragraph" || n.type === "heading");
      const number = /^\(?(\d{1,4}|[a-z]{1,5})[.)]/i.exec(sign);
      points.push({ level: Math.min(3, level), ordered: !!number && !/^[o§]$/.test(sign), start: number && /^\d+$/.test(number[1]) ? Number(number[1]) : undefined, content: inner.length ? inner.map((n) => ({ type: "paragraph", content: n.content })) : [] });
    }
    const build = (at: number, level: number): [Node | null, number] => {
      const items: Node[] = [];
      const { ordered, start } = points[at];
      let j = at;
      while (j < points.length && points[j].level >= level) {
        if (points[j].level > level && items.length) {
          const [inner, next] = build(j, points[j].level);
          if (inner) items[items.length - 1].content!.push(inner);
          j = next;
          continue;
        }
        if (points[j].level === level && points[j].ordered !== ordered && items.length) break;
        if (points[j].content.length) items.push(item(points[j].content));
        j++;
      }
      return [items.length ? listOf(ordered, items, start) : null, j];
    };
    for (let at = 0; at < points.length; ) {
      const [list, next] = build(at, points[at].level);
      if (list) this.out.push(list);
      at = Math.max(next, at + 1);
    }
    return i;
  }

  private table(k: El, marks: Marks) {
    this.flush();
    const rows: El[] = [];
    const collect = (e: El) => {
      for (const c of e.kids) {
        if (typeof c === "string") continue;
        if (c.tag === "tr") rows.push(c);
        else if (/^(thead|tbody|tfoot)$/.test(c.tag)) collect(c);
        else if (c.tag === "caption") this.out.push(...this.apart(c, marks));
      }
    };
    collect(k);
    const cells = rows.map((r) => r.kids.filter((c): c is El => typeof c !== "string" && /^t[dh]$/.test(c.tag) && !hidden(c, styleOf(c))));
    const wide = Math.max(0, ...cells.map((r) => r.reduce((n, c) => n + span(c, "colspan"), 0)));
    const layout = rows.length < 1 || wide < 2 || cells.flat().some((c) => find(c, (e) => /^(table|ul|ol|h[1-6]|iframe)$/.test(e.tag))) || k.attrs.role === "presentation";
    if (layout) {
      for (const c of cells.flat()) this.out.push(...this.apart(c, marks));
      return;
    }
    const grid: Node[][][] = [];
    const carried: number[] = [];
    cells.forEach((row, r) => {
      const line: Node[][] = [];
      for (const c of row) {
        while (carried[line.length] > r) line.push([]);
        const inner = this.apart(c, marks);
        const content: Node[] = [];
        inner.forEach((n, j) => {
          if (j) content.push({ type: "hard_break" });
          content.push(...inlineOf(n));
        });
        const across = span(c, "colspan");
        const down = span(c, "rowspan");
        for (let j = 0; j < across; j++) {
          if (down > 1) carried[line.length] = r + down;
          line.push(j ? [] : content.map((n) => (c.tag === "th" ? unbold(n) : n)));
        }
      }
      grid.push(line);
    });
    // Rows and columns that hold nothing are a sheet's margin.
    let kept = grid.filter((r) => r.some((c) => c.length));
    const last = Math.max(0, ...kept.map((r) => r.reduce((n, c, j) => (c.length ? j + 1 : n), 0)));
    kept = kept.map((r) => Array.from({ length: last }, (_, j) => r[j] ?? []));
    if (!kept.length) return;
    if (last < 2 || last > 12 || kept.length > 100) {
      // Too large for a table of ours: no word is lost.
      for (const r of kept) {
        const content: Node[] = [];
        r.filter((c) => c.length).forEach((c, j) => {
          if (j) content.push({ type: "text", text: " | " });
          content.push(...c);
        });
        const p = paragraph(content);
        if (p) this.out.push(p);
      }
      return;
    }
    const head = cells[0]?.length > 0 && (cells[0].every((c) => c.tag === "th") || rows[0].up?.tag === "thead");
    this.count("tables");
    this.out.push({ type: "table", ...(head ? { attrs: { header_row: true } } : {}), content: kept.map((r) => ({ type: "table_row", content: r.map((c) => (c.length ? { type: "table_cell", content: c } : { type: "table_cell" })) })) });
  }
}

function fromHTML(html: string): Pasted {
  const source = sourceOf(html);
  const m = new Mapper(source);
  const root = fragment(parse(html));
  m.kids(root, {});
  m.flush();
  for (const name of ["styles"]) if (source === "text") delete m.dropped[name];
  const out: Pasted = { source, blocks: m.out, dropped: m.dropped, images: m.images };
  if (m.title) out.headline = m.title;
  return out;
}

function hidden(k: El, style: Record<string, string>): boolean {
  if (k.attrs.hidden !== undefined) return true;
  return style.display === "none" || style.visibility === "hidden" || style["mso-hide"] === "all" || (style["font-size"] === "0" && !!style["line-height"]) || /\b(sr-only|visually-hidden|screen-reader-text)\b/.test(k.attrs.class ?? "");
}

/** Comments and deleted words of a document with tracked changes. */
function gone(k: El, style: Record<string, string>): boolean {
  return /^(comment|comment-list)$/.test(style["mso-element"] ?? "") || /\bMsoCommentReference\b|\bmsoDel\b|\bcomment-anchor\b/i.test(k.attrs.class ?? "") || (k.tag === "a" && /^#_?(msocom|cmnt)/i.test(k.attrs.href ?? "")) || (k.tag === "del" && (!!k.attrs.cite || !!k.attrs.datetime)) || k.attrs["data-mso-comment"] !== undefined;
}

const footnoteRule = (k: El) => (k.attrs.size === "1" && k.attrs.width === "33%") || /mso-footnote/.test(k.attrs.style ?? "");

function isWordPoint(k: El): boolean {
  if (!/^(p|h[1-6]|div)$/.test(k.tag)) return false;
  if (/mso-list:\s*(l\d|none)/i.test(k.attrs.style ?? "")) return !/mso-list:\s*none/i.test(k.attrs.style!);
  return /\bMsoListParagraph|\bMsoListBullet|\bMsoListNumber/i.test(k.attrs.class ?? "") && (!!findSign(k) || /MsoListBullet|MsoListNumber/i.test(k.attrs.class!));
}

const isSign = (e: El) => /mso-list:\s*ignore/i.test(e.attrs.style ?? "");
const findSign = (k: El) => find(k, isSign);

/** Takes the sign of a point off and gives it. */
function takeSign(k: El): string {
  const sign = findSign(k);
  if (sign?.up) {
    sign.up.kids.splice(sign.up.kids.indexOf(sign), 1);
    return textOf(sign).replace(/[\s\u00a0]+/g, " ").trim();
  }
  const bare = /^[\s\u00a0]*([·•●○o§▪–-]|\(?\d{1,3}[.)]|[a-z][.)])[\s\u00a0]{2,}/i;
  const first = firstText(k);
  if (first) {
    const s = first.up.kids[first.at] as string;
    const m = bare.exec(s);
    if (m) {
      first.up.kids[first.at] = s.slice(m[0].length);
      return m[1];
    }
  }
  return /MsoListNumber/i.test(k.attrs.class ?? "") ? "1." : "·";
}

function firstText(k: El): { up: El; at: number } | null {
  for (let i = 0; i < k.kids.length; i++) {
    const c = k.kids[i];
    if (typeof c === "string") {
      if (c.trim()) return { up: k, at: i };
    } else {
      const got = firstText(c);
      if (got) return got;
    }
  }
  return null;
}

const span = (c: El, name: string) => Math.min(12, Math.max(1, Number(c.attrs[name]) || 1));

function lastLink(k: El): string | undefined {
  let out: string | undefined;
  const walk = (e: El) => {
    for (const c of e.kids) {
      if (typeof c === "string") continue;
      if (c.tag === "a" && c.attrs.href) out = c.attrs.href;
      walk(c);
    }
  };
  walk(k);
  return out;
}

/** A link's address as it may stand in an article; redirectors are taken off. */
export function addressOf(href: string | undefined): string | null {
  let v = (href ?? "").trim().replace(/[\u0000-\u001f]/g, "");
  for (let i = 0; i < 3; i++) {
    const m = /^https?:\/\/(?:www\.)?google\.[a-z.]+\/url\?(?:.*&)?(?:q|url)=([^&]+)/i.exec(v) ?? /^https?:\/\/[\w.]*safelinks\.protection\.outlook\.com\/\?(?:.*&)?url=([^&]+)/i.exec(v) ?? /^https?:\/\/lm?\.facebook\.com\/l\.php\?(?:.*&)?u=([^&]+)/i.exec(v) ?? /^https?:\/\/(?:www\.)?youtube\.com\/redirect\?(?:.*&)?q=([^&]+)/i.exec(v);
    if (!m) break;
    try {
      v = decodeURIComponent(m[1]);
    } catch {
      break;
    }
  }
  if (/^(https?:\/\/[^\s]+|mailto:[^\s]+|tel:[+\d][^\s]*)$/i.test(v) && v.length <= 2000) return v;
  if (/^(https?:\/\/)/i.test(v) && v.length <= 2000) return v.replace(/\s/g, "%20");
  return null;
}

// ---- pieces

const markOrder = ["link", "strong", "em", "strike", "sub", "sup"] as const;

function textNode(text: string, m: Marks): Node {
  const marks: Node[] = [];
  for (const name of markOrder) {
    if (name === "link") {
      if (m.href) marks.push({ type: "link", attrs: { href: m.href } });
    } else if (m[name] && !(name === "sub" && m.sup)) marks.push({ type: name });
  }
  return marks.length ? { type: "text", marks, text } : { type: "text", text };
}

const unbold = (n: Node): Node => {
  if (!n.marks?.some((m) => m.type === "strong")) return n;
  const marks = n.marks.filter((m) => m.type !== "strong");
  const { marks: _, ...rest } = n;
  return marks.length ? { ...rest, marks } : rest;
};

const squeeze = (s: string) => s.replace(/[ \t\r\n\f]+/g, " ");

/** Cuts a run at empty lines, trims each part and joins equal neighbours. */
function split(line: Node[]): Node[][] {
  const parts: Node[][] = [[]];
  for (let i = 0; i < line.length; i++) {
    const n = line[i];
    if (n.type === "hard_break") {
      // Two breaks with nothing between are a new paragraph.
      let j = i + 1;
      while (j < line.length && line[j].type === "text" && !line[j].text!.replace(/\u00a0/g, " ").trim()) j++;
      if (line[j]?.type === "hard_break") {
        parts.push([]);
        while (line[j]?.type === "hard_break" || (line[j]?.type === "text" && !line[j].text!.replace(/\u00a0/g, " ").trim())) j++;
        i = j - 1;
        continue;
      }
    }
    parts[parts.length - 1].push(n);
  }
  return parts.map(tidy).filter((p) => p.length);
}

const edge = /^[\s\u00a0]+/;
const tail = /[\s\u00a0]+$/;

function tidy(run: Node[]): Node[] {
  const out: Node[] = [];
  for (const n of run) {
    const last = out[out.length - 1];
    if (n.type === "hard_break") {
      if (last?.type === "text") last.text = last.text!.replace(tail, "");
      if (last?.type === "text" && !last.text) out.pop();
      if (out.length) out.push({ type: "hard_break" });
      continue;
    }
    let t = n.text!;
    if (!last || last.type === "hard_break") t = t.replace(edge, "");
    else if (last.type === "text" && / $/.test(last.text!)) t = t.replace(/^ +/, "");
    if (!t) continue;
    if (last?.type === "text" && JSON.stringify(last.marks) === JSON.stringify(n.marks)) last.text += t;
    else out.push({ ...n, text: t });
  }
  for (let last = out[out.length - 1]; last; last = out[out.length - 1]) {
    if (last.type === "text") {
      last.text = last.text!.replace(tail, "");
      if (last.text) break;
    }
    out.pop();
  }
  // A space between two runs belongs to the words before it, unmarked where it can be.
  for (let i = 0; i < out.length; i++) {
    const n = out[i];
    if (n.type !== "text" || !n.marks || i === out.length - 1) continue;
    const m = / +$/.exec(n.text!);
    const next = out[i + 1];
    if (m && next?.type === "text" && !/^ /.test(next.text!)) {
      n.text = n.text!.slice(0, m.index);
      if (!next.marks) next.text = m[0] + next.text;
      else out.splice(i + 1, 0, { type: "text", text: m[0] });
    }
  }
  return joined(out.filter((n) => n.type !== "text" || n.text));
}

function joined(run: Node[]): Node[] {
  const out: Node[] = [];
  for (const n of run) {
    const last = out[out.length - 1];
    if (last?.type === "text" && n.type === "text" && JSON.stringify(last.marks) === JSON.stringify(n.marks)) last.text += n.text!;
    else out.push({ ...n });
  }
  return out;
}

function paragraph(content: Node[]): Node | null {
  const c = tidy(content);
  return c.length ? { type: "paragraph", content: c } : null;
}

const item = (content: Node[]): Node => ({ type: "list_item", content });

function itemOf(inner: Node[]): Node | null {
  const content: Node[] = [];
  for (const n of inner) {
    if (n.type === "paragraph" || n.type === "list") content.push(n);
    else {
      const p = paragraph(inlineOf(n));
      if (p) content.push(p);
    }
  }
  if (!content.length) return null;
  if (content[0].type !== "paragraph") {
    // A point that is nothing but an inner list.
    if (content.length === 1) return content[0].content!.length === 1 ? content[0].content![0] : item([{ type: "paragraph", content: [{ type: "text", text: "–" }] }, ...content]);
    content.unshift({ type: "paragraph", content: [{ type: "text", text: "–" }] });
  }
  return item(content);
}

function listOf(ordered: boolean, items: Node[], start?: number): Node {
  const attrs: Record<string, unknown> = {};
  if (ordered) attrs.ordered = true;
  if (ordered && start && start > 1 && start < 10_000) attrs.start = start;
  return Object.keys(attrs).length ? { type: "list", attrs, content: items } : { type: "list", content: items };
}

export function flat(n: Node): string {
  if (n.type === "hard_break") return "\n";
  return (n.text ?? "") + (n.content ?? []).map(flat).join(n.type === "list" || n.type === "quote" || n.type === "table" || n.type === "table_row" ? " " : "");
}

function inlineOf(n: Node): Node[] {
  if (n.type === "paragraph" || n.type === "heading") return n.content ?? [];
  if (n.type === "preformatted") return n.content ?? [];
  if (n.type === "embed") return [{ type: "text", text: String(n.attrs!.url) }];
  const t = flat(n).trim();
  return t ? [{ type: "text", text: t }] : [];
}

// ---- plain text

const bullet = /^\s*(?:[-–—*•●▪◦·‣]|\u2022)\s+(?=\S)/;
const numbered = /^\s*\(?(\d{1,3})[.)]\s+(?=\S)/;

function fromText(src: string): Pasted {
  const out: Pasted = { source: "text", blocks: [], dropped: {}, images: [] };
  const text = src.replace(/\r\n?/g, "\n").replace(/\u0000/g, "").replace(/[\u2028\u2029]/g, "\n").replace(/\f/g, "\n\n");
  const wrapped = isWrapped(text);
  if (wrapped) out.source = "pdf";
  for (const chunk of text.split(/\n[ \t\u00a0]*\n+/)) {
    const lines = chunk.split("\n").map((l) => l.replace(/[ \t\u00a0]+$/, "")).filter((l) => l.trim());
    if (lines.length) out.blocks.push(...linesToBlocks(lines, wrapped, out.dropped));
  }
  return out;
}

function linesToBlocks(lines: string[], wrapped: boolean, dropped: Record<string, number>): Node[] {
  const out: Node[] = [];
  const tabs = lines.map((l) => l.split("\t").length);
  if (lines.length > 1 && tabs[0] > 1 && tabs[0] <= 12 && tabs.every((n) => n === tabs[0]) && lines.length <= 100) {
    return [{ type: "table", content: lines.map((l) => ({ type: "table_row", content: l.split("\t").map((c) => (c.trim() ? { type: "table_cell", content: [{ type: "text", text: c.trim() }] } : { type: "table_cell" })) })) }];
  }
  const starts = (l: string) => bullet.test(l) || numbered.test(l);
  for (let i = 0; i < lines.length; ) {
    const isBullet = bullet.test(lines[i]);
    const number = numbered.exec(lines[i]);
    if (isBullet || number) {
      const pattern = isBullet ? bullet : numbered;
      let j = i;
      const items: string[] = [];
      while (j < lines.length) {
        if (pattern.test(lines[j])) items.push(lines[j].replace(pattern, ""));
        else if (items.length && (wrapped || /^\s{2,}/.test(lines[j])) && !starts(lines[j])) items[items.length - 1] += " " + lines[j].trim();
        else break;
        j++;
      }
      // One line with a dash is a line; one number is a sentence's beginning.
      if (items.length > 1 || (isBullet && /^\s*[•●▪◦·‣]/.test(lines[i]))) {
        out.push(listOf(!isBullet, items.map((t) => item([paragraph([{ type: "text", text: squeeze(t) }])!])), number ? Number(number[1]) : undefined));
        i = j;
        continue;
      }
    }
    if (!wrapped) {
      const p = paragraph([{ type: "text", text: squeeze(lines[i]) }]);
      if (p) out.push(p);
      i++;
      continue;
    }
    const longest = Math.max(...lines.map((l) => l.length));
    let j = i;
    let text = "";
    for (; j < lines.length; j++) {
      if (j > i && starts(lines[j]) && !/[\p{Ll},]$/u.test(lines[j - 1])) break;
      text = join(text, lines[j].trim());
      if (j > i) dropped.joined = (dropped.joined ?? 0) + 1;
      // A paragraph ends where a sentence ends before the line does.
      if (/[.!?:”"’)…]$/.test(lines[j].trim()) && lines[j].trim().length < longest * 0.85) {
        j++;
        break;
      }
    }
    const p = paragraph([{ type: "text", text: squeeze(text) }]);
    if (p) out.push(p);
    i = j;
  }
  return out;
}

/** Puts a line after another: a word that was cut at the edge is one again, a
 * doubled word keeps its hyphen. */
export function join(a: string, b: string): string {
  if (!a) return b;
  const cut = /(\p{L}+)-$/u.exec(a);
  const next = /^(\p{Ll}+)/u.exec(b);
  if (cut && next) {
    const [x, y] = [cut[1].toLowerCase(), next[1].toLowerCase()];
    // anak-anak, sayur-mayur, tolong-menolong; ke-, se-, anti- keep theirs before capitals only.
    const doubled = x === y || y.endsWith(x) || y.startsWith(x) || (x.length > 3 && x.slice(1) === y.slice(1)) || y.slice(-4) === x.slice(-4);
    return doubled ? a + b : a.slice(0, -1) + b;
  }
  return a + " " + b;
}

/** Whether lines were broken by a page's width rather than by a writer. */
function isWrapped(text: string): boolean {
  const lines = text.split("\n").map((l) => l.trim()).filter(Boolean);
  if (lines.length < 4) return false;
  const lengths = lines.map((l) => l.length).sort((a, b) => a - b);
  const long = lengths[Math.floor(lengths.length * 0.75)];
  if (long < 38 || long > 130 || lengths[lengths.length - 1] > long * 1.5) return false;
  let open = 0;
  let full = 0;
  for (let i = 0; i < lines.length - 1; i++) {
    if (lines[i].length < long * 0.7) continue;
    full++;
    if (!/[.!?:”"…]$/.test(lines[i])) open++;
  }
  return full >= 3 && open / full > 0.6;
}

// ---- WhatsApp

// "[28/06/25 14.02.11] Rina: …", "28/06/25 14.02 - Rina: …", "[14:02, 28/6/2025] Rina: …", with marks of direction.
const stamp = String.raw`(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AP]M)?|\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AP]M)?,\s+\d{1,2}[./-]\d{1,2}[./-]\d{2,4})`;
const prefix = new RegExp(String.raw`^[\u200e\u200f\u202a-\u202e\s]*(?:\[${stamp}\]\s*|${stamp}\s+[-–]\s+)(?:([^:\n]{1,60}):\s?)?`, "i");
const absent = /^[\u200e\s]*(?:<?(?:media|image|video|audio|sticker|gif|document|gambar|foto|stiker|dokumen|lampiran)[^>\n]{0,40}(?:omitted|tidak disertakan|dihilangkan|terlampir|attached)>?|\S+\.(?:jpe?g|png|mp4|opus|pdf|docx?|webp) \((?:file attached|file terlampir)\)|(?:this message was deleted|you deleted this message|pesan ini telah dihapus|anda menghapus pesan ini)\.?|<attached: [^>]+>)\s*$/i;
const system = /end-to-end encrypted|terenkripsi secara end-to-end|terenkripsi end-to-end|(?:changed|mengubah) (?:the subject|subjek)|(?:created group|membuat grup)/i;

function whatsapp(html: string, text: string): Pasted | null {
  const plain = text.replace(/\r\n?/g, "\n");
  const inHTML = /data-pre-plain-text=|class="[^"]*\bcopyable-text\b|selectable-text/.test(html);
  const lines = plain.split("\n");
  const stamped = lines.filter((l) => prefix.test(l)).length;
  if (!inHTML && !stamped) {
    // A message alone: only its marks tell.
    if (html || !/(^|\s)[*_~][^\s*_~][^*_~\n]*[*_~](?=[\s.,;:!?)]|$)/m.test(plain)) return null;
  }
  const out: Pasted = { source: "whatsapp", blocks: [], dropped: {}, images: [] };
  const source = plain.trim() ? lines : textOf(fragment(parse(html))).split("\n");
  let message: string[] = [];
  const end = () => {
    chat(message, out);
    message = [];
  };
  for (const line of source) {
    const m = prefix.exec(line);
    if (m) {
      end();
      out.dropped.prefixes = (out.dropped.prefixes ?? 0) + 1;
      const rest = line.slice(m[0].length);
      if (!m[1] && system.test(rest)) continue;
      message.push(rest);
    } else message.push(line);
  }
  end();
  return out;
}

function chat(lines: string[], out: Pasted) {
  const clean: string[] = [];
  for (const l of lines) {
    const t = l.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
    if (absent.test(t)) out.dropped.files = (out.dropped.files ?? 0) + 1;
    else clean.push(t.replace(/\s*<(?:this message was edited|pesan ini diedit)>\s*$/i, ""));
  }
  const text = clean.join("\n");
  const wrapped = isWrapped(text);
  for (const chunk of text.split(/\n[ \t]*\n+/)) {
    const some = chunk.split("\n").filter((l) => l.trim());
    for (const b of linesToBlocks(some, wrapped, out.dropped)) out.blocks.push(starred(b));
  }
}

/** *bold*, _italic_, ~struck~ and ```fixed``` of a chat. */
function starred(n: Node): Node {
  if (n.type === "text") return n;
  if (n.type === "paragraph") return { ...n, content: (n.content ?? []).flatMap((c) => (c.type === "text" ? signs(c.text!) : [c])) };
  return { ...n, content: n.content?.map(starred) };
}

export function signs(text: string): Node[] {
  const out: Node[] = [];
  const pairs: [string, keyof Marks][] = [["*", "strong"], ["_", "em"], ["~", "strike"]];
  const walk = (s: string, m: Marks) => {
    let best: { at: number; end: number; mark: keyof Marks } | null = null;
    for (const [sign, mark] of pairs) {
      const e = sign === "*" ? "\\*" : sign;
      const r = new RegExp(`(^|[\\s(“"'*_~])${e}(?=\\S)([^${e}\\n]*?[^\\s${e}])${e}(?=$|[\\s.,;:!?)”"'*_~…])`, "u");
      const hit = r.exec(s);
      if (hit && (!best || hit.index + hit[1].length < best.at)) best = { at: hit.index + hit[1].length, end: hit.index + hit[0].length, mark };
    }
    if (!best) {
      if (s) out.push(textNode(s.replace(/```/g, ""), m));
      return;
    }
    if (best.at) out.push(textNode(s.slice(0, best.at).replace(/```/g, ""), m));
    walk(s.slice(best.at + 1, best.end - 1), { ...m, [best.mark]: true });
    walk(s.slice(best.end), m);
  };
  walk(text, {});
  return joined(out.filter((n) => n.text));
}

// ---- what is done at the end

const alone = /^https?:\/\/\S+$/;

function finish(list: Node[], out: Pasted): Node[] {
  const done: Node[] = [];
  for (const n of list) {
    if (n.type === "paragraph") {
      const t = flat(n).trim();
      // A line that is nothing but an address.
      if (alone.test(t) && n.content!.length === 1) {
        const e = embedOf(t) ?? embedOf(String(n.content![0].marks?.find((m) => m.type === "link")?.attrs?.href ?? ""));
        if (e) {
          done.push({ type: "embed", attrs: e });
          out.dropped.embeds = (out.dropped.embeds ?? 0) + 1;
          continue;
        }
        if (!n.content![0].marks) {
          done.push({ type: "paragraph", content: [textNode(t, { href: t })] });
          continue;
        }
      }
    }
    if (n.type === "heading" && [...flat(n)].length > 200) {
      done.push({ type: "paragraph", content: n.content });
      continue;
    }
    if (n.type === "list") {
      const last = done[done.length - 1];
      void last;
      if (n.content!.length > 200) {
        for (let i = 0; i < n.content!.length; i += 200) done.push({ ...n, content: n.content!.slice(i, i + 200) });
        continue;
      }
    }
    done.push(n);
  }
  while (done[0]?.type === "divider") done.shift();
  while (done[done.length - 1]?.type === "divider") done.pop();
  return done;
}

// "JAKARTA, namasitus – …", "BANDUNG - …", "Jakarta (ANTARA) - …".
const dateline = /^((?:[A-Z][A-Z.'’]+)(?:[ -][A-Z.'’]+){0,4}|[A-Z][\p{L}.'’]+(?: [A-Z][\p{L}.'’]+){0,3}(?= \())(?:,\s*([\p{L}\d][\p{L}\d .]{1,40}?)|\s*\(([\p{L}\d][\p{L}\d .]{1,40})\))?\s*(?:[–—]|--|-(?=\s))\s*/u;

export function datelineOf(text: string): { place: string; outlet?: string; length: number } | null {
  const m = dateline.exec(text);
  if (!m || m[0].length >= text.length) return null;
  const outlet = m[2] ?? m[3];
  if (m[1].length > 60 || (!outlet && m[1] !== m[1].toUpperCase())) return null;
  return { place: m[1].trim(), ...(outlet ? { outlet: outlet.trim() } : {}), length: m[0].length };
}

function takeDateline(out: Pasted) {
  const at = out.blocks.findIndex((b) => b.type === "paragraph" && flat(b).length > 60);
  if (at < 0 || at > 2) return;
  const p = out.blocks[at];
  const d = datelineOf(flat(p));
  if (!d) return;
  let left = d.length;
  const content: Node[] = [];
  for (const n of p.content ?? []) {
    if (!left) {
      content.push(n);
      continue;
    }
    const t = n.text ?? "\n";
    if (t.length <= left) {
      left -= t.length;
      continue;
    }
    content.push({ ...n, text: t.slice(left) });
    left = 0;
  }
  const rest = paragraph(content);
  if (!rest) return;
  out.blocks[at] = rest;
  out.dateline = { place: d.place, ...(d.outlet ? { outlet: d.outlet } : {}) };
}

function guessHeadline(out: Pasted) {
  if (out.headline || out.blocks.length < 2) return;
  const [first, second] = out.blocks;
  const t = flat(first).trim();
  const short = [...t].length;
  if (first.type === "heading" || (first.type === "paragraph" && short >= 10 && short <= 120 && !/[.!:;,]$/.test(t) && !alone.test(t) && ["paragraph", "embed"].includes(second.type) && flat(second).length > short)) out.headline = t;
}

export function imageBytes(i: { mime: string; base64: string }): Uint8Array<ArrayBuffer> {
  const s = atob(i.base64);
  const out = new Uint8Array(s.length);
  for (let j = 0; j < s.length; j++) out[j] = s.charCodeAt(j);
  return out;
}
