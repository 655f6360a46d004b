// The pieces of a file that the paper does not have yet.

export interface UploadState {
  id: string;
  chunk: number;
  have: number[];
  asset?: number;
}

export interface Piece {
  n: number;
  from: number;
  to: number;
}

export function pieces(size: number, chunk: number, have: number[]): Piece[] {
  const here = new Set(have);
  const out: Piece[] = [];
  for (let n = 0, from = 0; from < size; n++, from += chunk) {
    if (!here.has(n)) out.push({ n, from, to: Math.min(size, from + chunk) });
  }
  return out;
}
