// placeholder until the mapping
import type { Node } from "./merge";
export interface Pasted { blocks: Node[]; source: string; dropped: Record<string, number>; headline?: string; dateline?: { place: string }; }
export function mapPaste(d: { html?: string; text?: string; rtf?: string }): Pasted {
  return { source: "text", dropped: {}, blocks: (d.text ?? "").split(/\n\s*\n/).filter((s) => s.trim()).map((s) => ({ type: "paragraph", content: [{ type: "text", text: s.trim() }] })) };
}
