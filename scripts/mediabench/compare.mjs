// Usage: node compare.mjs FOLDER. FOLDER/in holds photos as PPM, FOLDER/out our
// JPEGs of them as NAME.QUALITY.jpg. Each of ours is held against mozjpeg's size
// at the same structural similarity, between whose qualities we interpolate.
import fs from 'node:fs';
import path from 'node:path';
import encode, { init as initEncoder } from '@jsquash/jpeg/encode.js';
import decode, { init as initDecoder } from '@jsquash/jpeg/decode.js';
import ssim from 'ssim.js';

const root = process.argv[2];
const compile = name => WebAssembly.compile(fs.readFileSync(new URL('./node_modules/@jsquash/jpeg/codec/' + name, import.meta.url)));
globalThis.ImageData ??= class { constructor(data, width, height) { Object.assign(this, { data, width, height }); } };
await initEncoder(await compile('enc/mozjpeg_enc.wasm'));
await initDecoder(await compile('dec/mozjpeg_dec.wasm'));

function readPPM(file) {
  const b = fs.readFileSync(file);
  const m = /^P6\s(\d+) (\d+)\s(\d+)\s/.exec(b.subarray(0, 40).toString('latin1'));
  const [w, h] = [+m[1], +m[2]];
  const d = new Uint8ClampedArray(w * h * 4);
  for (let i = 0, o = m[0].length; i < w * h; i++, o += 3) {
    d[4 * i] = b[o]; d[4 * i + 1] = b[o + 1]; d[4 * i + 2] = b[o + 2]; d[4 * i + 3] = 255;
  }
  return new ImageData(d, w, h);
}

const measure = ssim.ssim ?? ssim.default ?? ssim;
const score = async (photo, jpeg) => measure(photo, await decode(Uint8Array.from(jpeg).buffer), { downsample: false }).mssim;

let sum = 0, n = 0, worst = -Infinity;
console.log('photo                     quality     ours     SSIM  mozjpeg  difference');
for (const file of fs.readdirSync(path.join(root, 'in')).filter(f => f.endsWith('.ppm')).sort()) {
  const photo = readPPM(path.join(root, 'in', file));
  const theirs = [];
  for (let quality = 40; quality <= 95; quality += 5) {
    const jpeg = new Uint8Array(await encode(photo, { quality }));
    theirs.push([await score(photo, jpeg), jpeg.length]);
  }
  theirs.sort((a, b) => a[0] - b[0]);
  for (const name of fs.readdirSync(path.join(root, 'out')).filter(f => f.startsWith(file + '.')).sort()) {
    const jpeg = fs.readFileSync(path.join(root, 'out', name));
    const s = await score(photo, jpeg);
    const i = theirs.findIndex(t => t[0] >= s);
    const row = [file.slice(0, -4).padEnd(25), name.split('.').at(-2).padStart(7), String(jpeg.length).padStart(8), s.toFixed(4).padStart(8)];
    if (i < 1) { console.log(row.join(' '), ' outside of what mozjpeg was asked for'); continue; }
    const t = (s - theirs[i - 1][0]) / (theirs[i][0] - theirs[i - 1][0]);
    const size = Math.exp(Math.log(theirs[i - 1][1]) * (1 - t) + Math.log(theirs[i][1]) * t);
    const d = jpeg.length / size - 1;
    console.log(...row, String(Math.round(size)).padStart(8), ((d * 100).toFixed(1) + ' %').padStart(11));
    sum += Math.log(1 + d); n++; worst = Math.max(worst, d);
  }
}
if (n > 0) console.log(`mean ${((Math.exp(sum / n) - 1) * 100).toFixed(1)} %, worst ${(worst * 100).toFixed(1)} %; the bar is 20 %`);
process.exit(worst > 0.2 ? 1 : 0);
