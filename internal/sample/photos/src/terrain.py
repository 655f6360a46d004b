"""A small height-field renderer with flat, mirroring water; scenes give a height map, colours and a water map."""
import json, math, os
import numpy as np
from numba import njit, prange
from sky import vnoise, fbm, sky_eval


@njit(cache=True)
def bil(A, u, v):
    n, m = A.shape
    if u < 0: u = 0.
    if v < 0: v = 0.
    if u > m - 2: u = m - 2.
    if v > n - 2: v = n - 2.
    i = int(u); j = int(v); u -= i; v -= j
    return (A[j, i] * (1 - u) + A[j, i + 1] * u) * (1 - v) + (A[j + 1, i] * (1 - u) + A[j + 1, i + 1] * u) * v


@njit(parallel=True, cache=True, fastmath=True)
def march(Hm, Wt, C, D, O, x0, y0, px, sun, tmax, zmax, amb, csun, haze, out, aux, step, gloss, wave):
    h, w, _ = D.shape; n, m = Hm.shape
    for j in prange(h):
        for i in range(w):
            dx = D[j, i, 0]; dy = D[j, i, 1]; dz = D[j, i, 2]; t = .5 * step; hit = False; lt = 0.
            if dz > 0 and O[2] > zmax: t = tmax
            while t < tmax:
                z = O[2] + dz * t
                if z > zmax and dz > 0: break
                e = z - bil(Hm, (O[0] + dx * t - x0) / px, (O[1] + dy * t - y0) / px)
                if e < 0: hit = True; break
                lt = t; t += max(step * (.25 + t * .02), e * .35)
            aux[j, i, 0] = 0.; aux[j, i, 5] = tmax
            if not hit: continue
            a = lt; b = t
            for q in range(9):
                c = (a + b) / 2
                if O[2] + dz * c < bil(Hm, (O[0] + dx * c - x0) / px, (O[1] + dy * c - y0) / px): b = c
                else: a = c
            t = b; x = O[0] + dx * t; y = O[1] + dy * t; z = O[2] + dz * t; u = (x - x0) / px; v = (y - y0) / px
            aux[j, i, 5] = t
            wm = bil(Wt, u, v); aux[j, i, 0] = 1.
            e = max(px * .7, t * .0006); k = e / px
            gx = (bil(Hm, u + k, v) - bil(Hm, u - k, v)) / (2 * e); gy = (bil(Hm, u, v + k) - bil(Hm, u, v - k)) / (2 * e)
            il = 1 / math.sqrt(1 + gx * gx + gy * gy); nl = max(0., (-gx * sun[0] - gy * sun[1] + sun[2]) * il)
            sh = 1.; s = px * 1.5
            for q in range(40):
                zz = z + sun[2] * s + px * .3
                if zz > zmax: break
                d = zz - bil(Hm, (x + sun[0] * s - x0) / px, (y + sun[1] * s - y0) / px)
                if d < 0: sh = 0.; break
                sh = min(sh, 24 * d / s); s += max(px * 1.2, d * .7)
            ao = 0.
            for q in range(8):
                an = q * .785; dd = px * 6; ao += max(0., bil(Hm, u + 6 * math.cos(an), v + 6 * math.sin(an)) - z) / dd
            ao = 1 / (1 + .22 * ao)
            col0 = bil(C[0], u, v); col1 = bil(C[1], u, v); col2 = bil(C[2], u, v)
            L0 = col0 * (csun[0] * nl * sh + amb[0] * ao); L1 = col1 * (csun[1] * nl * sh + amb[1] * ao); L2 = col2 * (csun[2] * nl * sh + amb[2] * ao)
            out[j, i, 0] = L0; out[j, i, 1] = L1; out[j, i, 2] = L2
            if wm > .02:
                # reflected ray: sky or bank
                nx = wave * (fbm(x * 3., y * 3., 91, 3) - .5); ny = wave * (fbm(x * 3. + 50, y * 3., 92, 3) - .5)
                d0 = dx; d1 = dy; d2 = -dz; d0 -= nx * 2 * abs(dz); d1 -= ny * 2 * abs(dz); r = math.sqrt(d0 * d0 + d1 * d1 + d2 * d2); d0 /= r; d1 /= r; d2 = max(.002, d2 / r)
                s = px * 2; blk = 0.
                while s < tmax * .6:
                    zz = z + d2 * s + .002
                    if zz > zmax: break
                    uu = (x + d0 * s - x0) / px; vv = (y + d1 * s - y0) / px
                    d = zz - bil(Hm, uu, vv)
                    if d < 0: blk = 1.; out[j, i, 0] = 0; break
                    s += max(px * 1.5, d * .6)
                ci = -dz; fr = .03 + .97 * (1 - ci) ** 5; fr = min(1., fr * gloss + (gloss - 1) * .25)
                aux[j, i, 0] = 2.; aux[j, i, 1] = d0; aux[j, i, 2] = d1; aux[j, i, 3] = d2; aux[j, i, 4] = fr * wm
                b0 = L0; b1 = L1; b2 = L2
                if blk > 0:
                    uu = (x + d0 * s - x0) / px; vv = (y + d1 * s - y0) / px; rf = fr * wm
                    r0 = bil(C[0], uu, vv) * (amb[0] * .7 + .3 * csun[0]); r1 = bil(C[1], uu, vv) * (amb[1] * .7 + .3 * csun[1]); r2 = bil(C[2], uu, vv) * (amb[2] * .7 + .3 * csun[2])
                    b0 = b0 * (1 - rf) + rf * r0; b1 = b1 * (1 - rf) + rf * r1; b2 = b2 * (1 - rf) + rf * r2; aux[j, i, 0] = 1.
                out[j, i, 0] = b0; out[j, i, 1] = b1; out[j, i, 2] = b2


def render(slug, Hm, Wt, C, x0, y0, px, O, look, lens, P, W=1600, tmax=400., zmax=None, amb=(.3, .35, .45), csun=(2, 1.6, 1.1), haze=300., haze_tint=(1, 1, 1), step=.05, gloss=1., wave=.01, ss=1, extra=None):
    h = round(W / 1.5)
    O = np.array(O, float); f = np.array(look, float) - O; f /= np.linalg.norm(f); r = np.cross(f, [0, 0, 1]); r /= np.linalg.norm(r); u = np.cross(r, f)
    x = (np.arange(W) + .5) / W - .5; y = (.5 - (np.arange(h) + .5) / h) / 1.5; X, Y = np.meshgrid(x, y)
    D = X[..., None] * r + Y[..., None] * u + lens / 36 * f; D /= np.linalg.norm(D, axis=2)[..., None]
    el, az = math.radians(P['sun'][0]), math.radians(P['sun'][1]); sun = np.array([math.sin(az) * math.cos(el), math.cos(az) * math.cos(el), math.sin(el)])
    out = np.zeros((h, W, 3)); aux = np.zeros((h, W, 6))
    A = lambda v: np.array(v, float)
    march(Hm.astype(np.float32), Wt.astype(np.float32), np.ascontiguousarray(C.astype(np.float32)), D, O, x0, y0, px, sun, tmax, zmax or float(Hm.max()) + .01, A(amb), A(csun), haze, out, aux, step, gloss, wave)
    bg = sky_eval(D, P).reshape(h, W, 3)
    m = aux[..., 0] == 2
    if m.any():
        Q = dict(P); Q['disk'] = P.get('disk', 0) * .5; out[m] = out[m] * (1 - aux[m][:, 4:5]) + aux[m][:, 4:5] * sky_eval(aux[m][:, 1:4], Q)
    Q = dict(P); Q['cover'] = Q['cirrus'] = Q['disk'] = 0; D2 = D.copy(); D2[..., 2] = np.abs(D2[..., 2]) * .3 + .02; D2 /= np.linalg.norm(D2, axis=2)[..., None]
    hz = sky_eval(D2, Q).reshape(h, W, 3) * np.array(haze_tint); T = np.exp(-(aux[..., 5:6] / haze) ** 1.3)
    out = np.where(aux[..., :1] > 0, out * T + (1 - T) * hz, bg)
    if extra: out = extra(out, aux, D, O, (r, u, f, lens))
    np.savez(os.path.join(os.environ.get('PIX_OUT', 'out'), slug + '.npz'), Image=np.dstack([out, np.ones((h, W, 1))]).astype(np.float32), meta=json.dumps(dict(slug=slug)))
