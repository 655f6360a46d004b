from lib import *
GRADE = dict(ev=.75, bloom=.16, bloom_t=.7, contrast=.28, sat=1.1, dn=.2, vig=.35, shadow=(0, .006, .016), haze=75, haze_col=(.030, .034, .046), haze_pow=1.2)
start('banjir-jalan', 11)
S = bpy.context.scene
world((.010, .014, .026), 1.)
warm = (1, .55, .22)
# shophouses on both sides of a street that runs to a vanishing point
wallc = [(.30, .24, .17), (.20, .23, .22), (.33, .15, .10), (.26, .26, .24), (.16, .21, .25), (.36, .29, .16)]
win_w = emit((1, .55, .22), 1.3); win_d = mat((.012, .014, .02), .12); roof = mat((.12, .04, .025), .8); wood = mat((.06, .03, .018), .7)
signs = [(.85, .10, .05), (.25, .5, .6), (1, .68, .25), (.9, .8, .6)]
for side in (-1, 1):
    y = 2.
    while y < 110:
        w = R.uniform(5, 8.5); h = R.uniform(5.2, 8.8); x = side * 6.8; c = R.choice(wallc)
        M = Mat(); n = M.noise(M.coord('Object', (1, 1, .35)), 1.4, 7, .65); M.p(Base_Color=M.ramp(n, [(.25, tuple(.45 * k for k in c)), (.65, c)]), Roughness=.85)
        Boxes().box((x + side * 3, y + w / 2, h / 2), (6, w - .05, h)).done(M.m)
        B = Boxes(); B.beam((x - side * 1.2, y + w / 2, h - .25), (x + side * 3, y + w / 2, h + 1.9), w + .5, .14); B.done(roof)
        A = Boxes(); A.box((x - side * .95, y + w / 2, 3.1), (2.1, w - .3, .08))
        for k in (0, 1): A.beam((x - side * 1.9, y + .2 + k * (w - .4), 0), (x - side * 1.9, y + .2 + k * (w - .4), 3.1), .12)
        A.done(wood)
        # folding shop doors, mostly closed
        D = Boxes(); nd = int(w / .8)
        op = R.random() < .32
        for k in range(nd):
            D.box((x - side * .03, y + .4 + k * (w - .6) / nd, 1.35), (.06, (w - .6) / nd - .05, 2.7))
        if op: Boxes().box((x - side * .04, y + w / 2, 1.3), (.1, w * .6, 2.3)).done(win_w); area((x - side * .3, y + w / 2, 2.2), (x - side * 4, y + w / 2, .2), 1.5, 55, (1, .62, .3))
        else: D.done(mat(R.choice([(.05, .09, .08), (.10, .05, .03), (.07, .08, .10)]), .5))
        for k in range(max(2, int(w / 2.3))):
            yy = y + (k + .5) * w / max(2, int(w / 2.3)); F = Boxes().box((x - side * .05, yy, 4.6), (.1, 1.25, 1.5)); F.done(wood)
            G = Boxes().box((x - side * .09, yy, 4.6), (.1, .98, 1.22)); G.done(win_w if R.random() < .28 else win_d); Boxes().box((x - side * .16, yy, 4.6), (.05, .06, 1.3)).done(wood)
        if R.random() < .34:
            sg = R.choice(signs); LT = Boxes()
            for q in range(5): LT.box((x - side * 1.3 - .36 + q * .18 + R.uniform(-.02, .02), y + w * .5 - .07, 4.0), (.09, .03, R.uniform(.16, .30)))
            LT.box((x - side * 1.3, y + w * .5 - .07, 3.78), (.7, .03, .04)); LT.done(wood); Boxes().box((x - side * 1.3, y + w * .5, 4.0), (1.0, .1, .62)).done(emit(sg, 1.25)); point((x - side * 1.5, y + w * .5 - .5, 3.7), 12, sg, .3)
        y += w
# street lamps, wires
P = Boxes(); bulb = emit((1, .66, .34), 70)
for i, (sd, y) in enumerate([(1, 13), (-1, 22), (1, 33), (-1, 46), (1, 60), (-1, 78)]):
    x = sd * 4.3; P.beam((x, y, 0), (x, y, 6.2), .13); P.beam((x, y, 6.2), (x - sd * 1.5, y, 6.45), .09); P.box((x - sd * 1.7, y, 6.42), (.7, .24, .12))
    link('l', ico(.13, 2, bulb), None, (x - sd * 1.75, y, 6.32)); spot((x - sd * 1.75, y, 6.2), (x - sd * 1.9, y, 0), 2600, warm, 155, .15, .7)
for sd in (-1, 1):
    for k in range(3):
        for q in range(9):
            y0, y1 = -4 + q * 12, 8 + q * 12; t = np.linspace(0, 1, 10); tube(np.stack([np.full(10, sd * (4.6 - k * .25)), y0 + (y1 - y0) * t, 7.2 - k * .35 - 1.8 * t * (1 - t)], -1), .018, wood, 4)
P.done(mat((.03, .03, .032), .5))
# water over the road: ripples from the rain and a slow wake
M = Mat(); M.p(Base_Color=(.020, .014, .009), Roughness=.035, Specular=.5, IOR=1.33); co = M.coord('Object')
h = M.math('ADD', M.math('MULTIPLY', M.noise(co, .55, 2), .085), M.math('MULTIPLY', M.noise(co, 3.2, 2), .016))
v = M.node('TexVoronoi', dict(feature='F1'), Vector=co, Scale=2.1).outputs['Distance']
rg = M.math('MULTIPLY', M.math('SINE', M.math('MULTIPLY', v, 46.)), M.math('MULTIPLY', M.math('POWER', M.math('SUBTRACT', 1., M.math('MINIMUM', v, 1.)), 7.), .010))
M.p(Normal=M.bump(M.math('ADD', h, rg), 1., 1.)); mesh([[-60, -20, .28], [60, -20, .28], [60, 300, .28], [-60, 300, .28]], [[0, 1, 2, 3]], M.m)
# a stranded becak and a man wading with a bicycle, seen against the lamps
dk = mat((.02, .018, .017), .5)
def wheel(c, r, ax=0.): o = tube([(r * math.cos(a), 0, r * math.sin(a)) for a in np.linspace(0, 6.2832, 40)], .025, dk, 6); o.location = c; o.rotation_euler = (0, 0, ax); [tube([(c[0], c[1], c[2]), (c[0] + r * math.cos(a) * math.cos(ax), c[1] + r * math.cos(a) * math.sin(ax), c[2] + r * math.sin(a))], .006, dk, 4) for a in np.linspace(0, 6.28, 10)]
bx, by = -.55, 12.2; ax = 1.35; c, s = math.cos(ax), math.sin(ax); T = lambda a, z, b=0: (bx + a * c - b * s, by + a * s + b * c, z)
wheel(T(-.52, .34), .34, ax); wheel(T(.52, .34), .34, ax)
for a, b in ((T(-.52, .34), T(-.15, .30)), (T(-.15, .3), T(-.28, .88)), (T(-.28, .82), T(.36, .86)), (T(.36, .95), T(.52, .34)), (T(-.15, .3), T(.36, .8)), (T(.36, .95), T(.30, 1.05))): tube([a, b], .018, dk, 6)
tube([T(.28, 1.03, -.28), T(.3, 1.05, 0), T(.28, 1.03, .28)], .016, dk, 6); Boxes().box(T(-.3, .92), (.22, .16, .06), ax).done(dk)
person((bx + .55, by + .1, -.1), 1.72, dk, .1, .18, .22)
# umbrella
um = revolve([(0, .34), (.22, .30), (.45, .17), (.62, 0)], mat((.30, .02, .015), .5, Transmission=.0), 10, False); um.location = (bx + .62, by + .1, 1.62); um.rotation_euler = (.1, .15, 0)
# rain: short bright streaks lit by the lamps
V, F = [], []; g = np.random.RandomState(2)
for i in range(1500):
    y = 2 + 34 * g.rand() ** 1.2; x = g.uniform(-.62, .62) * (y + 1.); z = g.uniform(0, .62 * y + 2.4); L = g.uniform(.22, .42); w = .0022 + .00012 * y; n = len(V)
    V += [(x - w, y, z), (x + w, y, z), (x + w + L * .10, y, z - L), (x - w + L * .10, y, z - L)]; F.append([n, n + 1, n + 2, n + 3])
M = Mat(); tr = M.node('BsdfTransparent'); em = M.node('Emission', Color=(.8, .62, .45), Strength=.55); mx = M.node('MixShader', Fac=.22, i1=tr.outputs[0], i2=em.outputs[0]); M.l.new(mx.outputs[0], M.out.inputs[0]); o = mesh(V, F, M.m); o.visible_shadow = False; o.visible_diffuse = False
camera((.9, -1.6, 1.55), (-.35, 20, 2.15), 30, (0, 12, 1), 2.8)
render(64, 120, 4, clamp=2)
