// Pictures on their way to the library: made smaller on the device, sent in
// pieces that may be sent again (G-15, MDK-1).

import { call, Refusal } from "./api";
import type { Photo } from "./island";

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

const longest = 2560;

/** A photo as a newspaper needs it: at most 2560 pixels, still a JPEG with what
 * its camera wrote: a photo that is small enough, or that the browser cannot
 * read, goes as it is. */
export async function smaller(file: File): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 900 * 1024) return file;
  try {
    const pic = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = longest / Math.max(pic.width, pic.height);
    if (scale >= 1) return file;
    const canvas = new OffscreenCanvas(Math.round(pic.width * scale), Math.round(pic.height * scale));
    canvas.getContext("2d")!.drawImage(pic, 0, 0, canvas.width, canvas.height);
    pic.close();
    const made = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
    if (made.size >= file.size) return file;
    return file.type === "image/jpeg" ? withHeaders(file, made) : made;
  } catch {
    return file;
  }
}

/** Keeps the segments in which a camera and a desk write: EXIF, XMP, IPTC. */
export async function withHeaders(from: Blob, to: Blob): Promise<Blob> {
  const src = new Uint8Array(await from.slice(0, 512 * 1024).arrayBuffer());
  const kept: Uint8Array<ArrayBuffer>[] = [];
  let i = 2;
  while (i + 4 < src.length && src[i] === 0xff) {
    const kind = src[i + 1];
    if (kind === 0xda) break;
    const size = (src[i + 2] << 8) | src[i + 3];
    if ((kind === 0xe1 || kind === 0xed) && i + 2 + size <= src.length) kept.push(upright(src.slice(i, i + 2 + size)));
    i += 2 + size;
  }
  if (!kept.length) return to;
  const dst = new Uint8Array(await to.arrayBuffer());
  let j = 2;
  while (j + 4 < dst.length && dst[j] === 0xff && dst[j + 1] === 0xe0) j += 2 + ((dst[j + 2] << 8) | dst[j + 3]);
  return new Blob([dst.slice(0, j), ...kept, dst.slice(j)], { type: "image/jpeg" });
}

/** The picture was turned when it was drawn: EXIF must not turn it again. */
export function upright(segment: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const v = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  if (segment[1] !== 0xe1 || segment.length < 20 || v.getUint32(4) !== 0x45786966) return segment;
  const at = 10;
  const little = v.getUint16(at) === 0x4949;
  const ifd = at + v.getUint32(at + 4, little);
  if (ifd + 2 > segment.length) return segment;
  for (let i = 0, n = v.getUint16(ifd, little); i < n && ifd + 2 + 12 * (i + 1) <= segment.length; i++) {
    const entry = ifd + 2 + 12 * i;
    if (v.getUint16(entry, little) === 0x0112) v.setUint16(entry + 8, 1, little);
  }
  return segment;
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
