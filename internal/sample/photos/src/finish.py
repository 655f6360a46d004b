"""Develop a rendered scene: denoise, sky, haze, bloom, film curve, grain, JPEG renditions.
   python3 finish.py <slug> [--final]      (reads GRADE = dict(...) from <slug>.py)"""
import ast
import io
import json
import math
import os
import subprocess
import sys
import numpy as np
from numba import njit, prange
from PIL import Image, ImageFilter
from scipy.ndimage import gaussian_filter, median_filter, percentile_filter
import sky as S

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.environ.get('PIX_OUT', 'out')


@njit(parallel=True, fastmath=True, cache=True)
def nlm(C, F, out, rad, kc, kf):
    """Non-local means on log colour C guided by features F."""
    h, w, _ = C.shape; nf = F.shape[2]
    for y in prange(h):
        for x in range(w):
            s0 = 0.; a0 = 0.; a1 = 0.; a2 = 0.
            for dy in range(-rad, rad + 1):
                yy = y + dy
                if yy < 1 or yy > h - 2 or y < 1 or y > h - 2:
                    if dy != 0: continue
                for dx in range(-rad, rad + 1):
                    xx = x + dx
                    if xx < 1 or xx > w - 2 or x < 1 or x > w - 2:
                        if dx != 0 or dy != 0: continue
                    df = 0.
                    for k in range(nf):
                        e = F[y, x, k] - F[yy, xx, k]; df += e * e
                    df *= kf
                    if df > 6: continue
                    dc = 0.
                    if 0 < y < h - 1 and 0 < x < w - 1 and 0 < yy < h - 1 and 0 < xx < w - 1:
                        for py in range(-1, 2):
                            for px in range(-1, 2):
                                for k in range(3):
                                    e = C[y + py, x + px, k] - C[yy + py, xx + px, k]; dc += e * e
                        dc = max(0., dc / 27. - 1. / kc * .6) * kc
                    wt = math.exp(-dc - df)
                    s0 += wt; a0 += wt * C[yy, xx, 0]; a1 += wt * C[yy, xx, 1]; a2 += wt * C[yy, xx, 2]
            if s0 > 0:
                out[y, x, 0] = a0 / s0; out[y, x, 1] = a1 / s0; out[y, x, 2] = a2 / s0
            else:
                out[y, x] = C[y, x]


def denoise(rgb, nrm, alb, sigma, rad=5):
    # fireflies first
    # dark specks (pixels no light sample reached), then fireflies
    lum = rgb.mean(2); lo = median_filter(lum, 3)
    med = np.stack([median_filter(rgb[..., k], 3) for k in range(3)], -1)
    rgb = np.where((lum < .55 * lo)[..., None], med, rgb)
    for n, t in ((3, 1.8), (5, 2.6)):
        lum = rgb.mean(2)
        top = percentile_filter(lum, 72 if n == 5 else 82, n)
        rgb = rgb * np.where(lum > t * top + .02, top / (lum + 1e-6), 1)[..., None]
    C = np.log(np.maximum(rgb, 0) + .02).astype(np.float32)
    F = np.concatenate([gaussian_filter(nrm, (.6, .6, 0)), 2 * np.sqrt(gaussian_filter(np.maximum(alb, 0), (.6, .6, 0)))], 2).astype(np.float32)
    out = np.zeros_like(C)
    nlm(C, F, out, rad, 1 / (sigma * sigma), 40.)
    return np.exp(out) - .02


def rays(meta, w, h):
    c = meta['cam']; f = c['lens'] / 36.
    x = (np.arange(w) + .5) / w - .5
    y = (.5 - (np.arange(h) + .5) / h) * h / w + c['shift_y']
    X, Y = np.meshgrid(x, y)
    d = np.stack([X, Y, np.full_like(X, -f)], -1)
    d /= np.linalg.norm(d, axis=2)[..., None]
    return d @ np.array(c['rot']).T


def film(x, toe=.0, white=6.):
    """A print-film curve (Hable), normalised to white."""
    f = lambda v: ((v * (.22 * v + .1 * .30) + .20 * .01) / (v * (.22 * v + .30) + .20 * .30)) - .01 / .30
    return np.clip(f(np.maximum(x, 0)) / f(white), 0, 1)


def srgb(x):
    return np.where(x < .0031308, x * 12.92, 1.055 * np.power(np.maximum(x, 1e-8), 1 / 2.4) - .055)


def develop(rgb, g, seed=0):
    h, w = rgb.shape[:2]; u = w / 1280
    rgb = rgb * 2 ** g.get('ev', 0)
    wb = np.array(g.get('wb', (1, 1, 1))); rgb = rgb * wb
    b = g.get('bloom', .06)
    if b:
        hi = np.minimum(np.maximum(rgb - g.get('bloom_t', .8), 0), 30)
        rgb = rgb + b * sum(k * gaussian_filter(hi, (s * u, s * u, 0)) for s, k in ((3, 1.), (12, 1.), (45, .9)))
    Y, X = np.mgrid[0:h, 0:w]
    r2 = ((X - w / 2) ** 2 + (Y - h / 2) ** 2) / (w * w / 4 + h * h / 4)
    rgb = rgb * (1 - g.get('vig', .28) * r2 ** 1.3)[..., None]
    v = srgb(film(rgb * 1.9, white=g.get('white', 7.)))
    l = v @ np.array([.3, .59, .11])
    v = l[..., None] + (v - l[..., None]) * g.get('sat', 1.)
    c = g.get('contrast', .15)
    v = np.clip(v, 0, 1); v = v + c * (v * v * (3 - 2 * v) - v)
    sh = np.array(g.get('shadow', (0, 0, 0))); hi = np.array(g.get('high', (0, 0, 0)))
    l = l[..., None]; v = v + sh * (1 - l) ** 3 + hi * l ** 2
    bl = g.get('black', .012); v = bl + v * (1 - bl)
    gr = np.random.RandomState(seed).normal(size=(h, w))
    gr = gaussian_filter(gr, .75 * u); gr /= gr.std()
    l = np.clip(l[..., 0], 0, 1)
    v = v + (g.get('grain', .0075) * gr * (.35 + 1.3 * l * (1 - l) * 2))[..., None]
    return np.clip(v, 0, 1)


def grade_of(slug):
    for n in ast.parse(open(os.path.join(HERE, slug + '.py')).read()).body:
        if isinstance(n, ast.Assign) and n.targets[0].id == 'GRADE':
            return eval(compile(ast.Expression(n.value), 'g', 'eval'), {})
    return {}


def load(slug, g):
    z = np.load(os.path.join(OUT, slug + '.npz'))
    meta = json.loads(str(z['meta'])); im = z['Image'].astype(np.float64)
    rgb, a = im[..., :3], np.clip(im[..., 3:], 0, 1)
    if 'Normal' in z and g.get('dn', .22) > 0:
        rgb = denoise(rgb.astype(np.float32), z['Normal'], z['DiffCol'], g.get('dn', .22)).astype(np.float64)
    h, w = rgb.shape[:2]
    if 'sky' in meta:
        P = dict(meta['sky']); P.update(g.get('sky', {}))
        D = rays(meta, w, h)
        bg = S.sky_eval(D, P).reshape(h, w, 3)
        if g.get('haze'):
            Q = dict(P); Q['cover'] = Q['cirrus'] = Q['disk'] = 0
            D2 = D.copy(); D2[..., 2] = np.maximum(D2[..., 2], .0) * .3 + .02
            D2 /= np.linalg.norm(D2, axis=2)[..., None]
            hz = S.sky_eval(D2, Q).reshape(h, w, 3) * np.array(g.get('haze_tint', (1, 1, 1)))
            m = z['Mist'][..., :1].astype(np.float64)
            d = m / np.maximum(a, 1e-3) if False else m
            T = np.exp(-(d * meta['mist'] / g['haze']) ** g.get('haze_pow', 1.))
            rgb = rgb * T + a * (1 - T) * hz
        rgb = rgb + (1 - a) * bg
    elif g.get('haze'):
        T = np.exp(-(z['Mist'][..., :1] * meta['mist'] / g['haze']) ** g.get('haze_pow', 1.))
        col = np.ones((h, w, 1)) * np.array(g['haze_col'])
        if 'rays' in g:  # light shafts from a point above the frame, fading downwards
            px, py, n, a, top = g['rays']
            Y, X = np.mgrid[0:h, 0:w] / float(w)
            th = np.arctan2(X - px, Y - py)
            f = np.array([S.fbm(t * n, 1.3, 5, 4) for t in np.linspace(-1.6, 1.6, 3000)])
            f = np.clip((np.interp(th, np.linspace(-1.6, 1.6, 3000), f) - .5) * 3.2, 0, 1)
            fall = np.exp(-(np.hypot(X - px, (Y - py) * 1.) / .55) ** 1.5)[..., None]
            col = col * (1 + top * fall) + a * (f[..., None] * np.exp(-Y[..., None] * 3.)) * col * (1 + top * fall)
        rgb = rgb * T + (1 - T) * col
    return rgb, meta


def jpegs(img, slug, g):
    dst = os.path.join(os.path.dirname(HERE), slug); os.makedirs(dst, exist_ok=True)
    lim = {320: 18, 640: 45, 960: 85, 1280: 140}; info = {}
    for w in (320, 640, 960, 1280):
        h = round(img.height * w / img.width)
        im = img if img.width == w else img.resize((w, h), Image.LANCZOS)
        if w < 1280:
            im = im.filter(ImageFilter.UnsharpMask(.6, 45, 1))
        for q in range(80, 56, -2):
            b = io.BytesIO(); im.save(b, 'PPM')
            d = subprocess.run(['cjpeg', '-quality', str(q), '-sample', '2x2', '-optimize', '-progressive'], input=b.getvalue(), capture_output=True, check=True).stdout
            if len(d) <= lim[w] * 1000:
                break
        open(os.path.join(dst, f'{w}.jpg'), 'wb').write(d); info[w] = (w, h, len(d), q)
    print(slug, info)


if __name__ == '__main__':
    slug = sys.argv[1]; g = grade_of(slug)
    rgb, meta = load(slug, g)
    if '--final' in sys.argv and rgb.shape[1] < 1280:  # enlarge before the grain goes on
        n = (1280, round(rgb.shape[0] * 1280 / rgb.shape[1]))
        lg = np.log(np.maximum(rgb, 0) + .02).astype(np.float32)
        lg = np.stack([np.asarray(Image.fromarray(lg[..., k]).resize(n, Image.LANCZOS)) for k in range(3)], -1)
        lg = lg + .35 * (lg - gaussian_filter(lg, (.9, .9, 0)))
        rgb = np.maximum(np.exp(lg.astype(np.float64)) - .02, 0)
    v = develop(rgb, g, sum(map(ord, slug)))
    img = Image.fromarray((v * 255 + .5).astype(np.uint8))
    c = g.get('crop')
    if c:
        img = img.crop([round(c[0] * img.width), round(c[1] * img.height), round(c[2] * img.width), round(c[3] * img.height)])
    if '--final' in sys.argv:
        if img.width != 1280:
            img = img.resize((1280, round(img.height * 1280 / img.width)), Image.LANCZOS)
        jpegs(img, slug, g)
    img.save(os.path.join(OUT, slug + '.png'))
