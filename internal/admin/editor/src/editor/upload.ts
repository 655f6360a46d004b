// Pictures on their way to the library: made smaller on the device, sent in
// pieces that may be sent again (G-15, MDK-1).

import { call, Refusal } from "./api";
import type { Photo } from "./island";
import { smaller } from "../shrink";

export interface Sending {
  name: string;
  done: number;
  failed?: string;
  again?: () => void;
}

export interface AssetInfo {
  id: number;
  kind: string;
  name?: string;
  caption?: string;
  credit?: string;
  alt?: string;
  width?: number;
  height?: number;
  renditions: { name: string; mime: string; width?: number; crop?: string }[];
  rights?: { category?: string };
}

export function photoOf(a: AssetInfo): Photo {
  const wide = a.renditions.filter((r) => !r.crop && r.mime.startsWith("image/")).sort((x, y) => (x.width ?? 0) - (y.width ?? 0));
  const best = wide.find((r) => (r.width ?? 0) >= 960) ?? wide.at(-1);
  return { kind: a.kind, name: a.name, caption: a.caption, credit: a.credit, alt: a.alt, width: a.width, height: a.height, url: best && "/-/media/" + best.name };
}

async function hex(buf: ArrayBuffer): Promise<string | undefined> {
  if (!crypto.subtle) return undefined;
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", buf)), (b) => b.toString(16).padStart(2, "0")).join("");
}

interface Info {
  id: string;
  chunk: number;
  size: number;
  have: number[];
  asset?: number;
}

const patience = [1, 2, 4, 8, 15, 30, 60];

async function stubborn<T>(work: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await work();
    } catch (e) {
      const p = e instanceof Refusal ? e.problem : undefined;
      if (!p || !(p.status === 0 || p.status === 401 || p.status === 429 || p.status >= 500) || i >= patience.length) throw e;
      await new Promise((go) => setTimeout(go, patience[i] * 1000 * (0.75 + Math.random() / 2)));
    }
  }
}

/** Sends a file and gives what it became. */
export async function send(file: File, edition: number, tell: (share: number) => void): Promise<AssetInfo> {
  const blob = file.type.startsWith("image/") ? await smaller(file) : file;
  const hash = blob.size <= 64 << 20 ? await hex(await blob.arrayBuffer()) : undefined;
  let up = (await stubborn(() => call<Info>("/uploads", { body: { edition, name: file.name || "foto.jpg", size: blob.size, hash } }))).body;
  if (!up.asset) {
    const n = Math.ceil(blob.size / up.chunk);
    const left = Array.from({ length: n }, (_, i) => i).filter((i) => !up.have.includes(i));
    let done = n - left.length;
    const worker = async () => {
      for (let i = left.shift(); i !== undefined; i = left.shift()) {
        const part = await blob.slice(i * up.chunk, (i + 1) * up.chunk).arrayBuffer();
        const sum = await hex(part);
        await stubborn(() => call(`/uploads/${up.id}/pieces/${i}`, { method: "PUT", raw: part, headers: { "Content-Type": "application/octet-stream", ...(sum ? { "X-Piece-Hash": sum } : {}) }, timeout: 120_000 }));
        tell(++done / n);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    const asset = (await stubborn(() => call<AssetInfo>(`/uploads/${up.id}/finish`, { body: {}, timeout: 120_000 }))).body;
    return made(asset);
  }
  return made((await call<AssetInfo>("/media/" + up.asset)).body);
}

/** Renditions are made a moment after the upload. */
async function made(a: AssetInfo): Promise<AssetInfo> {
  for (let i = 0; i < 12 && a.kind === "photo" && !a.renditions.length; i++) {
    await new Promise((go) => setTimeout(go, 250 * (i + 1)));
    a = (await call<AssetInfo>("/media/" + a.id)).body;
  }
  return a;
}
