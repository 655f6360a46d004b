import sys
from terrain import *
from scipy.spatial import cKDTree
GRADE = dict(ev=.1, bloom=.06, contrast=.4, sat=1.06, dn=0, vig=.35)
N = 2600; x0, y0, px = -19.5, -1., .015
r = np.random.RandomState(5)
pts = r.rand(2700, 2) * [N * px + 4, N * px + 4] + [x0 - 2, y0 - 2]
for _ in range(3):  # relax towards even plates
    g = np.stack(np.meshgrid(np.arange(x0 - 2, x0 + N * px + 2, .12), np.arange(y0 - 2, y0 + N * px + 2, .12)), -1).reshape(-1, 2); q = cKDTree(pts).query(g)[1]
    c = np.bincount(q, minlength=len(pts)); pts = np.where(c[:, None] > 0, np.stack([np.bincount(q, g[:, k], len(pts)) for k in (0, 1)], -1) / np.maximum(c, 1)[:, None], pts)
X, Y = np.meshgrid(x0 + np.arange(N) * px, y0 + np.arange(N) * px)


@njit(parallel=True)
def f2(X, Y, s, fr, am, n):
    o = np.zeros_like(X)
    for j in prange(X.shape[0]):
        for i in range(X.shape[1]): o[j, i] = am * (fbm(X[j, i] * fr, Y[j, i] * fr, s, n) - .5)
    return o


wx = f2(X, Y, 3, 2.2, .34, 4); wy = f2(X, Y, 9, 2.2, .34, 4)
d, q = cKDTree(pts).query(np.stack([X + wx, Y + wy], -1).reshape(-1, 2), k=2)
e = (d[:, 1] - d[:, 0]).reshape(N, N); cid = q[:, 0].reshape(N, N); rnd = r.rand(len(pts))[cid]
p2 = r.rand(30000, 2) * [N * px, N * px] + [x0, y0]; d2 = cKDTree(p2).query(np.stack([X + wx * .7, Y + wy * .7], -1).reshape(-1, 2), k=2)[0]; e2 = (d2[:, 1] - d2[:, 0]).reshape(N, N)
wd = .07 + .06 * rnd
gap = np.clip(1 - e / wd, 0, 1); curl = np.exp(-(e - wd) / .07) * (e > wd)
H = f2(X, Y, 21, .16, .5, 4) + .035 * rnd + .040 * curl * (.4 + rnd) + f2(X, Y, 31, 5, .05, 4) + f2(X, Y, 41, 24, .008, 3)
H -= .17 * gap ** .7 + .022 * np.clip(1 - e2 / .022, 0, 1) * (e > wd)
from scipy.ndimage import gaussian_filter as GF
H = GF(H, 1.1)
tone = .75 + .35 * rnd + f2(X, Y, 51, 3, .5, 5) + f2(X, Y, 61, 40, .35, 2); tone *= 1 - .55 * np.clip(gap * 1.5, 0, 1); tone *= 1 - .35 * np.clip(1 - e2 / .022, 0, 1)
C = np.stack([.40 * tone, .30 * tone, .215 * tone])
P = dict(sun=(13, 38), hor=(.84, .62, .44), zen=(.20, .32, .50), k=3.2, glow=(1., .66, .34), wide=.4, tight=1.4, warm=.45, cover=.40, scale=.5, stretch=1.7, seed=9, csun=(1., .72, .48), camb=(.42, .42, .48))


def extra(out, aux, D, O, cam):
    """Far shore, water-level post, stranded boat and a bird, drawn over the plate."""
    from PIL import Image, ImageDraw
    from scipy.ndimage import gaussian_filter
    h, W, _ = out.shape; Qs = 3; rr, u, f, lens = cam
    hzy = h * (.5 - (0 - f[2]) / np.hypot(*u[1:]) * 0) if False else None
    el = np.abs(D[h // 2 - h // 2:, W // 2, 2]); hy = int(np.argmin(el))
    far = aux[..., 0] == 0
    # flat bed beyond the height map
    below = far & (D[..., 2] < 0); t = np.where(below, -O[2] / np.minimum(D[..., 2], -1e-4), 0); px_, py_ = O[0] + D[..., 0] * t, O[1] + D[..., 1] * t
    tex = f2(np.clip(px_, -900, 900), np.clip(py_, 0, 3000), 71, .35, .5, 4) + f2(np.clip(px_, -900, 900), np.clip(py_, 0, 3000), 72, .03, .5, 4); base = np.array([.40, .30, .215]) * (1 + .7 * tex[..., None]) * np.array([.74, .70, .66])
    T = np.exp(-(t / 420.) ** 1.1)[..., None]; hz = out[max(hy - 4, 0), :, :][None] * .8
    out = np.where(below[..., None], base * T + (1 - T) * hz, out)
    for k, (amp, col, off) in enumerate(((30, .62, 8), (20, .40, 3))):
        xs = np.arange(W); prof = hy - off - amp * W / 1600 * np.array([max(0, fbm(x / (W * .17) + 9 * k, 1.5, 5 + k, 6) - .25) * 1.6 for x in xs]); m = np.clip(np.arange(h)[:, None] - prof[None], 0, 1) * (np.arange(h)[:, None] < hy + 2)
        c = hz * col + np.array([.05, .045, .04]); out = out * (1 - m[..., None]) + m[..., None] * c
    im = Image.new('L', (W * Qs, h * Qs), 0); d = ImageDraw.Draw(im); s = W / 1600 * Qs; B = lambda p: d.polygon([(a * s, (hy * 1600 / W + b) * s) for a, b in p], fill=255)
    x, y = 455, 74
    B([(x - 150, y - 40), (x - 96, y - 12), (x + 70, y - 14), (x + 138, y - 46), (x + 104, y + 12), (x + 40, y + 26), (x - 90, y + 24), (x - 128, y + 6)])
    B([(x - 12, y - 14), (x - 8, y - 14), (x + 4, y - 120), (x + 1, y - 121)]); B([(x - 70, y - 12), (x - 66, y - 12), (x - 92, y - 66), (x - 95, y - 64)]); B([(x - 150, y + 8), (x + 150, y - 34), (x + 152, y - 31), (x - 148, y + 12)])
    a = np.asarray(im.resize((W, h), Image.BOX), float) / 255; a = gaussian_filter(a, 1.2); Yg = np.mgrid[0:h, 0:W][0]; sh = gaussian_filter(np.roll(np.roll(a, int(30 * W / 1600), 0), int(-46 * W / 1600), 1), (5, 16))
    out = out * (1 - .62 * sh * (Yg > hy + (y + 14) * W / 1600))[..., None]
    wood = np.array([.060, .046, .038]) * (1 + .6 * (np.sin(Yg * 1.1)[..., None] * .3)); out = out * (1 - a[..., None]) + a[..., None] * wood
    im = Image.new('L', (W * Qs, h * Qs), 0); d = ImageDraw.Draw(im); x, y = 1225, 52; s = W / 1600 * Qs
    B([(x - 8, y), (x + 8, y), (x + 7, y - 235), (x - 7, y - 235)])
    a = np.asarray(im.resize((W, h), Image.BOX), float) / 255; a = gaussian_filter(a, .8); band = ((Yg * 1600 / W - hy * 1600 / W + 235) // 18 % 2)[..., None]
    out = out * (1 - a[..., None]) + a[..., None] * np.where(band, [.42, .38, .33], [.16, .035, .025])
    return out


z = bil(H, (0 - x0) / px, (1. - y0) / px)
render('waduk-kering', H, np.zeros((N, N)), C, x0, y0, px, (0, -.95, z + 1.75), (.25, 9, z + .02), 28, P, W=int(sys.argv[1]) if len(sys.argv) > 1 else 2200, tmax=38.5, amb=(.50, .50, .54), csun=(3.2, 2.2, 1.35), haze=420, step=.02, extra=extra)
