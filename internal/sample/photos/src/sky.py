"""Analytic sky with sunlit clouds, shared by lighting (equirect) and backdrop."""
import math
import numpy as np
from numba import njit, prange


@njit(cache=True)
def hash2(ix, iy, s):
    h = (ix * 374761393 + iy * 668265263 + s * 974634533) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) & 0xFFFFFF) / 16777216.0


@njit(cache=True)
def vnoise(x, y, s):
    fx = math.floor(x); fy = math.floor(y)
    ix = int(fx); iy = int(fy)
    u = x - fx; v = y - fy
    u = u * u * u * (u * (u * 6 - 15) + 10); v = v * v * v * (v * (v * 6 - 15) + 10)
    a = hash2(ix, iy, s); b = hash2(ix + 1, iy, s)
    c = hash2(ix, iy + 1, s); d = hash2(ix + 1, iy + 1, s)
    return a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v


@njit(cache=True)
def fbm(x, y, s, n):
    a = 0.5; r = 0.0; t = 0.0
    for i in range(n):
        r += a * vnoise(x, y, s + i); t += a
        x, y = 1.6 * x + 1.2 * y + 3.1, -1.2 * x + 1.6 * y + 1.7
        a *= 0.5
    return r / t


@njit(cache=True)
def dens(x, y, s, cov):
    wx = fbm(x * 0.7 + 5.2, y * 0.7 + 1.3, s + 20, 3) - 0.5
    wy = fbm(x * 0.7 - 2.2, y * 0.7 + 7.3, s + 30, 3) - 0.5
    d = fbm(x + 1.3 * wx, y + 1.3 * wy, s, 7)
    return max(0.0, (d - (1.0 - cov) * 0.62 - 0.1) * 3.2)


@njit(parallel=True, cache=True)
def _sky(D, out, sun, hor, zen, glow, csun, camb, p):
    # p: gradient k, glow wide, glow tight, disk, cover, scale, stretch, seed, cirrus, horizon warmth
    for i in prange(D.shape[0]):
        dx = D[i, 0]; dy = D[i, 1]; dz = D[i, 2]
        t = max(dz, 0.0)
        c = dx * sun[0] + dy * sun[1] + dz * sun[2]
        hl = math.sqrt(dx * dx + dy * dy) + 1e-6
        az = (dx * sun[0] + dy * sun[1]) / hl / (math.sqrt(sun[0] ** 2 + sun[1] ** 2) + 1e-6)
        g = 1 - math.exp(-t * p[0])
        w = p[1] * math.exp((c - 1) * 5) + p[2] * math.exp((c - 1) * 60) \
            + p[9] * math.exp(-t * 7) * max(0.0, 0.5 + 0.5 * az) ** 3
        cl = 0.0; li = 0.0
        if p[4] > 0 and dz > 0.004:
            k = p[5] / (dz + 0.06)
            x = dx * k; y = dy * k * p[6]
            cl = dens(x, y, int(p[7]), p[4])
            if cl > 0:
                st = 0.35
                s1 = dens(x + sun[0] * st, y + sun[1] * st * p[6], int(p[7]), p[4])
                s2 = dens(x + sun[0] * st * 2.2, y + sun[1] * st * 2.2 * p[6], int(p[7]), p[4])
                li = math.exp(-1.3 * (s1 + 0.7 * s2)) * (1 + 1.6 * math.exp((c - 1) * 9))
        a = 1 - math.exp(-cl * 1.7)
        a *= 1 - math.exp(-t * 14)
        ci = 0.0
        if p[8] > 0 and dz > 0.01:
            k = 1.1 / (dz + 0.12)
            x = dx * k; y = dy * k
            q = fbm(x * 0.8 + 9, y * 3.0 + 2 * fbm(x, y, 77, 3), 55, 6)
            ci = p[8] * max(0.0, q - 0.45) * 2.2 * (1 - math.exp(-t * 9))
        for j in range(3):
            b = hor[j] + (zen[j] - hor[j]) * g + glow[j] * w
            b += ci * (csun[j] * 0.55 + camb[j] * 0.3)
            b = b * (1 - a) + a * (camb[j] * (0.75 + 0.5 * li) + csun[j] * li)
            if c > 0.99996:
                b += p[3] * glow[j]
            out[i, j] = b


def sky_eval(D, P):
    D = np.ascontiguousarray(D.reshape(-1, 3), dtype=np.float64)
    out = np.zeros_like(D)
    el, az = math.radians(P['sun'][0]), math.radians(P['sun'][1])
    s = np.array([math.sin(az) * math.cos(el), math.cos(az) * math.cos(el), math.sin(el)])
    f = lambda k, d: np.array(P.get(k, d), dtype=np.float64)
    p = np.array([P.get('k', 5.), P.get('wide', .5), P.get('tight', 1.), P.get('disk', 0.),
                  P.get('cover', 0.), P.get('scale', .8), P.get('stretch', 1.), P.get('seed', 1),
                  P.get('cirrus', 0.), P.get('warm', .5)], dtype=np.float64)
    _sky(D, out, s, f('hor', (.6, .6, .6)), f('zen', (.1, .2, .4)), f('glow', (1, .6, .3)),
         f('csun', (1, .8, .6)), f('camb', (.3, .35, .45)), p)
    return out


def equirect(P, w=1536):
    h = w // 2
    u = (np.arange(w) + .5) / w * 2 * math.pi - math.pi
    v = (np.arange(h) + .5) / h * math.pi - math.pi / 2
    U, V = np.meshgrid(u, v)
    # Blender: the image centre looks along -Y, u grows clockwise towards -X
    D = np.stack([-np.sin(U) * np.cos(V), -np.cos(U) * np.cos(V), np.sin(V)], -1)
    img = sky_eval(D, P).reshape(h, w, 3)
    gr = np.array(P.get('ground', (.1, .1, .1)))
    img[V < -0.02] = gr
    return img.astype(np.float32)
