// A patch in words, for people.

import type { Node } from "./merge";
import type { Patch } from "./patch";

const text = (n: Node): string => (n.type === "hard_break" ? "\n" : (n.text ?? "") + (n.content ?? []).map(text).join(/^(paragraph|heading|pullquote|preformatted|table_cell)$/.test(n.type) ? "" : "\n"));

export function plainWords(p: Patch): string {
  const fields = Object.entries(p.fields ?? {}).filter(([, v]) => typeof v === "string" && v).map(([, v]) => String(v));
  return [...fields, ...((p.blocks ?? []) as Node[]).map(text)].filter((s) => s.trim()).join("\n\n");
}
