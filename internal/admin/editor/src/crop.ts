// Which part of a picture a shape shows, as the darkroom cuts it: the largest that
// keeps the focal point as near to its middle as there is room.

export interface Part {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** cropAt takes a shape such as "16:9", the picture's size and the point, 0–1. */
export function cropAt(ratio: string, width: number, height: number, fx: number, fy: number): Part {
  const [a, b] = ratio.split(":").map(Number);
  const want = (a || 1) / (b || 1);
  const is = width / Math.max(1, height);
  const c: Part = { x: 0, y: 0, w: 1, h: 1 };
  if (is > want) c.w = want / is;
  else c.h = is / want;
  c.x = Math.min(Math.max(0, fx - c.w / 2), 1 - c.w);
  c.y = Math.min(Math.max(0, fy - c.h / 2), 1 - c.h);
  return c;
}
