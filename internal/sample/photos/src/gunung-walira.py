"""Heightfield and plume ray-marched directly, without Blender."""
import json, math, os, sys
import numpy as np
from numba import njit, prange
from sky import vnoise, fbm, hash2, sky_eval
GRADE = dict(ev=.0, bloom=.05, contrast=.55, sat=1.22, wb=(1.05, 1., .94), vig=.3, dn=0, shadow=(0, .0, .015))
N = 3072; X0, X1, Y0, Y1 = -12., 12., 0., 24.
CX, CY = 1.6, 15.5


@njit(parallel=True, cache=True)
def build(H):
    for j in prange(N):
        for i in range(N):
            x = X0 + (X1 - X0) * i / N; y = Y0 + (Y1 - Y0) * j / N
            dx = x - CX; dy = y - CY; r = math.sqrt(dx * dx + dy * dy); a = math.atan2(dy, dx)
            rr = r + .25 * (fbm(x * .7, y * .7, 3, 4) - .5)
            cone = 3.15 * math.exp(-max(rr, .0) / 2.55) + .12 * math.exp(-((r - 4) / 3) ** 2)
            if rr < .36: cone = min(cone, 2.66 + .10 * math.sin(a * 2 + 1) - (.36 - rr) * .9)
            g = 0.; am = 1.; fr = 7.
            for o in range(4):
                q = fbm(math.cos(a) * fr * .5 + r * .12 * o, math.sin(a) * fr * .5 + r * .15, 11 + o, 2)
                g += am * (1 - abs(2 * q - 1) * 2); am *= .55; fr *= 2.1
            cone -= .115 * g * min(1., max(0., rr - .25) / 1.4) * math.exp(-max(0., r - 3) / 4)
            # low cones and ridges around it
            rid = 1 - abs(2 * fbm(x * .33 + 4, y * .33, 41, 6) - 1)
            base = .35 + .55 * max(0., rid - .62) * 2 * min(1., r / 5)
            h = base + cone
            s2 = math.sqrt((x + 4.6) ** 2 + (y - 13.) ** 2)
            h = max(h, .3 + 1.25 * math.exp(-(s2 / 1.5) ** 1.15) - .05 * g * min(1, s2) + .04 * fbm(x * 3, y * 3, 9, 5))
            # foreground ridges
            f1 = 1.06 - .05 * (x + 1.6) ** 2 + .5 * (fbm(x * .8 + 2, 4.4, 61, 4) - .5)
            d = (y - 3.1 - .35 * math.sin(x * 1.7)) / (.55 if y < 3.1 else .8)
            h = max(h, (f1 + .05 * fbm(x * 5, y * 5, 8, 5)) * math.exp(-d * d) )
            f2 = .70 + .42 * (fbm(x * .6 + 9, 2.2, 71, 5) - .5) + .09 * x
            d = (y - 6.4 + .6 * math.sin(x * .9 + 1)) / .9
            h = max(h, (f2 + .05 * fbm(x * 4, y * 4, 18, 5)) * math.exp(-d * d))
            if y < 8: h += .022 * fbm(x * 42, y * 42, 5, 3) + .012 * vnoise(x * 160, y * 160, 6)
            else: h += .02 * fbm(x * 14, y * 14, 15, 4)
            H[j, i] = h


@njit(cache=True)
def ht(H, x, y):
    u = (x - X0) / (X1 - X0) * N; v = (y - Y0) / (Y1 - Y0) * N
    if u < 0 or v < 0 or u > N - 2 or v > N - 2: return -1.
    i = int(u); j = int(v); u -= i; v -= j
    return (H[j, i] * (1 - u) + H[j, i + 1] * u) * (1 - v) + (H[j + 1, i] * (1 - u) + H[j + 1, i + 1] * u) * v


@njit(cache=True)
def n3(x, y, z, s):
    k = math.floor(z); f = z - k; f = f * f * (3 - 2 * f)
    return vnoise(x, y, s + int(k) * 17) * (1 - f) + vnoise(x, y, s + int(k) * 17 + 17) * f


@njit(cache=True)
def smoke(x, y, z, oct):
    t = z - 2.62
    if t < 0 or t > 3.5: return 0.
    cx = CX + .10 * t + .42 * max(0, t - .35) ** 1.55; rad = .22 + .40 * t ** .85
    dx = x - cx; dy = y - CY - .1 * t; r = math.sqrt(dx * dx + dy * dy) / rad
    if r > 1.7: return 0.
    fr = 2.3 / (.75 + .10 * t); a = .5; n = 0.
    px = dx * fr + 3; py = dy * fr + 5; pz = 5.2 * t ** .8 - .5 * dx
    for o in range(oct):
        n += a * (1 - abs(2 * n3(px, py, pz, 100 + o * 7) - 1) if o < 3 else n3(px, py, pz, 100 + o * 7)); px = px * 2.05 + 3; py = py * 2.05 + 1; pz *= 2.05; a *= .5
    d = 1.22 - .12 * t - r + (n - .62) * 1.9
    return max(0., min(1., d * 3.2)) * min(1., (3.5 - t) / 1.6)


@njit(cache=True)
def fogd(x, y, z):
    top = .74 + .20 * (fbm(x * .9, y * .9, 200, 4) - .5) + .012 * y
    return min(1., math.exp(-(z - top) / .035)) if z > top else 1.


@njit(parallel=True, cache=True)
def trace(H, O, D, sun, bg, hz, csun, amb, out, W, h):
    for yy in prange(h):
        for xx in range(W):
            dx = D[yy, xx, 0]; dy = D[yy, xx, 1]; dz = D[yy, xx, 2]
            t = .4; T = 1.; r = 0.; g = 0.; b = 0.; hit = False; fog_acc = 0.
            j0 = hash2(xx, yy, 3)
            st = .006
            for k in range(1500):
                x = O[0] + dx * t; y = O[1] + dy * t; z = O[2] + dz * t
                if y > 23.5 or z > 3.4 and dz > 0: break
                e = z - ht(H, x, y)
                if e < 0:
                    lo = t - st; hi = t
                    for q in range(7):
                        m = (lo + hi) / 2
                        if O[2] + dz * m < ht(H, O[0] + dx * m, O[1] + dy * m): hi = m
                        else: lo = m
                    t = hi; hit = True; break
                # valley fog
                stp = max(.004 + .0012 * t, e * .38)
                if z < 1.1:
                    stp = min(stp, .05 + .012 * t)
                    if k % 2 == 0: fo = fogd(x, y, z)
                    else: fo = fogd(x, y, z)
                    if fo > .002:
                        al = 1 - math.exp(-fo * stp * 2.3)
                        li = .40 + .60 * math.exp(-2.5 * fogd(x + sun[0] * .12, y + sun[1] * .12, z + .03 + sun[2] * .12)) + .25 * (fbm(x * 2.2, y * 2.2, 210, 3) - .5)
                        r += T * al * (amb[0] * .9 + csun[0] * .30 * li); g += T * al * (amb[1] * .9 + csun[1] * .30 * li); b += T * al * (amb[2] * .9 + csun[2] * .30 * li)
                        T *= 1 - al
                        if T < .01: break
                st = stp; t += stp
            if hit and T > .01:
                x = O[0] + dx * t; y = O[1] + dy * t; z = O[2] + dz * t; e = .006 + .001 * t
                gx = (ht(H, x + e, y) - ht(H, x - e, y)) / (2 * e); gy = (ht(H, x, y + e) - ht(H, x, y - e)) / (2 * e)
                il = 1 / math.sqrt(1 + gx * gx + gy * gy); ndl = max(0., (-gx * sun[0] - gy * sun[1] + sun[2]) * il)
                sh = 1.; s = .03
                for q in range(60):
                    dd = O[2] * 0 + z + sun[2] * s + .004 - ht(H, x + sun[0] * s, y + sun[1] * s)
                    if dd < 0: sh = 0.; break
                    sh = min(sh, 30 * dd / s); s += max(.02, dd * .6)
                    if s > 9: break
                f = fbm(x * 9, y * 9, 300, 4)
                veg = 1 / (1 + math.exp((z - 1.25 - .35 * f) * 9))
                ar = .115 * (1 - veg) + .030 * veg; ag = .095 * (1 - veg) + .042 * veg; ab = .085 * (1 - veg) + .018 * veg
                ar *= .6 + .8 * f; ag *= .6 + .8 * f; ab *= .6 + .8 * f
                L = ndl * sh * 3.0; up = .5 + .5 * il
                cr = ar * (L * csun[0] + up * amb[0] * 1.1); cg = ag * (L * csun[1] + up * amb[1] * 1.1); cb = ab * (L * csun[2] + up * amb[2] * 1.1)
                ta = math.exp(-(t / 21.) ** 1.3 * .85 * math.exp(-max(0., z - .8) * .28))
                for_c = 1 - ta
                r += T * (cr * ta + hz[yy, xx, 0] * for_c); g += T * (cg * ta + hz[yy, xx, 1] * for_c); b += T * (cb * ta + hz[yy, xx, 2] * for_c)
                T = 0.
            if T > 0:
                r += T * bg[yy, xx, 0]; g += T * bg[yy, xx, 1]; b += T * bg[yy, xx, 2]
            # plume, between 11 and 21 km, behind nothing but the near rim
            tm = t if hit else 99.
            tp = 12.4 / dy; te = min(20.5 / dy, tm)
            zc = O[2] + dz * 15.5 / dy; xc = O[0] + dx * 15.5 / dy
            if zc > 2.4 and zc < 8.5 and xc > -2 and xc < 10:
                P = 1.; pr = 0.; pg = 0.; pb = 0.; n = 84; ds = (te - tp) / n
                if ds > 0:
                    s = tp + ds * j0
                    for k in range(n):
                        x = O[0] + dx * s; y = O[1] + dy * s; z = O[2] + dz * s
                        d = smoke(x, y, z, 5)
                        if d > .003:
                            od = 0.
                            for q in range(1, 4): od += smoke(x + sun[0] * .13 * q * q, y + sun[1] * .13 * q * q, z + sun[2] * .13 * q * q, 3) * (.6 + .4 * q)
                            L = math.exp(-od * .95) * 1.0 + .10 * math.exp(-od * .25)
                            al = 1 - math.exp(-d * ds * 13)
                            u = .55 + .45 * min(1., max(0., (z - 2.6) / 2))
                            pr += P * al * (csun[0] * L * .80 + amb[0] * .62 * u); pg += P * al * (csun[1] * L * .80 + amb[1] * .62 * u); pb += P * al * (csun[2] * L * .80 + amb[2] * .62 * u)
                            P *= 1 - al
                            if P < .01: break
                        s += ds
                hzf = .80
                pr = pr * hzf + (1 - P) * (1 - hzf) * hz[yy, xx, 0]; pg = pg * hzf + (1 - P) * (1 - hzf) * hz[yy, xx, 1]; pb = pb * hzf + (1 - P) * (1 - hzf) * hz[yy, xx, 2]
                r = r * P + pr; g = g * P + pg; b = b * P + pb
            out[yy, xx, 0] = r; out[yy, xx, 1] = g; out[yy, xx, 2] = b


W = int(sys.argv[1]) if len(sys.argv) > 1 else 1600
h = round(W / 1.5)
H = np.zeros((N, N), np.float32); build(H)
O = np.array([0., 0., 1.42]); lens = 42.
x = (np.arange(W) + .5) / W - .5; y = (.5 - (np.arange(h) + .5) / h) / 1.5 + .148
X, Y = np.meshgrid(x, y); D = np.stack([X - .02, np.full_like(X, lens / 36), Y], -1); D /= np.linalg.norm(D, axis=2)[..., None]
el, az = math.radians(9), math.radians(-64)
sun = np.array([math.sin(az) * math.cos(el), math.cos(az) * math.cos(el), math.sin(el)])
P = dict(sun=(9, -64), hor=(.62, .40, .30), zen=(.06, .14, .30), k=3.4, glow=(1., .50, .22), wide=.22, tight=.3, warm=.34, cirrus=.38, csun=(1., .55, .34), camb=(.3, .32, .4), cover=.0)
bg = sky_eval(D, P).reshape(h, W, 3)
D2 = D.copy(); D2[..., 2] = np.abs(D2[..., 2]) * .4 + .02; P['cirrus'] = 0
hz = sky_eval(D2, P).reshape(h, W, 3) * np.array([.62, .68, .86])
out = np.zeros_like(bg)
trace(H, O, D, sun, bg, hz, np.array([1.25, .66, .34]), np.array([.15, .20, .32]), out, W, h)
np.savez(os.path.join(os.environ.get('PIX_OUT', 'out'), 'gunung-walira.npz'), Image=np.dstack([out, np.ones((h, W, 1))]).astype(np.float32), meta=json.dumps(dict(slug='gunung-walira')))
