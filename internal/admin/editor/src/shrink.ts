// Photos made smaller on the device, before they cost mobile data (G-15).

const longest = 2560;

/** Photos that may be worth the work. */
export const large = (file: File): boolean => /^image\/(jpeg|png|webp)$/.test(file.type) && file.size >= 900 * 1024;

/** A photo as a newspaper needs it: at most 2560 pixels, still a JPEG with what
 * its camera wrote: a photo that is small enough, or that the browser cannot
 * read, goes as it is. */
export async function smaller(file: File): Promise<Blob> {
  if (!large(file)) return file;
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
