// Small skills with words. No DOM.

/** How well letters typed fit a phrase: all words' beginnings, then letters in
 * order. Zero is not at all. */
export function fuzzy(typed: string, phrase: string): number {
  const q = fold(typed);
  const p = fold(phrase);
  if (!q) return 1;
  const words = p.split(" ");
  if (words.some((w) => w === q)) return 100;
  if (p.startsWith(q)) return 90;
  if (words.some((w) => w.startsWith(q))) return 80;
  const parts = q.split(" ");
  if (parts.length > 1 && parts.every((x) => words.some((w) => w.startsWith(x)))) return 70;
  if (p.includes(q)) return 50;
  let i = 0;
  let run = 0;
  for (const c of words.slice(0, 3).join(" ")) {
    if (c === q[i]) {
      i++;
      run++;
      if (i === q.length) return 10 + run;
    }
  }
  return 0;
}

export function fold(s: string): string {
  return s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/** A slug as the server would propose one. */
export function slugOf(headline: string): string {
  return fold(headline).replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 120).replace(/-+$/, "");
}

/** Words in a text, as readers count them. */
export const wordCount = (s: string): number => s.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)?.length ?? 0;
