from lib import *
GRADE = dict(ev=.5, bloom=.10, bloom_t=.9, contrast=.34, sat=1.05, dn=.42, vig=.4, haze=80, haze_col=(.16, .085, .035))
start('perpustakaan', 3)
world((.03, .026, .022), 1.); area((0, -1.6, 3.2), (0, 4, 1.2), 1.6, 60, (1, .72, .45))
W = Mat(); n = W.noise(W.coord('Object', (5, 5, .5)), 1.6, 8, .6, 1.1); W.p(Base_Color=W.ramp(n, [(.3, (.055, .022, .010)), (.7, (.15, .065, .028))]), Roughness=.42, Normal=W.bump(n, .15, .01)); wood = W.m
F = Mat(); br = F.node('TexBrick', Scale=1., Color1=(.16, .075, .035), Color2=(.10, .045, .02), Mortar=(.01, .006, .003), Vector=F.coord('Object', (1.2, 1.2, 1), (0, 0, 1.5708))); br.inputs['Mortar Size'].default_value = .006; br.inputs['Brick Width'].default_value = 1.6; br.inputs['Row Height'].default_value = .17; n = F.noise(F.coord('Object', (12, 1, 1)), 2, 7); F.p(Base_Color=F.mix(F.math('MULTIPLY', n, .5), br.outputs[0], (.06, .03, .015)), Roughness=.24, Normal=F.bump(n, .05, .01)); Boxes().box((0, 10, -.05), (8, 40, .1)).done(F.m)
# books: thousands of boxes with vertex colours, spines rounded by shading bands
pal = [(.20, .028, .022), (.045, .065, .12), (.05, .085, .055), (.23, .15, .07), (.38, .31, .20), (.10, .045, .03), (.28, .08, .03), (.055, .05, .05), (.16, .16, .15), (.31, .20, .045), (.09, .04, .075), (.44, .40, .33)]
V, Fc, C = [], [], []
def bk(x, y, z, w, d, h, side, tilt=0.):
    c = np.array(R.choice(pal)) * R.uniform(.6, 1.25); k = len(V)
    # the spine faces the aisle; a rounded spine from five facets
    pr = [(-.5, -.5), (.5, -.5), (.5, .42), (.27, .5), (-.27, .5), (-.5, .42)]; bands = sorted([0, 1] + ([R.uniform(.72, .8), R.uniform(.82, .88)] if R.random() < .6 else []) + ([.10, .14] if R.random() < .4 else [])); lab = R.random() < .45; gold = np.array((.48, .34, .12))
    m = len(pr)
    for i, b in enumerate(bands):
        for (a, e) in pr:
            yy, zz = a * w, b * h; V.append((x - side * e * d, y + yy * math.cos(tilt) - zz * math.sin(tilt), z + yy * math.sin(tilt) + zz * math.cos(tilt))); C.append(c)
    for i in range(len(bands) - 1):
        q = i * m + k
        for j in range(m): Fc.append([q + j, q + (j + 1) % m, q + m + (j + 1) % m, q + m + j])
    q = k + (len(bands) - 1) * m; Fc.append([q, q + 1, q + 2, q + 5]); Fc.append([q + 2, q + 3, q + 4, q + 5])
    if len(bands) > 2:
        for i, b in enumerate(bands[1:-1]):
            k2 = len(V)
            for b2 in (b - .006, b + .006):
                for (a, e) in pr[2:]: V.append((x - side * (e * d + .0012 * (1 if e > 0 else -1)), y + a * w * 1.0 * math.cos(tilt) - b2 * h * math.sin(tilt), z + b2 * h * math.cos(tilt) + a * w * math.sin(tilt))); C.append(gold)
            for j in range(3): Fc.append([k2 + j, k2 + j + 1, k2 + 5 + j - 1 + 0, k2 + 4 + j])
    if lab:
        k2 = len(V); b0 = .16
        for b2 in (b0, b0 + .10):
            for a in (-.30, .30): V.append((x - side * (.5 * d + .002), y + a * w - b2 * h * math.sin(tilt), z + b2 * h)); C.append((.5, .46, .38))
        Fc.append([k2, k2 + 1, k2 + 3, k2 + 2])
S = Boxes(); LV = [.12 + .36 * i for i in range(9)]
for side in (-1, 1):
    x = side * 1.28
    for z in LV: S.box((x + side * .14, 9, z - .016), (.34, 22, .028))
    for k in range(20): S.box((x + side * .14, -.9 + k * 1.05, 1.6), (.35, .035, 3.2)); S.box((x - side * .04, -.9 + k * 1.05, 1.6), (.02, .06, 3.2))
    S.box((x + side * .32, 9, 1.6), (.03, 22, 3.3)); S.box((x + side * .1, 9, 3.24), (.5, 22, .14)); S.box((x + side * .12, 9, .05), (.4, 22, .12))
    for z in LV[:8]:
        for k in range(19):
            y = -.87 + k * 1.05 + .03; e = y + .99
            while y < e:
                w = R.choice([.018, .024, .03, .036, .045, .055]) * R.uniform(.9, 1.1); h = R.choice([.2, .23, .25, .27, .29]) * R.uniform(.95, 1.03)
                if y + w > e: break
                if R.random() < .03: y += R.uniform(.04, .16); continue
                t = R.choice([0] * 14 + [.12, -.12]); bk(x + side * (.02 + R.uniform(-.012, .02)) + side * .08, y + w / 2, z, w, R.uniform(.15, .19), h, side, t); y += w + .0012 + abs(t) * h * .8
S.done(wood); M = vcol(.5); n = M.noise(M.coord(), 30, 4); M.p(Normal=M.bump(n, .12, .004)); mesh(V, Fc, M.m, col=np.array(C))
# far end: tall window with evening light, a reading table, pendant lamps, ladder
Boxes().box((0, 20.2, 1.9), (6, .1, 5)).done(mat((.16, .11, .07), .8)); win = emit((1, .70, .36), 5.5)
Wn = Boxes()
for i in range(3):
    for j in range(5): Boxes().box(((i - 1) * .52, 20.1, .95 + j * .52), (.46, .03, .46)).done(win)
area((0, 19.8, 2.1), (0, 8, .4), 1.5, 260, (1, .68, .36), 2.4); Boxes().box((0, 10, 4.1), (8, 40, .1)).done(mat((.12, .085, .06), .9))
for y in (3.2, 7.2, 11.2, 15.2):
    sh = revolve([(.03, .14), (.06, .13), (.17, 0), (.165, 0), (.05, .12)], mat((.035, .075, .05), .3), 40); sh.location = (0, y, 2.85); tube([(0, y, 2.98), (0, y, 4.1)], .008, wood, 6); link('b', ico(.055, 2, emit((1, .66, .32), 34)), None, (0, y, 2.87)); spot((0, y, 2.8), (0, y, 0), 40, (1, .66, .34), 120, .08, .8); point((0, y, 2.72), 85, (1, .62, .30), .35); point((0, y + 2, 1.2), 16, (1, .66, .36), .4)
L = Boxes()
for s in (-.2, .2): L.beam((.62, 4.9 + s, 0), (1.14, 4.9 + s, 3.05), .045, .03)
for k in range(9): t = (k + .6) / 9.4; L.beam((.62 + .52 * t, 4.7, 3.05 * t), (.62 + .52 * t, 5.1, 3.05 * t), .035, .03)
L.done(wood)
T = Boxes(); T.box((0, 17.2, .76), (1.2, 1.9, .05))
for a in (-.5, .5):
    for b in (-.8, .8): T.box((a, 17.2 + b, .37), (.06, .06, .74))
T.done(wood); dk = mat((.03, .02, .018), .8); person((-.28, 15.4, 0), 1.66, dk, 1.3, .15, .05)
for i in range(5): Boxes().box((-.62, 2.15, .02 + i * .038 + .016), (.24 - i * .01, .32 - i * .012, .034), R.uniform(-.3, .3)).done(mat(R.choice(pal), .5))
camera((-.32, -1.15, 1.42), (.10, 6, 1.50), 29, (-.9, 3.2, 1.4), 1.6)
render(34, 60, 4, clamp=.8, direct=2.5)
