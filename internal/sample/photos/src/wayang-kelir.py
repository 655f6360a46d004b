"""Shadow play: leather figures cut as outlines with punched ornament, thrown on a lamp-lit cloth (drawn, not traced)."""
import json, math, os, sys
import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, zoom
from sky import fbm
GRADE = dict(ev=-.45, bloom=.07, bloom_t=.9, contrast=.3, sat=1.1, vig=.45, dn=0, grain=.009)
W, H, Q = 1280, 853, 2
rnd = np.random.RandomState(4)


def canvas(): return Image.new('L', (W * Q, H * Q), 0)


class Fig:
    """Figure coordinates: unit = figure height, y up, origin at the feet."""
    def __init__(s, x, y, k, flip=1): s.im = canvas(); s.d = ImageDraw.Draw(s.im); s.x, s.y, s.k, s.f = x, y, k, flip

    def T(s, p): return [((s.x + s.f * a * s.k) * Q, (s.y - b * s.k) * Q) for a, b in p]

    def curve(s, p, n=14):
        """Closed Catmull-Rom through p."""
        p = np.array(p); m = len(p); o = []
        for i in range(m):
            a, b, c, d = p[i - 1], p[i], p[(i + 1) % m], p[(i + 2) % m]
            for t in np.linspace(0, 1, n, False):
                o.append(.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3))
        return [tuple(q) for q in o]

    def fill(s, p, smooth=True, v=255): s.d.polygon(s.T(s.curve(p) if smooth else p), fill=v)

    def line(s, p, w, v=255):
        q = s.T(p); s.d.line(q, fill=v, width=max(1, int(w * s.k * Q)), joint='curve')
        for a in q: s.dot(a, w / 2, v, True)

    def dot(s, p, r, v=0, raw=False):
        a = p if raw else s.T([p])[0]; r = r * s.k * Q; s.d.ellipse([a[0] - r, a[1] - r, a[0] + r, a[1] + r], fill=v)

    def spiral(s, c, r, turns=1.6, a0=0., w=.012, v=255, ccw=1):
        t = np.linspace(0, 1, 60); a = a0 + ccw * t * turns * 6.283; q = r * (1 - .82 * t)
        s.line([(c[0] + k * math.cos(b), c[1] + k * math.sin(b)) for k, b in zip(q, a)], w, v)

    def beads(s, a, b, n, r, v=0):
        for t in np.linspace(0, 1, n): s.dot((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t), r, v)

    def comb(s, pts, r=.008, gap=.024, v=0):
        """Punched beads along a smooth open path."""
        p = np.array(pts, float); seg = np.r_[0, np.cumsum(np.linalg.norm(np.diff(p, axis=0), axis=1))]
        for t in np.arange(0, seg[-1], gap): s.dot((np.interp(t, seg, p[:, 0]), np.interp(t, seg, p[:, 1])), r, v)


def arm(f, sh, el, ha, w=.035):
    f.line([sh, el], w); f.line([el, ha], w * .8)
    for p in (sh, el): f.dot(p, w * .85, 255); f.dot(p, w * .3, 0)
    d = np.array(ha) - np.array(el); d /= np.linalg.norm(d); n = np.array([-d[1], d[0]])
    for i in range(4):
        q = np.array(ha) + d * .01; e = q + d * (.065 - .008 * i) + n * (.022 * (i - 1)); f.line([tuple(q), tuple(e), tuple(e + n * .012)], .010)
    for k in (.55, .65, .75): p = np.array(el) + d * np.linalg.norm(np.array(ha) - np.array(el)) * (k + .15); f.dot(tuple(p + n * .012), .006); f.dot(tuple(p - n * .012), .006)
    f.line([ha, (ha[0] + .05, ha[1] - .62)], .007)


def hero(x, y, k, flip, refined=True, armpose=((.18, .60), (.40, .66)), crown='gelung'):
    f = Fig(x, y, k, flip); th = .05 if refined else .085
    # legs and cloth
    f.fill([(-.03, .0), (.10, .0), (.115, .02), (.02, .035), (.02, .22), (.04, .44), (-.09, .46), (-.06, .25)])
    st = .15 if refined else .26
    f.fill([(-st - .02, .0), (-st + .12, 0), (-st + .13, .02), (-st + .05, .035), (-.10, .24), (.0, .44), (-.14, .46), (-.2, .28), (-st - .03, .1)])
    f.fill([(-.16, .44), (.08, .43), (.10, .38), (.04, .26), (.0, .34), (-.06, .20), (-.12, .30), (-.24, .14), (-.34, .10), (-.44, .17), (-.40, .20), (-.33, .17), (-.30, .26), (-.24, .38)])
    for c, r, a in (((-.36, .2), .055, 2.), ((-.27, .13), .05, 3.), ((-.06, .22), .04, 4.), ((.05, .28), .035, 4.)): f.spiral(c, r, 1.5, a, .013)
    for i in range(4): f.comb([(-.2 + .03 * i, .40 - .02 * i), (-.3 + .05 * i, .2 + .02 * i)], .006, .022)
    f.comb([(-.12, .42), (.06, .41)], .008, .022); f.comb([(-.13, .395), (.06, .385)], .005, .018)
    # torso
    f.fill([(-.13, .44), (.06, .44), (.055, .53), (.10, .63), (.06, .70), (-.02, .715), (-.12, .70), (-.17, .64), (-.11, .54)])
    f.comb([(-.08, .69), (-.03, .64), (.03, .645), (.07, .68)], .008, .02); f.comb([(-.10, .67), (-.03, .61), (.04, .62), (.08, .65)], .005, .017)
    f.comb([(-.10, .47), (.05, .47)], .009, .026)
    # neck and head, nose forward and down
    f.line([(.0, .70), (.035, .78)], .04)
    e = .0 if refined else .02
    f.fill([(-.06, .84), (-.03, .90), (.04, .90), (.085, .86), (.135 + e, .815 - e), (.105 + e, .80), (.11, .785), (.085, .775), (.085, .76), (.045, .755), (.0, .775), (-.04, .79)])
    f.line([(.05, .842), (.095, .832)], .008, 0); f.line([(.045, .865), (.09, .855)], .004, 0); f.dot((.10, .80), .004)
    if not refined: f.dot((.062, .842), .014, 0); f.dot((.064, .842), .007, 255)
    # headdress
    if crown == 'gelung':
        f.fill([(-.06, .83), (.05, .905), (.02, .95), (-.06, .98), (-.16, 1.0), (-.23, 1.07), (-.20, 1.13), (-.11, 1.11), (-.10, 1.06), (-.15, 1.05), (-.17, 1.08), (-.19, 1.07), (-.15, 1.03), (-.07, 1.07), (-.10, 1.15), (-.2, 1.17), (-.29, 1.08), (-.25, .96), (-.15, .87)])
    else:
        f.fill([(-.07, .84), (.06, .90), (.05, .95), (.03, 1.0), (.035, 1.05), (.01, 1.10), (.0, 1.16), (-.02, 1.24), (-.05, 1.16), (-.07, 1.10), (-.12, 1.05), (-.10, 1.0), (-.13, .93)])
        for k2 in range(4): f.comb([(-.10 + .012 * k2, .93 + .055 * k2), (.035 - .006 * k2, .93 + .055 * k2)], .007, .021)
    f.fill([(-.10, .82), (-.06, .86), (-.10, .93), (-.17, .97), (-.26, .96), (-.33, .88), (-.31, .80), (-.25, .79), (-.22, .84), (-.26, .87), (-.24, .9), (-.18, .9), (-.15, .86)])
    f.spiral((-.25, .87), .055, 1.4, 1., .014); f.comb([(-.08, .90), (-.15, .945), (-.25, .94), (-.31, .88)], .008, .023)
    f.comb([(-.05, .875), (.0, .905), (.05, .90)], .008, .02); f.comb([(-.05, .90), (.0, .93), (.04, .925)], .005, .016)
    f.spiral((-.07, .80), .03, 1.3, 0, .010)
    # garuda-back wing ornament
    f.fill([(-.13, .70), (-.22, .74), (-.34, .74), (-.42, .66), (-.43, .56), (-.38, .54), (-.38, .62), (-.33, .66), (-.29, .60), (-.25, .66), (-.20, .60), (-.16, .64)])
    f.comb([(-.17, .71), (-.27, .72), (-.36, .69), (-.405, .60)], .008, .024); f.spiral((-.36, .58), .05, 1.5, 1.6, .012)
    arm(f, (-.11, .67), *[(-a[0] * .75 - .04, a[1] - .16) for a in armpose]) if False else arm(f, (-.10, .67), (-.21, .52), (-.10, .40))
    arm(f, (.06, .67), *armpose)
    f.line([(-.03, .44), (-.03, -.30)], .010)
    return f.im


def gunungan(x, y, k):
    f = Fig(x, y, k)
    s = [(-.05, 0), (-.30, .03), (-.36, .22), (-.31, .42), (-.22, .62), (-.11, .85), (-.03, 1.03), (0, 1.14)]
    f.fill(s + [(-a, b) for a, b in s[::-1]][1:])
    ins = [(a * .90, b * .955 + .02) for a, b in s]
    for sg in (-1, 1): f.comb([(sg * a, b) for a, b in ins], .008, .026)
    # house with steps, doors, guardians' wings, tree, tiers of curls
    f.fill([(-.17, .07), (.17, .07), (.17, .10), (-.17, .10)], False, 0); f.fill([(-.02, .11), (.02, .11), (.02, .25), (-.02, .25)], False, 0)
    for sg in (-1, 1):
        f.fill([(sg * .045, .11), (sg * .08, .11), (sg * .08, .24), (sg * .045, .24)], False, 0); f.fill([(sg * .11, .11), (sg * .14, .11), (sg * .14, .24), (sg * .11, .24)], False, 0)
        f.fill([(0, .335), (sg * .2, .275), (sg * .23, .29), (0, .36)], False, 0)
        f.spiral((sg * .24, .18), .06, 1.7, 1.5, .013, 0, sg); f.spiral((sg * .25, .33), .05, 1.7, 1.5, .012, 0, -sg)
        for i in range(6):
            b = .42 + i * .085; w = .24 - i * .036
            f.spiral((sg * w * .75, b), .040 - i * .003, 1.6, 0 if sg > 0 else 3.14, .010, 0, sg); f.spiral((sg * w * .32, b + .03), .036 - i * .003, 1.6, 2, .009, 0, -sg)
            f.comb([(sg * .03, b - .03), (sg * w * 1.0, b - .055)], .006, .02)
            f.line([(sg * .012, b - .02), (sg * w * .5, b + .0)], .006, 0)
    f.line([(-.008, .38), (-.008, 1.0)], .006, 0); f.line([(.012, .38), (.012, 1.0)], .006, 0)
    f.fill([(-.03, .98), (0, 1.07), (.03, .98), (0, .95)], True, 0)
    f.line([(0, 0), (0, -.3)], .012)
    return f.im


def arr(im): return np.asarray(im.resize((W, H), Image.BOX), np.float64) / 255


Y, X = np.mgrid[0:H, 0:W].astype(float)
n = np.array([[fbm(x / 26., y / 26., 3, 5) for x in range(0, W, 2)] for y in range(0, H, 2)]); n = zoom(n, 2, order=1)[:H, :W]
fold = np.array([fbm(x / 170. + 3, .5, 9, 4) for x in range(W)])[None, :] + .05 * np.sin(Y / 300)
wv = 1 + .020 * (np.sin(X * math.pi * .86) * np.sin(Y * math.pi * .86)) + .05 * (n - .5)
# lamp (blencong) above centre, slightly flickering
lx, ly = 640, 150
r = np.hypot((X - lx) / 640, (Y - ly - 40) / 470)
I = 2.0 * np.exp(-(r * 1.0) ** 1.7 * 1.5) + 1.6 * np.exp(-(r * 3.0) ** 2) + .03
t = np.clip(1.25 - r * .8, 0, 1)[..., None]
col = np.array([1.0, .27, .045]) * (1 - t) + np.array([1.0, .60, .22]) * t
img = I[..., None] * col * (wv * (.9 + .22 * (fold - .5)))[..., None]
layers = [(gunungan(640, 700, 470), 1.4, .97)]
layers += [(hero(330, 715, 430, 1, True, ((.20, .60), (.38, .74))), .9, .985), (hero(960, 722, 445, -1, False, ((.18, .56), (.36, .60)), 'mahkota'), .9, .985)]
layers += [(hero(118, 728, 370, 1, True, ((.16, .52), (.30, .46)), 'mahkota'), 3.2, .93), (hero(1165, 730, 380, -1, True, ((.16, .56), (.33, .66))), 3.4, .92)]
for im, blur, op in layers:
    a = arr(im); s = gaussian_filter(a, blur); halo = gaussian_filter(a, blur * 5 + 5)
    leather = np.array([.55, .16, .04]) * .035
    k = (op * (.82 * s + .18 * halo))[..., None]
    k = k * np.clip((606 - np.abs(X - 640)) / 2, 0, 1)[..., None]
    img = img * (1 - k) + k * leather * I[..., None]
# banana log, hall, audience heads in front of the screen
edge = np.clip((Y - 716 - 3 * np.sin(X / 90)) / 5, 0, 1)[..., None]
log = np.array([.16, .055, .016]) * (.20 + .8 * np.exp(-((Y - 742) / 16) ** 2))[..., None] * (.4 + I[..., None] * .5) * (.7 + .6 * n[..., None])
img = img * (1 - edge) + edge * log
fr = np.clip((np.abs(X - 640) - 606 + 2 * n) / 4, 0, 1) + np.clip((34 - Y) / 3, 0, 1)
img *= (1 - np.clip(fr, 0, 1) * .93)[..., None]
cr = canvas(); d = ImageDraw.Draw(cr)
hx = -40
while hx < W + 60:
    s = rnd.uniform(.85, 1.2); y = rnd.uniform(795, 835)
    for cx, cy, rx, ry in ((hx, y, 25 * s, 31 * s), (hx, y + 82 * s, 66 * s, 52 * s)):
        d.ellipse([(cx - rx) * Q, (cy - ry) * Q, (cx + rx) * Q, (cy + ry) * Q], fill=255)
    d.rectangle([(hx - 13 * s) * Q, y * Q, (hx + 13 * s) * Q, (y + 60) * Q], fill=255)
    if rnd.rand() < .55:  # a peci or a bun
        if rnd.rand() < .5: d.polygon([((hx - 25 * s) * Q, (y - 8) * Q), ((hx + 25 * s) * Q, (y - 8) * Q), ((hx + 21 * s) * Q, (y - 36 * s) * Q), ((hx - 21 * s) * Q, (y - 36 * s) * Q)], fill=255)
        else: d.ellipse([(hx - 13) * Q, (y - 46 * s) * Q, (hx + 13) * Q, (y - 24 * s) * Q], fill=255)
    hx += rnd.uniform(74, 150)
a = arr(cr); s = gaussian_filter(a, 2.6)
s2 = gaussian_filter(a, 6); rim = np.clip(s2 - np.roll(s2, 7, 0), 0, 1) * np.clip((840 - Y) / 60, 0, 1)
img = img * (1 - s[..., None]) + s[..., None] * (np.array([.010, .006, .004]) + rim[..., None] * np.array([.5, .2, .06]) * .35 * np.exp(-((X - 640) / 420) ** 2)[..., None])
np.savez(os.path.join(os.environ.get('PIX_OUT', 'out'), 'wayang-kelir.npz'), Image=np.dstack([img, np.ones((H, W, 1))]).astype(np.float32), meta=json.dumps(dict(slug='wayang-kelir')))
