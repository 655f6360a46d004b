from lib import *
GRADE = dict(ev=-.1, bloom=.16, bloom_t=.9, contrast=.28, sat=.9, dn=.4, vig=.35, haze=620, haze_col=(.10, .115, .14), haze_pow=1.3, shadow=(0, .003, .012))
start('stadion-malam', 6)
world((.010, .016, .034), 1.)
# pitch with mowing stripes and white lines, 105 x 68 m
M = Mat(); sp = M.node('SeparateXYZ', Vector=M.node('TexCoord').outputs['Object']); st = M.math('GREATER_THAN', M.math('SINE', M.math('MULTIPLY', sp.outputs[0], math.pi / 5.25)), 0.)
n = M.noise(M.coord(), .5, 8, .7); g = M.mix(st, (.030, .105, .018), (.052, .155, .026)); M.p(Base_Color=M.mix(M.math('MULTIPLY', n, .5), g, (.05, .09, .02)), Roughness=.85, Specular=.2); mesh([[-62, -42, 0], [62, -42, 0], [62, 42, 0], [-62, 42, 0]], [[0, 1, 2, 3]], M.m)
wl = mat((.75, .75, .72), .8); B = Boxes(); L = lambda a, b: B.beam((*a, .02), (*b, .02), .14, .02) if False else B.box(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, .02), (abs(a[0] - b[0]) + .16, abs(a[1] - b[1]) + .16, .02))
for s in (-1, 1):
    L((-52.5, s * 34), (52.5, s * 34)); L((s * 52.5, -34), (s * 52.5, 34))
    for dx, w in ((16.5, 20.16), (5.5, 9.16)): L((s * (52.5 - dx), -w), (s * (52.5 - dx), w)); L((s * 52.5, w), (s * (52.5 - dx), w)); L((s * 52.5, -w), (s * (52.5 - dx), -w))
L((0, -34), (0, 34)); B.done(wl)
tube([(9.15 * math.cos(a), 9.15 * math.sin(a), .0) for a in np.linspace(0, 6.2832, 90)], .09, wl, 6)
for s in (-1, 1): tube([(s * 41.5 - s * 9.15 * math.cos(a), 9.15 * math.sin(a), 0) for a in np.linspace(-.92, .92, 40)], .09, wl, 6)
G = Boxes()
for s in (-1, 1):
    x = s * 52.5; G.beam((x, -3.66, 0), (x, -3.66, 2.44), .12); G.beam((x, 3.66, 0), (x, 3.66, 2.44), .12); G.beam((x, -3.66, 2.44), (x, 3.66, 2.44), .12)
    for k in range(16): y = -3.66 + k * .488; G.beam((x, y, 2.44), (x + s * 2, y, 0), .02)
    for k in range(6): G.beam((x + s * k * .33, -3.66, 2.44 - k * .4), (x + s * k * .33, 3.66, 2.44 - k * .4), .02)
G.done(wl)
# players, tiny
tA = mat((.55, .03, .025), .6); tB = mat((.7, .7, .66), .6); sk = mat((.14, .07, .04), .6); ref = mat((.8, .7, .05), .6)
def player(x, y, m, rz):
    A = Boxes(); r = R.uniform(.1, .3)
    for q in (-1, 1): A.beam((q * .1, q * r, 0), (q * .09, 0, .82), .14); A.beam((q * .22, 0, 1.35), (q * .36, -q * r, .95), .09)
    h = link('p', A.done(sk, add=False), None, (x, y, 0), (0, 0, rz)); T = Boxes().box((0, 0, 1.12), (.42, .24, .62)).box((0, 0, .72), (.38, .26, .3)).done(m, add=False); link('t', T, None, (x, y, 0), (0, 0, rz)); link('h', ico(.13, 2, sk), None, (x, y, 1.6))
for i in range(10): player(R.gauss(4, 17), R.gauss(0, 14), tA, R.random() * 6); player(R.gauss(10, 17), R.gauss(0, 14), tB, R.random() * 6)
player(-50, 1, ref, 1.5); player(51, -.5, ref, 1.5); player(6, 4, mat((.02, .02, .02)), 1); link('ball', ico(.16, 2, wl), None, (8.5, -3, .16))
# advertising boards (plain colour bars), tiers with a crowd, roof
AB = [emit(c, .9) for c in ((.7, .04, .03), (.05, .2, .6), (.9, .6, .05), (.05, .45, .3), (.8, .8, .8))]
for i in range(22): Boxes().box((-57.7 + i * 5.5, 38.5, .5), (5.4, .12, .95)).done(AB[R.randrange(5)])
for s in (-1, 1):
    for i in range(13): Boxes().box((s * 58, -34 + i * 5.6, .5), (.12, 5.4, .95)).done(AB[R.randrange(5)])
con = mat((.16, .16, .165), .85); wallm = mat((.09, .10, .12), .7)
def crowdmesh(cols):
    V, F, C = [], [], []; return V, F, C
V, F, C = [], [], []; pal = np.array([(.45, .03, .025), (.5, .04, .03), (.38, .03, .03), (.55, .50, .45), (.06, .07, .12), (.45, .32, .06), (.12, .10, .09), (.5, .06, .04)])
def man(p, rz, s=1.):
    n = len(V); c = pal[R.randrange(8)] * R.uniform(.35, .85); up = R.random() < .22; cr, sr = math.cos(rz), math.sin(rz)
    def bx(cc, ss, col):
        k = len(V)
        for v in CUBE_V * np.array(ss) + np.array(cc): V.append((p[0] + (v[0] * cr - v[1] * sr) * s, p[1] + (v[0] * sr + v[1] * cr) * s, p[2] + v[2] * s)); C.append(col)
        F.extend((CUBE_F + k).tolist())
    h = R.uniform(-.12, .12); bx((0, 0, .55 + h), (.42, .28, .75), c); bx((0, 0, 1.06 + h), (.19, .2, .24), (.10, .055, .035) if R.random() < .6 else (.03, .02, .02))
    if up:
        for q in (-1, 1): bx((q * .26, -.02, 1.15 + h), (.09, .09, .6), (.16, .09, .055))
St = Boxes()
for r in range(26):
    y = 44 + r * .85; z = 1.6 + r * .52; St.box((0, y, z - .5), (126, .9, 1.))
    for k in range(int(118 / .62)):
        if R.random() < .86 and abs((k * .62) % 20 - 10) > .7: man((-59 + k * .62 + R.uniform(-.1, .1), y, z), 0)
for s in (-1, 1):
    for r in range(22):
        x = s * (64 + r * .85); z = 1.6 + r * .52; St.box((x, 0, z - .5), (.9, 84, 1.))
        for k in range(int(80 / .66)):
            if R.random() < .82: man((x, -40 + k * .66, z), s * 1.57)
St.box((0, 68, 10), (130, 1, 20)); St.done(con)
R2 = Boxes(); R2.beam((0, 70, 24.5), (0, 46, 27.5), 132, .5)
for k in range(12): x = -62 + k * 11.3; R2.beam((x, 68, 14), (x, 68, 24), .7); R2.lattice((x, 69, 25.5), (x, 46, 28.7), 1.2, 8, .14)
R2.done(wallm)
# floodlight masts at the corners
lamp = emit((.93, .97, 1), 75)
for sx in (-1, 1):
    for sy in (-1, 1):
        x, y = sx * 73, 56 if sy > 0 else -56; T = Boxes(); T.lattice((x, y, 0), (x, y, 43), 2.2, 14, .22); q = math.atan2(-y, -x); Hd = Boxes()
        for a in range(6):
            for b in range(5): Hd.box((1.2, (a - 2.5) * 1.5, 43 + b * 1.45), (.3, 1.0, 1.0))
        T.done(wallm); o = Hd.done(lamp); o.location = (x, y, 0); o.rotation_euler = (0, 0, q); P = Boxes().box((.8, 0, 46), (.4, 10, 8)).done(wallm); P.location = (x, y, 0); P.rotation_euler = (0, 0, q)
        spot((x * .985, y * .985, 46), (x * .12, y * .1, 0), 5.2e5, (.93, .97, 1), 80, 1.6, .6)
bar = Boxes()
for i in range(8): bar.box((-28 + i * 8, 45.6, 27.0), (4, .5, .3))
bar.done(lamp)
# our own stand: dark backs of heads and scarves in front of the lens
dk = mat((.012, .012, .014), .7); rd = mat((.20, .015, .012), .8)
V2 = V; 
for r in range(3):
    for k in range(34):
        x = -13.5 + k * .78 + R.uniform(-.12, .12) + r * .3; y = -57.2 - r * 1.05; z = 11.35 + r * .42 + R.uniform(-.1, .1); m = R.choice([dk, dk, dk, rd]); B3 = Boxes(); B3.box((x, y, z + .0), (.46, .26, .7)); 
        o = ico(.31, 2, m, lambda v: v * np.array([1.02, .55, 1.3])); link('b', o, None, (x, y, z - .08)); link('h', ico(.125, 2, dk, lambda v: v * np.array([1, 1, 1.2])), None, (x, y, z + .46))
        if R.random() < .05:
            A = Boxes(); w = R.uniform(.45, .6); A.beam((x - .2, y, z + .2), (x - w, y + .1, z + .92), .09); A.beam((x + .2, y, z + .2), (x + w, y + .1, z + .92), .09); A.done(dk)
            Boxes().beam((x - w - .1, y + .1, z + .95), (x + w + .1, y + .1, z + .95), .02, .19).done(rd)
M = vcol(.8); mesh(V, F, M.m, col=np.array(C))
camera((-9, -63.5, 15.2), (3.5, 0, 7.6), 24, (0, 0, 0), .32)
render(40, 300, 3, clamp=3)
