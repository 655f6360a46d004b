"""Milky Way over a lighthouse: star field, galaxy band, airglow and sea computed per pixel."""
import json, math, os, sys
import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, zoom, map_coordinates
from sky import fbm, sky_eval
from numba import njit, prange
GRADE = dict(ev=.15, bloom=.13, bloom_t=.55, contrast=.35, sat=1.12, dn=0, vig=.35, grain=.010)
W, H = 1600, 1067
rnd = np.random.RandomState(9)


@njit(parallel=True)
def band(W, H, out):
    for y in prange(H):
        for x in range(W):
            u = x / W; v = y / W
            # galactic coordinates: a along, b across, tilted
            a = (u - .36) * .52 + (v - .30) * -.86; b = (u - .36) * .86 + (v - .30) * .52
            b += .022 * math.sin(a * 4)
            core = math.exp(-((a + .10) / .26) ** 2)
            w = .075 + .05 * core
            n1 = fbm(a * 9 + 3, b * 13, 3, 7); n2 = fbm(a * 20, b * 26, 13, 6)
            g = math.exp(-(b / w) ** 2) * (.30 + 1.0 * core) * (.45 + 1.1 * n1)
            lane = math.exp(-((b - .012 + .05 * (fbm(a * 7, 3.3, 21, 4) - .5) + .075 * (fbm(a * 15, b * 15, 27, 6) - .5)) / (.008 + .026 * n2)) ** 2)
            dk = max(0., min(1., (fbm(a * 10 + 8, b * 16, 31, 7) - .43) * 2.8)) * math.exp(-(b / (w * 1.1)) ** 2)
            dust = 1 - min(.93, .75 * lane * (.4 + n1) + .75 * dk)
            out[y, x, 0] = g * dust; out[y, x, 1] = g * dust ** .75; out[y, x, 2] = core * math.exp(-(b / w) ** 2) * dust


B = np.zeros((H, W, 3)); band(W, H, B)
Y, X = np.mgrid[0:H, 0:W].astype(float); hz = 830 / 1067 * H
el = np.clip((hz - Y) / hz, 0, 1)
img = np.array([.010, .016, .034]) * (.75 + .3 * (1 - el))[..., None]
img += np.array([.060, .036, .018]) * np.exp(-el * 7)[..., None] + np.array([.004, .020, .012]) * (np.exp(-((el - .22) / .16) ** 2))[..., None]
img += np.array([.17, .145, .14]) * B[..., :1] + np.array([.14, .070, .035]) * B[..., 2:] + np.array([.022, .028, .055]) * B[..., 1:2]
dens = .25 + 2.4 * B[..., 0]
st = np.zeros((H, W, 3))
n = 26000; xs = rnd.randint(2, W - 2, n); ys = rnd.randint(2, int(hz), n); keep = rnd.rand(n) < np.clip(dens[ys, xs] * .62, .10, 1); xs, ys = xs[keep], ys[keep]
mag = rnd.pareto(1.5, len(xs)) * .045; mag = np.minimum(mag, 2.6); tc = rnd.rand(len(xs))[:, None]
col = np.where(tc < .3, [1, .78, .55], np.where(tc < .7, [1, .95, .88], [.72, .84, 1]))
np.add.at(st, (ys, xs), col * mag[:, None])
sm = gaussian_filter(st, (.75, .75, 0)) * 2.6; br = st * (st.max(2, keepdims=True) > .9); sm += gaussian_filter(br, (1.3, 1.3, 0)) * 2.5 + gaussian_filter(br, (4, 4, 0)) * 1.2
img += sm * np.clip(el * 6, 0.05, 1)[..., None]
# cloud bank low on the horizon
cl = zoom(np.array([[fbm(x / 210., y / 46., 61, 6) for x in range(0, W, 2)] for y in range(0, H, 2)]), 2, order=1)[:H, :W]
c = np.clip((cl - .42 - el * 1.1) * 4, 0, .9)[..., None]; img = img * (1 - c) + c * (np.array([.030, .022, .018]) * (1.2 - el[..., None]))
# lighthouse lamp and beams
lx, ly = 1118., 452.
for ang, pw in ((-2.95, 1.), (.16, .75)):
    dx, dy = X - lx, Y - ly; t = dx * math.cos(ang) + dy * math.sin(ang); d = -dx * math.sin(ang) + dy * math.cos(ang); w = 5 + .058 * np.abs(t)
    bm = np.where(t > 0, np.exp(-(d / w) ** 2) * 60 / (60 + t ** 1.0) , 0) * (.7 + .6 * cl); img += pw * .62 * bm[..., None] * np.array([1, .80, .50])
r = np.hypot(X - lx, Y - ly); img += (np.exp(-(r / 8) ** 2) * 14 + .6 * np.exp(-r / 26) + .10 * np.exp(-r / 120))[..., None] * np.array([1, .76, .42])
# sea: mirrored plate with wave displacement, foam on the rocks
sea = Y > hz
k = (Y - hz) / (H - hz); wn = zoom(np.array([[fbm(x * 3. / (8 + 90 * max(y * 3 - hz, 1) / 237), 260. / (max(y * 3 - hz, 1) + 6), 71, 5) for x in range(W // 3 + 2)] for y in range(H // 3 + 2)]), 3, order=1)[:H, :W]
mx = X + (wn - .5) * 60 * np.clip(k, .05, 1); my = hz - (Y - hz) * 1.3 - (wn - .35) * 170 * np.clip(k, .1, 1)
sm2 = gaussian_filter(img, (7, 3, 0)); ref = np.stack([map_coordinates(sm2[..., j], [np.clip(my, 0, hz), np.clip(mx, 0, W - 1)], order=1) for j in range(3)], -1)
F = (.62 - .34 * k + .5 * (wn - .5))[..., None]; glit = np.exp(-((X - lx) / (22 + 190 * k)) ** 2) * np.clip((wn - .44) * 5, 0, 1) * np.exp(-k * 1.6)
img = np.where(sea[..., None], ref * F + np.array([.003, .006, .011]) + .55 * glit[..., None] * np.array([1, .68, .34]), img)
hzb = np.exp(-((Y - hz) / 3.5) ** 2)[..., None] * .35; img = img * (1 - hzb) + hzb * np.array([.035, .026, .022])
# headland and tower, drawn at 3x
Q = 3
M = Image.new('L', (W * Q, H * Q), 0); d = ImageDraw.Draw(M)
rock = [(690, 950)]
for i in range(260):
    x = 690 + i * 3.6; t = min(1, max(0, (x - 700) / 260)); hh = 250 * (t ** .8) * (1 - .35 * max(0, (x - 1250) / 380)) + 70 * (fbm(x / 95., 1.2, 5, 6) - .5) * min(1, t * 3) + 14 * (fbm(x / 9., 4., 6, 3) - .5); rock.append((x, 905 - hh + 45 + .085 * (x - 690) * 0))
rock += [(W + 5, 1046), (1400, 1032), (1180, 1004), (1010, 985), (860, 962), (760, 957)]
d.polygon([(a * Q, b * Q) for a, b in rock], fill=255)
for _ in range(26):
    x = rnd.uniform(600, 1250); y = 950 + (x - 690) * .10 + rnd.uniform(-6, 22); s = rnd.uniform(6, 34); d.polygon([((x + s * math.cos(a) * rnd.uniform(.8, 1.5)) * Q, (y + .42 * s * math.sin(a) * rnd.uniform(.7, 1.2)) * Q) for a in np.linspace(0, 6.28, 11)], fill=255)
rockm = np.asarray(M.resize((W, H), Image.BOX), float) / 255
gy = zoom(np.array([[fbm(x / 60. + y / 90., y / 22. - x / 70., 41, 7) for x in range(0, W, 2)] for y in range(0, H, 2)]), 2, order=1)[:H, :W]
lit = np.clip((gy - np.roll(gy, 5, 1)) * 3.5 + .10, 0, 1)
rc = (np.array([.010, .011, .014]) + lit[..., None] * (np.array([.012, .013, .018]) + np.array([.22, .13, .055]) * np.exp(-r / 150)[..., None]))
img = img * (1 - rockm[..., None]) + rockm[..., None] * rc
M = Image.new('L', (W * Q, H * Q), 0); d = ImageDraw.Draw(M); P = lambda p: d.polygon([((lx + a) * Q, (ly + b) * Q) for a, b in p], fill=255)
P([(-16, 26), (16, 26), (25, 262), (-25, 262)]); P([(-22, 19), (22, 19), (19, 27), (-19, 27)]); P([(-13, -20), (13, -20), (9, -29), (0, -37), (-9, -29)]); P([(-1, -34), (1, -34), (1, -52), (-1, -52)])
for a in (-13, -6.5, 0, 6.5, 12): P([(a, -20), (a + 1.2, -20), (a + 1.2, 19), (a, 19)])
for b in (3, 11): P([(-21, b), (21, b), (21, b + 1), (-21, b + 1)])
for a in range(-21, 22, 6): P([(a, 3), (a + 1, 3), (a + 1, 19), (a, 19)])
P([(34, 222), (62, 204), (92, 222), (92, 266), (34, 266)])
tw = np.asarray(M.resize((W, H), Image.BOX), float) / 255
sx = (X - lx) / 24; shade = np.clip(.65 - .55 * sx, .15, 1.2) * np.where(((Y - ly) // 47) % 2 == 0, 1, .30); tint = np.where((((Y - ly) // 47) % 2 == 0)[..., None], [.11, .10, .10], [.15, .03, .025])
tint = np.where(((X - lx > 30) & (Y > ly + 200))[..., None], [.035, .032, .034], tint)
img = img * (1 - tw[..., None]) + tw[..., None] * tint * (shade * (.28 + .8 * np.exp(-np.abs(Y - ly - 20) / 90)))[..., None]
wx = np.exp(-(((X - lx - 52) / 4) ** 4 + ((Y - ly - 243) / 6) ** 4)); img += wx[..., None] * np.array([1.6, .85, .3])
sl = np.interp(X[0], [560, 690, 860, 1010, 1180, 1400, 1600], [945, 952, 964, 987, 1006, 1034, 1048])[None]; fo = (np.exp(-((Y - sl - 3 - 16 * (wn - .5)) / 5) ** 2) + .45 * np.exp(-((Y - sl - 16 - 30 * (wn - .5)) / 6) ** 2)) * (X > 560) * np.clip((X - 560) / 150, 0, 1) * np.clip((wn - .3) * 3, 0, 1) * (1 - rockm * .7); img += fo[..., None] * np.array([.075, .085, .10])
np.savez(os.path.join(os.environ.get('PIX_OUT', 'out'), 'mercusuar-malam.npz'), Image=np.dstack([img, np.ones((H, W, 1))]).astype(np.float32), meta=json.dumps(dict(slug='mercusuar-malam')))
