from lib import *
GRADE = dict(ev=-.05, wb=(.93, 1., 1.12), haze=11000, haze_tint=(.7, .82, 1.05), bloom=.12, bloom_t=.7, contrast=.32, sat=1.12, dn=.14, vig=.3)
start('kota-senja', 8)
sky(dict(sun=(-1.5, 28), hor=(.60, .24, .12), zen=(.030, .06, .17), k=6.5, glow=(1., .36, .14), wide=.12, tight=.25, warm=.30, cover=.50, scale=.30, stretch=2.4, csun=(.95, .28, .20), camb=(.10, .11, .20), seed=12, ground=(.02, .025, .04)), .8)
# facades: a grid of windows, some lit
def facade(base, sx, sz, frac, seed, glass=False):
    M = Mat(); co = M.node('TexCoord').outputs['Object']; sp = M.node('SeparateXYZ', Vector=co)
    u = M.math('MULTIPLY', M.math('ADD', sp.outputs[0], sp.outputs[1]), 1 / sx); v = M.math('MULTIPLY', sp.outputs[2], 1 / sz)
    cb = M.node('CombineXYZ', X=M.math('FLOOR', u), Y=M.math('FLOOR', v), Z=float(seed)); wn = M.node('TexWhiteNoise', Vector=cb.outputs[0])
    fu = M.math('FRACT', u); fv = M.math('FRACT', v)
    win = M.math('MULTIPLY', M.math('LESS_THAN', M.math('ABSOLUTE', M.math('SUBTRACT', fu, .5)), .42 if glass else .30), M.math('LESS_THAN', M.math('ABSOLUTE', M.math('SUBTRACT', fv, .5)), .36 if glass else .26))
    lit = M.math('MULTIPLY', win, M.math('LESS_THAN', wn.outputs['Value'], frac))
    cw = M.ramp(M.node('SeparateXYZ', Vector=wn.outputs['Color']).outputs[1], [(0, (1, .42, .12)), (.55, (1, .66, .32)), (.85, (1, .85, .62)), (1, (.7, .85, 1))])
    M.p(Base_Color=M.mix(win, base, (.02, .03, .04)), Roughness=M.math('SUBTRACT', .7, M.math('MULTIPLY', win, .6)), Emission=cw, Emission_Strength=M.math('MULTIPLY', lit, M.math('MULTIPLY', M.node('SeparateXYZ', Vector=wn.outputs['Color']).outputs[0], 1.5)))
    return M.m
F = [facade(b, sx, sz, fr, i, gl) for i, (b, sx, sz, fr, gl) in enumerate([((.16, .14, .13), 2.3, 3.3, .22, 0), ((.10, .11, .13), 2.0, 3.4, .30, 1), ((.20, .17, .14), 2.5, 3.2, .20, 0), ((.07, .09, .12), 1.8, 3.5, .34, 1), ((.15, .11, .09), 2.4, 3.2, .25, 0), ((.05, .06, .08), 2.2, 3.5, .28, 1)])]
dark = mat((.02, .02, .024), .7); red = emit((1, .05, .02), 60)
def tower(x, y, w, d, h, k, top=0):
    o = Boxes().box((0, 0, h / 2), (w, d, h)).done(F[k]); o.location = (x, y, 0)
    if top == 1: b = Boxes().box((0, 0, h + h * .06), (w * .7, d * .7, h * .12)).done(F[k]); b.location = (x, y, 0); Boxes().beam((x, y, h * 1.1), (x, y, h * 1.32), 1.1).done(dark); link('r', ico(.9, 1, red), None, (x, y, h * 1.32))
    if top == 2:
        v = np.array([[-w / 2, -d / 2, h], [w / 2, -d / 2, h], [w / 2, d / 2, h], [-w / 2, d / 2, h], [0, 0, h + w * 1.1]]); mesh(v + np.array([x, y, 0]), [[0, 1, 4, 4], [1, 2, 4, 4], [2, 3, 4, 4], [3, 0, 4, 4]], F[k]); link('r', ico(.8, 1, red), None, (x, y, h + w * 1.1))
    if top == 3:
        for s in range(3): b = Boxes().box((0, 0, h + 5 + s * 9), (w * (.8 - .2 * s), d * (.8 - .2 * s), 10)).done(F[k]); b.location = (x, y, 0)
        Boxes().beam((x, y, h + 28), (x, y, h + 60), 1.2).done(dark); link('r', ico(.9, 1, red), None, (x, y, h + 60))
    if top == 0: Boxes().box((x + w * .15, y, h + 2.5), (w * .4, d * .4, 5)).box((x - w * .25, y, h + 1.5), (w * .2, d * .2, 3)).done(dark)
big = [(-250, 1660, 38, 34, 150, 1, 0), (-185, 1720, 34, 34, 205, 3, 1), (-120, 1640, 44, 30, 120, 2, 0), (-70, 1750, 36, 36, 168, 0, 2), (-8, 1690, 40, 36, 245, 5, 3), (55, 1640, 46, 32, 138, 4, 0), (105, 1740, 34, 34, 190, 1, 0), (160, 1680, 42, 34, 112, 2, 0), (225, 1730, 36, 36, 160, 3, 1), (290, 1670, 44, 34, 96, 0, 0), (-330, 1720, 40, 34, 104, 4, 0), (-410, 1690, 50, 36, 78, 0, 0), (365, 1720, 38, 34, 122, 5, 0)]
for b in big: tower(*b)
for i in range(520):
    x = R.gauss(0, 620); y = 1585 + 420 * R.random(); h = R.uniform(7, 26) + 190 * max(0, R.random() - .55) * math.exp(-(x / 420) ** 2); tower(x, y, R.uniform(16, 42), R.uniform(16, 30), h, R.choice([0, 2, 4, 1]))
# waterfront wall with lamps, trees, a domed mosque with minarets, a jetty
Boxes().box((0, 1560, 1), (3600, 20, 5)).done(dark)
lm = emit((1, .50, .18), 26); le = ico(.85, 1, lm); lw = ico(.85, 1, emit((1, .9, .75) , 22))
for i in range(150): link('l', le if R.random() < .8 else lw, None, (-900 + i * 12 + R.uniform(-5, 5), 1551, 8))
for i in range(22): c = R.choice([(1, .12, .05), (1, .6, .25), (1, .7, .3), (.35, .7, .8)]); x = R.gauss(0, 260); Boxes().box((x, 1566, R.uniform(8, 26)), (R.uniform(5, 16), 1, R.uniform(2, 5))).done(emit(c, 3))
lf = [leafblob(dark, 160, 7, 1.6, k) for k in range(3)]
for i in range(160): link('t', R.choice(lf), None, (R.uniform(-1000, 1000), 1560 + R.uniform(-4, 10), 8), (0, 0, R.random() * 6), R.uniform(.7, 1.2))
dm = mat((.30, .32, .30), .3, .3); d = revolve([(0, 0), (22, 0), (24, 8), (20, 20), (9, 29), (0, 35)], dm, 40); d.location = (-560, 1580, 22); Boxes().box((-560, 1580, 12), (64, 44, 24)).done(F[2])
for x in (-604, -516):
    m = revolve([(4, 0), (3, 62), (5, 63), (5, 66), (2.6, 67), (2.6, 74), (0, 86)], dm, 16); m.location = (x, 1570, 0); link('l', lw, None, (x, 1564, 66))
spot((-560, 1510, 4), (-560, 1580, 40), 9e5, (.6, 1, .75), 60, 3); 
# hills behind, boats in the bay
from sky import fbm
xs = np.linspace(-6000, 6000, 500); ys = np.linspace(5200, 8200, 50); Z = np.array([[430 * max(0, fbm(x / 1300. + 7, y / 2200., 15, 6) - .36) * 2 * min(1, (y - 5200) / 900) for x in xs] for y in ys]); grid(xs, ys, Z - 8, mat((.012, .016, .02), .9))
water(20000, (.006, .012, .02), .04, ((.03, .9, 1), (.22, .32, 2), (1.1, .07, 2)), stretch=1.8)
for x, y, rz, s in ((-86, 250, .2, 1.3), (92, 420, 2.9, 1.6), (40, 640, .1, 1.6), (-190, 700, .3, 2)):
    h = hull(11 * s, 2.4 * s, 1.3 * s, dark, .8, .4, .25); h.location = (x, y, 0); h.rotation_euler = (0, 0, rz); B = Boxes(); B.box((x - 2 * s, y, 1.9 * s), (3 * s, 1.6 * s, 1.6 * s)); B.beam((x, y, 1), (x, y, 6 * s), .1 * s); B.done(dark); link('l', ico(.16 * s, 1, emit((1, .75, .4), 50)), None, (x, y, 6 * s)); link('l', ico(.13 * s, 1, emit((1, .75, .4), 30)), None, (x - 2 * s, y - 1.2 * s, 1.9 * s))
camera((0, 0, 16), (-20, 1600, 88), 62)
render(48, 9000, 3, clamp=6)
