from lib import *
GRADE = dict(ev=.35, bloom=.05, contrast=.42, sat=.92, dn=.13, vig=.3, haze=185, haze_pow=1.25, haze_tint=(.80, .84, .90), shadow=(0, .003, .012), grain=.009)
start('jembatan-kereta', 13)
sky(dict(sun=(11, 24), hor=(.66, .60, .53), zen=(.46, .50, .55), k=2.2, glow=(1., .72, .42), wide=.42, tight=.6, warm=.25, disk=1.2, ground=(.1, .1, .1)), .85)
sun(11, 24, .8, (1, .72, .45), 6)
steel = mat((.085, .035, .025), .6, .3); stone = Mat(); n = stone.noise(stone.coord(), .6, 8, .65); stone.p(Base_Color=stone.ramp(n, [(.3, (.10, .09, .08)), (.7, (.26, .24, .21))]), Roughness=.9); dark = mat((.03, .028, .026), .7)
# three truss spans cross the river obliquely, away into the fog
A = np.array([-14., 26., 11.]); Dv = np.array([.34, .94, 0]); Dv /= np.linalg.norm(Dv); Sv = np.array([Dv[1], -Dv[0], 0]); L = 46.
at = lambda t, s=0., z=0.: tuple(A + Dv * t + Sv * s + np.array([0, 0, z]))
B = Boxes(); P = Boxes(); Rl = Boxes(); k = 9
for sp in range(-1, 6):
    t0 = sp * L
    for s in (-2.6, 2.6):
        top = lambda q: 6.8 + 1.6 * math.sin(math.pi * q / k)
        pts = [(t0 + 1 + (L - 2) * q / k) for q in range(k + 1)]
        B.beam(at(pts[0], s), at(pts[-1], s), .55, .5); B.beam(at(pts[0], s, .0), at(pts[1], s, top(1)), .48); B.beam(at(pts[-1], s), at(pts[-2], s, top(k - 1)), .48)
        for q in range(1, k - 1): B.beam(at(pts[q], s, top(q)), at(pts[q + 1], s, top(q + 1)), .48)
        for q in range(1, k): B.beam(at(pts[q], s), at(pts[q], s, top(q)), .26)
        for q in range(1, k - 1):
            if q < k / 2: B.beam(at(pts[q], s, top(q)), at(pts[q + 1], s), .20)
            if q >= k / 2 - 1: B.beam(at(pts[q], s), at(pts[q + 1], s, top(q + 1)), .20)
        B.beam(at(pts[0], s, 1.2), at(pts[-1], s, 1.2), .07)
    for q in range(1, k):
        B.beam(at(pts[q], -2.6, top(q)), at(pts[q], 2.6, top(q)), .22); B.beam(at(pts[q], -2.6), at(pts[q], 2.6), .4)
        if q < k - 1: B.beam(at(pts[q], -2.6, top(q)), at(pts[q + 1], 2.6, top(q + 1)), .1); B.beam(at(pts[q], 2.6, top(q)), at(pts[q + 1], -2.6, top(q + 1)), .1)
    for q in range(int(L / .7)): Rl.beam(at(t0 + q * .7, -1.3, .4), at(t0 + q * .7, 1.3, .4), .22, .16)
    c = at(t0); rz = math.atan2(Sv[1], Sv[0]); P.box((c[0], c[1], 4.6), (8, 2.8, 11.6), rz); P.box((c[0], c[1], 10.5), (8.8, 3.5, .6), rz); P.box((c[0], c[1], .6), (9.6, 4.6, 2.2), rz)
for s in (-.55, .55): Rl.beam(at(-L, s, .58), at(6 * L, s, .58), .08, .16)
B.done(steel); P.done(stone.m); Rl.done(dark)
# a train just coming out of the fog, its headlamp lit
tr = Boxes(); rz = math.atan2(Dv[1], Dv[0]); t0 = 37
for c in range(6):
    m = at(t0 + 9 + c * 21, 0, 2.6); tr.box(m, (20, 2.9, 3.3), rz); m = at(t0 + 9 + c * 21, 0, 4.4); tr.box(m, (19.6, 2.3, .5), rz)
tr.done(mat((.05, .055, .065), .4)); W = Boxes()
for c in range(1, 6):
    for q in range(8): m = at(t0 + 1.6 + c * 21 + q * 2.1, -1.47, 3.0); W.box(m, (1.3, .06, .8), rz)
W.done(emit((1, .72, .38), 1.6)); hd = emit((1, .86, .62), 60)
for s in (-.8, .8): link('h', ico(.17, 2, hd), None, at(t0 - 1.1, s, 1.9))
link('h', ico(.2, 2, hd), None, at(t0 - 1.1, 0, 4.1)); Boxes().box(at(t0 - 1.05, 0, 3.3), (.1, 2.3, 1.0), rz).done(mat((.01, .012, .015), .1))
# river, banks, trees, a fisherman's raft
water(3000, (.030, .034, .028), .05, ((.10, .30, 1), (.7, .09, 1), (3., .012, 1)), stretch=1.5)
from sky import fbm
def bank(x, y): return min(9, max(-2, (abs(x - .36 * (y - 20)) - 58 - 10 * fbm(y / 40., 1.1 if x > 0 else 4.4, 3, 3)) * .22)) + 2.5 * (fbm(x / 12., y / 12., 9, 4) - .5)
xs = np.linspace(-190, 260, 220); ys = np.linspace(10, 420, 180); grid(xs, ys, np.array([[bank(x, y) for x in xs] for y in ys]), mat((.05, .06, .03), .95))
leaf = mat((.035, .055, .022), .8); lb = [leafblob(leaf, 520, 4.2, .55, s) for s in range(5)]
for i in range(520):
    y = R.uniform(25, 380); sd = R.choice([-1, 1]); x = .36 * (y - 20) + sd * (64 + abs(R.gauss(0, 26))); z = bank(x, y)
    if z > .2: h = R.uniform(3, 8); link('t', R.choice(lb), None, (x, y, z + h), (0, 0, R.random() * 6), R.uniform(.7, 1.6)); link('t', R.choice(lb), None, (x + R.uniform(-2, 2), y, z + h * .45), (0, 0, R.random() * 6), R.uniform(.7, 1.2))
for i in range(16): y = R.uniform(30, 200); sd = R.choice([-1, 1]); x = .36 * (y - 20) + sd * R.uniform(62, 84); palm((x, y, bank(x, y) - .3), R.uniform(11, 17), R.uniform(.05, .25), dark, leaf, i)
b = hull(7.5, 1.3, .55, dark, .7, .4, .4); b.location = (13, 34, 0); b.rotation_euler = (0, 0, 2.75); person((12.4, 34.2, .3), 1.7, dark, 1.2, .5, .1); tube([(12.8, 34.3, 1.7), (15.5, 33.2, -.3)], .025, dark, 6); c = revolve([(0, .22), (.33, 0)], dark, 20); c.location = (12.4, 34.2, 1.98)
camera((7, -6, 3.4), (4, 60, 9.3), 32)
render(30, 400, 3)
