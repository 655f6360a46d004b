import sys
from terrain import *
from scipy.ndimage import gaussian_filter as GF
GRADE = dict(ev=-.12, bloom=.07, contrast=.42, sat=1.12, dn=0, vig=.3)
N = 2400; x0, y0, px = -60., 0., .05
r = np.random.RandomState(8)
heaps = []
for row in range(9):
    for k in range(16):
        y = 7.5 + row * 12. + r.uniform(-.5, .5); x = -54 + k * 6.4 + (row % 2) * 2.2 + r.uniform(-.6, .6)
        if 0 <= row and r.rand() < .80 and not (row == 0 and (x < -3 or x > 9)): heaps.append((x, y, r.uniform(.8, 1.25) * (.85 if row == 0 else 1), r.uniform(0, 99)))
hp = np.array(heaps)


@njit(parallel=True)
def build(H, Wt, C, hp):
    for j in prange(N):
        for i in range(N):
            x = x0 + i * px; y = y0 + j * px
            # pans 6.4 by 12 m with clay dikes, slightly crooked
            u = (x + 1.0 * (fbm(y / 18., 2.2, 3, 2) - .5) + 57.2) / 12.8; v = (y + 1.2 * (fbm(x / 20., 8., 5, 2) - .5) + 4.4) / 12.
            fu = abs(u - math.floor(u) - .5) * 12.8; fv = abs(v - math.floor(v) - .5) * 12.; pu = math.floor(u); pv = math.floor(v)
            d = min(6.4 - fu, 6. - fv); n = fbm(x * 2.2, y * 2.2, 9, 4); fine = fbm(x * 16, y * 16, 11, 3)
            dk = math.exp(-(max(0., d - .22) / .13) ** 2)
            h = .26 * dk + .04 * (n - .5) * dk + .012 * fine * dk
            wet = fbm(pu * 5.3, pv * 3.7, 21, 1)
            cr = max(0., min(1., (fbm(x / 2.6, y / 2.6, 31, 6) - .50 + .20 * (wet - .5)) * 7)) * (1 - dk)   # salt crust rising from the brine
            h += .018 * cr + .012 * cr * fine
            c0 = (.115 + .07 * n) * dk + (1 - dk) * .050; c1 = (.085 + .05 * n) * dk + (1 - dk) * .043; c2 = (.062 + .035 * n) * dk + (1 - dk) * .040
            w = 1 - dk
            if dk > .06: w = 0.
            c0 = c0 * (1 - cr) + cr * (.62 + .2 * fine); c1 = c1 * (1 - cr) + cr * (.61 + .2 * fine); c2 = c2 * (1 - cr) + cr * (.60 + .2 * fine); w *= 1 - .93 * cr
            for q in range(hp.shape[0]):
                dx = x - hp[q, 0]; dy = y - hp[q, 1]
                if abs(dx) < 2.4 and abs(dy) < 2.4:
                    rr = math.sqrt(dx * dx + dy * dy); R_ = hp[q, 2] * 1.45 * (1 + .10 * (fbm(math.atan2(dy, dx) * 2 + hp[q, 3], rr, 41, 3) - .5) * 2)
                    z = hp[q, 2] * 1.05 * max(0., 1 - rr / R_) ** .92
                    if z > 0:
                        z += .05 * (n - .5) + .028 * (fine - .5); h = max(h, z); w = 0.; g = .80 + .12 * fine - .10 * math.exp(-z / .12); c0 = g; c1 = g * .99; c2 = g * .975
            H[j, i] = h; Wt[j, i] = max(0., w); C[0, j, i] = c0; C[1, j, i] = c1; C[2, j, i] = c2


H = np.zeros((N, N)); Wt = np.zeros((N, N)); C = np.zeros((3, N, N)); build(H, Wt, C, hp)
P = dict(sun=(8, -17), hor=(.82, .50, .32), zen=(.11, .22, .42), k=3.6, glow=(1., .55, .24), wide=.26, tight=1.6, warm=.4, disk=10, cover=.52, scale=.38, stretch=1.8, seed=14, csun=(1.05, .52, .32), camb=(.30, .30, .40))


def extra(out, aux, D, O, cam):
    from PIL import Image, ImageDraw
    h, W, _ = out.shape; rr, u, f, lens = cam; hy = int(np.argmin(np.abs(D[:, W // 2, 2])))
    far = (aux[..., 0] == 0) & (D[..., 2] < 0); t = np.where(far, -O[2] / np.minimum(D[..., 2], -1e-4), 0.); hz = out[max(hy - 5, 0)][None] * .86
    out = np.where(far[..., None], np.array([.20, .17, .15]) * np.exp(-(t / 260))[..., None] + (1 - np.exp(-(t / 260)))[..., None] * hz, out)
    for k, (amp, col, off) in enumerate(((46, .60, 0), (20, .36, -2))):
        pr = hy - off - amp * W / 1600 * np.array([max(0, fbm(x / (W * .2) + 5 + 7 * k, 2.5, 15 + k, 6) - .30) * 1.6 for x in range(W)]); m = np.clip(np.arange(h)[:, None] - pr[None], 0, 1) * (np.arange(h)[:, None] < hy + 3); out = out * (1 - m[..., None]) + m[..., None] * (hz * col + np.array([.03, .03, .035]))
    # people: projected into the scene, drawn as silhouettes with reflections
    Q = 3; im = Image.new('L', (W * Q, h * Q), 0); d = ImageDraw.Draw(im); rf = Image.new('L', (W * Q, h * Q), 0); d2 = ImageDraw.Draw(rf)
    def pj(x, y, z):
        v = np.array([x, y, z]) - O; c = v @ f; return ((v @ rr / c * lens / 36 + .5) * W * Q, (h / 2 - v @ u / c * lens / 36 * W) * Q)
    def fig(x, y, s, parts, flip=1):
        for dd, sg in ((d, 1), (d2, -1)):
            for p in parts:
                if p[0] == 'o': a = pj(x + flip * p[1] * s, y, .02 + sg * p[2] * s); b = pj(x + flip * (p[1] + p[3]) * s, y, .02 + sg * p[2] * s); r_ = abs(b[0] - a[0]); dd.ellipse([a[0] - r_, a[1] - r_, a[0] + r_, a[1] + r_], fill=255)
                else: dd.polygon([pj(x + flip * a * s, y, .02 + sg * b * s) for a, b in p], fill=255)
    walk = [[(-.22, 0), (-.12, 0), (.05, .85), (-.10, .88)], [(.20, 0), (.30, 0), (.10, .86), (-.04, .86)], [(-.15, .8), (.12, .8), (.17, 1.38), (-.13, 1.40)], ('o', .05, 1.53, .10), [(-.16, 1.57), (.26, 1.57), (.05, 1.74)]]
    carry = walk + [[(-1.05, 1.36), (1.1, 1.40), (1.1, 1.44), (-1.05, 1.40)], [(-.98, 1.38), (-.94, 1.38), (-.70, .72), (-1.24, .72)], [(-1.26, .75), (-.68, .75), (-.75, .46), (-1.19, .46)], [(1.0, 1.4), (1.04, 1.4), (1.28, .74), (.76, .74)], [(.74, .77), (1.30, .77), (1.23, .48), (.81, .48)]]
    rake = [[(-.2, 0), (-.08, 0), (.02, .85), (-.12, .86)], [(.1, 0), (.2, 0), (.10, .86), (-.02, .86)], [(-.12, .8), (.11, .8), (.30, 1.30), (.06, 1.40)], ('o', .28, 1.48, .10), [(.10, 1.53), (.50, 1.47), (.33, 1.68)], [(.24, 1.25), (.30, 1.20), (.62, .98), (.58, 1.04)], [(.30, 1.14), (.33, 1.17), (2.0, .08), (1.97, .05)], [(1.8, .02), (2.2, .02), (2.2, .1), (1.8, .1)]]
    fig(-2.6, 21.5, 1.0, carry); fig(7.6, 31, 1.0, rake, -1); fig(-12, 44, 1., carry, -1); fig(17, 56, 1, walk); fig(-3.4, 66, 1, rake)
    a = np.asarray(im.resize((W, h), Image.BOX), float)[..., None] / 255; b = np.asarray(rf.resize((W, h), Image.BOX), float)[..., None] / 255
    out = np.where((aux[..., :1] == 2), out * (1 - b * .72) + b * .72 * np.array([.03, .028, .03]), out)
    return out * (1 - a) + a * np.array([.022, .018, .018])


render('tambak-garam', H, Wt, C, x0, y0, px, (.6, -1.2, 2.5), (-.4, 30, .75), 30, P, W=int(sys.argv[1]) if len(sys.argv) > 1 else 1800, tmax=118, amb=(.34, .38, .48), csun=(2.9, 1.75, .95), haze=420, gloss=1.15, wave=.010, extra=extra)
