from lib import *
GRADE = dict(ev=.15, bloom=.05, contrast=.3, sat=1.08, dn=.32, vig=.35)
start('kopi-jemur', 3)
world((.30, .36, .45), .55)
sun(24, 62, 5.2, (1, .74, .45), 1.2)
def bean(v):
    v = v * np.array([1.28, .92, .62]); t = v[:, 2] > 0
    v[~t, 2] *= 1.1; v[t, 2] = np.minimum(v[t, 2] * .8, .13 + .1 * v[t, 2])
    d = np.abs(v[:, 1] - .07 * np.sin(v[:, 0] * 2.3)); g = np.exp(-(d / .075) ** 2) * (np.abs(v[:, 0]) < 1.12)
    v[t, 2] -= (.24 * g)[t]; return v
def m(c1, c2, r, s=.35):
    M = Mat(); f = M.node('ObjectInfo').outputs['Random']; n = M.noise(M.coord('Object'), 4, 5, .6)
    c = M.mix(M.math('MULTIPLY', n, .55), M.ramp(f, [(0, c1), (1, c2)]), (.9 * c1[0], .8 * c1[1], .6 * c1[2]))
    M.p(Base_Color=c, Roughness=r, Specular=s, Normal=M.bump(M.noise(M.coord('Object'), 14, 4), .25, .03)); return M.m
pale = m((.40, .31, .185), (.60, .50, .33), .6)
dry = m((.30, .20, .10), (.50, .37, .22), .65)
red = m((.20, .014, .012), (.34, .05, .018), .28, .5); blk = m((.045, .015, .012), (.12, .03, .02), .4)
M1 = [ico(1, 4, x, bean) for x in (pale, pale, pale, dry, dry)]
ch = lambda v: sculpt_noise(v * np.array([1.22, 1.1, 1.08]) * 1.2 - np.array([0, 0, 0]), .05, 1.3, 2)
M2 = [ico(1, 4, red, ch), ico(1, 4, red, ch), ico(1, 4, blk, ch)]
# heap surface, several layers thick; rake furrows run away from the lens
def H(x, y): return 1.6 * math.sin(x * .30 + .18 * math.sin(y * .09)) + .5 * math.sin(y * .21 + x * .1) + (5.5 * math.exp(-((x + 9) / 7) ** 2 - ((y - 26) / 10) ** 2)) + 5 * math.exp(-((x - 18) / 9) ** 2 - ((y - 40) / 12) ** 2)
L, Ro, Sc, who = [], [], [], []
y = -6.
while y < 120:
    st = 1.55 if y < 40 else 2.0 if y < 75 else 2.8; wd = 12 + y * .52; x = -wd
    while x < wd:
        for k in range(2 if y < 45 else 1):
            px, py = x + R.uniform(-.7, .7), y + R.uniform(-.7, .7)
            L.append((px, py, H(px, py) - k * .95 + R.uniform(-.25, .25))); up = R.random()
            Ro.append((R.uniform(-.55, .55) + (math.pi if up < .25 else 0), R.uniform(-.55, .55), R.random() * 6.3)); Sc.append(R.uniform(.84, 1.1) * (1 if st < 2.5 else 1.5))
            c = math.sin(px * .35 + 2) * math.cos(py * .13 + 1); who.append(R.random() < .022 + .04 * max(0, c))
        x += st
    y += st * .80
for p, r, s, w in zip(L, Ro, Sc, who):
    link('b', R.choice(M2 if w else M1), None, p, r, s * (1.05 if w else 1))
g = grid(np.linspace(-90, 90, 90), np.linspace(-10, 140, 90), np.vectorize(lambda x, y: H(x, y) - 1.3), mat((.16, .11, .06), .9))
# wooden rake resting across, and the drying floor beyond
rk = Boxes(); wood = Mat(); n = wood.noise(wood.coord('Object', (.3, .3, 3)), 3, 6); wood.p(Base_Color=wood.ramp(n, [(.3, (.16, .085, .04)), (.7, (.34, .20, .10))]), Roughness=.7)
rk.beam((6, 31, 3.4), (23, 24, 5.2), 1.8, 2.6)
for i in range(8): rk.beam((7 + i * 2.1, 30.6 - i * .87, 3.6 + i * .2), (6 + i * 2.1, 28.4 - i * .87, .3 + i * .25), .75)
rk.done(wood.m)
tube([(14.5, 28, 4.6), (30, 66, 15), (44, 104, 26)], .75, wood.m, 12)
camera((-3, -15, 11.5), (1.2, 14, .4), 42, (0, 13.5, 1.2), .09)
render(40, 200, 4)
