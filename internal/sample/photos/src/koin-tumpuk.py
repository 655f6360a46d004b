from lib import *
GRADE = dict(ev=.65, bloom=.07, bloom_t=.85, contrast=.36, sat=1.02, dn=.38, vig=.42)
start('koin-tumpuk', 15)
world((.05, .055, .07), 1.)
area((-5, 2.5, 5), (0, .5, .5), 2.2, 520, (1, .78, .52)); area((4.5, 4, 2.6), (0, 0, .5), 1.6, 190, (.62, .78, 1)); area((0, -5, 4), (0, 0, 0), 3, 40, (1, .9, .8))
def coin(m, r, t, seed):
    # reeded edge, raised rim, a relief of a ship on waves and a ring of beads
    n = 440; rad = [0, .10, .2, .3, .4, .5, .6, .7, .78, .84, .86, .90, .92, .97, .99, 1.0]; g = random.Random(seed)
    def rel(x, y):
        h = 0.; q = math.hypot(x, y); a = math.atan2(y, x)
        if q > .86: h = 1.
        if .76 < q < .84 and (a * 14.3 - math.floor(a * 14.3)) < .6: h = .6
        if y < -.12 and q < .66: h = .35 + .35 * math.sin(y * 34 + 1.1 * math.sin(x * 7))
        if -.14 < y < .0 and abs(x) < .42 + y * .9: h = .8
        if y > .02 and y < .58 and x > -.30 and x < .30 * (1 - (y - .02) / .56) and x > .03: h = .7
        if y > .02 and y < .5 and x < -.02 and x > -.33 * (1 - (y - .02) / .5): h = .6
        return h
    k = 150; xs = np.linspace(-1, 1, k); V = []; F = []; idx = {}
    Rr = np.linspace(0, 1, 62); A = np.linspace(0, 6.2832, n, False); Z = np.array([[t / 2 + .020 * rel(b * math.cos(a), b * math.sin(a)) for b in Rr] for a in A])
    Z[:, -1] = t / 2 + .008; top = np.stack([np.outer(np.cos(A), Rr) * r, np.outer(np.sin(A), Rr) * r, Z], -1); bot = top[:, ::-1] * np.array([1, 1, -1]); e = 1 + .008 * np.where(np.arange(n) % 4 < 2, 1, -1); side = np.stack([np.stack([np.cos(A) * r * e, np.sin(A) * r * e, np.full(n, z)], -1) for z in (t / 2 - .01, -t / 2 + .01)], 1)
    v = np.concatenate([top, side, bot], 1); m_ = v.shape[1]; i = np.arange(n * m_).reshape(n, m_); j = np.roll(i, -1, 0); return mesh(v.reshape(-1, 3), np.stack([i[:, :-1], i[:, 1:], j[:, 1:], j[:, :-1]], -1).reshape(-1, 4)[:, ::-1], m, True, add=False)
def metal(c, dirt):
    M = Mat(); n = M.noise(M.coord('Object'), 4, 8, .7); f = M.node('ObjectInfo').outputs['Random']; M.p(Base_Color=M.mix(M.ramp(n, [(.42, (0, 0, 0)), (.72, (1, 1, 1))]), c, dirt), Metallic=1., Roughness=M.math('ADD', .20, M.math('MULTIPLY', M.math('ADD', n, f), .16)), Normal=M.bump(M.noise(M.coord('Object'), 60, 4), .12, .006)); return M.m
gold = coin(metal((.66, .42, .14), (.22, .12, .05)), .5, .105, 1); silv = coin(metal((.56, .55, .52), (.22, .20, .18)), .56, .10, 2); cop = coin(metal((.52, .25, .14), (.16, .08, .05)), .42, .09, 3)
def stack(x, y, n, kinds):
    z = 0
    for i in range(n):
        c, t = R.choice(kinds); link('c', c, None, (x + R.gauss(0, .018), y + R.gauss(0, .018), z + t / 2), (R.gauss(0, .006), R.gauss(0, .006), R.random() * 6.3)); z += t + .012
    return z
G, Si, C = (gold, .105), (silv, .10), (cop, .09)
stack(-2.1, .1, 4, [C]); stack(-.95, .25, 7, [Si, Si, C]); z = stack(.28, .12, 11, [G, G, Si]); stack(1.52, .35, 16, [G]); stack(2.8, 1.0, 21, [Si, G])
for x, y in ((-3.0, 2.6), (-1.5, 2.9), (-.2, 2.4), (1.1, 3.1), (3.9, 3.), (-3.9, 4.6), (.4, 5.2), (2.4, 5)): stack(x, y, R.randint(4, 15), [G, Si, C])
for i in range(26):
    x, y = R.uniform(-4.2, 4), R.uniform(-2.0, 3.6)
    if min(math.hypot(x - a, y - b) for a, b in ((-2.1, .1), (-.95, .25), (.28, .12), (1.52, .35), (2.8, 1.))) > .98: link('c', R.choice([gold, silv, cop]), None, (x, y, .055), (R.gauss(0, .01), math.pi * R.randrange(2), R.random() * 6.3))
link('c', gold, None, (-.32, -.78, .46), (1.36, .0, .35)); link('c', silv, None, (-1.75, -.95, .08), (.12, .05, 1.1)); link('c', cop, None, (-1.4, -.55, .16), (.25, -.1, .6))
# ledger paper on a dark table
W = Mat(); n = W.noise(W.coord('Object', (1, 14, 1)), 1.2, 8, .6, 1.); W.p(Base_Color=W.ramp(n, [(.3, (.030, .014, .008)), (.7, (.085, .040, .020))]), Roughness=.28, Normal=W.bump(n, .08, .02)); Boxes().box((0, 5, -.05), (40, 40, .1)).done(W.m)
P = Mat(); sp = P.node('SeparateXYZ', Vector=P.node('TexCoord').outputs['Object']); ln = P.math('LESS_THAN', P.math('FRACT', P.math('MULTIPLY', sp.outputs[1], 3.2)), .05); l2 = P.math('LESS_THAN', P.math('FRACT', P.math('MULTIPLY', sp.outputs[0], .62)), .022); c = P.mix(ln, (.56, .50, .39), (.20, .26, .34)); c = P.mix(l2, c, (.45, .08, .06)); P.p(Base_Color=c, Roughness=.9); o = Boxes().box((0, 0, .004), (7.6, 6.2, .012)).done(P.m); o.location = (.9, .2, 0); o.rotation_euler = (0, 0, -.16)
for i in range(30): link('b', ico(.16, 1, emit(R.choice([(1, .6, .25), (1, .75, .45), (.55, .75, 1)]), 6)), None, (R.uniform(-13, 13), 19, R.uniform(1.2, 6.5)))
camera((-1.55, -5.0, 1.75), (.55, .5, .78), 58, (.28, -.35, .8), .85)
render(32, 40, 4, clamp=2)
