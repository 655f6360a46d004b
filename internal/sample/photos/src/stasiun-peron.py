from lib import *
GRADE = dict(ev=.25, bloom=.10, bloom_t=.85, contrast=.4, sat=1.04, dn=.34, vig=.35, haze=260, haze_pow=1.1, haze_tint=(1., .92, .82))
start('stasiun-peron', 9)
sky(dict(sun=(8.5, 7), hor=(.88, .62, .40), zen=(.22, .34, .50), k=3., glow=(1., .64, .32), wide=.55, tight=1.6, warm=.5, disk=6, cirrus=.35, csun=(1., .7, .45), camb=(.4, .4, .45), ground=(.12, .10, .08)), .8)
sun(8.5, 7, 4.2, (1, .66, .36), .8)
C = Mat(); br = C.node('TexBrick', Scale=1., Color1=(.22, .20, .18), Color2=(.17, .155, .14), Mortar=(.06, .055, .05), Vector=C.coord('Object')); br.offset = 0; br.inputs['Brick Width'].default_value = .6; br.inputs['Row Height'].default_value = .6; br.inputs['Mortar Size'].default_value = .008; n = C.noise(C.coord(), 1.2, 8, .65); C.p(Base_Color=C.mix(M_ if False else C.math('MULTIPLY', n, .7), br.outputs[0], (.09, .08, .07)), Roughness=C.math('SUBTRACT', .75, C.math('MULTIPLY', n, .75)), Normal=C.bump(n, .06, .02)); conc = C.m
yel = mat((.55, .36, .03), .6); wh = mat((.5, .48, .44), .7); steel = mat((.12, .05, .035), .55, .2); green = mat((.035, .075, .065), .5); dark = mat((.03, .028, .026), .7); rail = mat((.35, .30, .26), .22, 1.); wood = mat((.09, .05, .03), .7)
# platform on the right, two tracks on the left, another platform beyond
Boxes().box((4.7, 100, .5), (7.6, 240, 1.1)).done(conc); Boxes().box((.96, 100, 1.0), (.14, 240, .14)).done(wh); Boxes().box((1.75, 100, 1.056), (.36, 240, .02)).done(yel); Boxes().box((-11.2, 100, .5), (5, 240, 1.1)).done(conc)
G = Mat(); v = G.node('TexVoronoi', Vector=G.coord(), Scale=11.); G.p(Base_Color=G.ramp(G.node('SeparateXYZ', Vector=v.outputs['Color']).outputs[0], [(0, (.05, .042, .036)), (1, (.22, .19, .165))]), Roughness=.9, Normal=G.bump(v.outputs['Distance'], 1., .06)); Boxes().box((-4, 100, -.1), (20, 260, .2)).done(G.m)
S = Boxes(); Rr = Boxes()
for tx in (-1.1, -5.6):
    for k in range(340): S.box((tx, -6 + k * .62, .06), (2.2, .25, .14))
    for s in (-.55, .55): Rr.box((tx + s, 100, .24), (.07, 230, .03)); S.box((tx + s, 100, .17), (.03, 230, .13)); S.box((tx + s, 100, .12), (.13, 230, .03))
S.done(wood); Rr.done(rail)
# canopy: cast columns with brackets, iron ribs, corrugated roof, hanging clock and lamps
K = Boxes()
for k in range(22):
    y = 3 + k * 6.2
    c = revolve([(.20, 0), (.20, .5), (.13, .58), (.105, .7), (.09, 3.6), (.15, 3.7), (.15, 3.8), (.09, 3.9), (.09, 4.6)], green, 18); c.location = (4.4, y, 1.05)
    for s in (-1, 1):
        a = np.linspace(0, 1.5708, 12); tube([(4.4 + s * 1.5 * (1 - math.cos(q)), y, 3.6 + 1.5 * math.sin(q) + .0) for q in a], .045, green, 6); tube([(4.4 + s * (.55 + .34 * math.cos(q)), y, 4.62 + .34 * math.sin(q)) for q in np.linspace(0, 6.28, 22)], .026, green, 6)
    K.beam((.9, y, 5.1), (7.8, y, 5.1), .10, .16); K.beam((.9, y, 5.1), (4.4, y, 6.3), .09, .12); K.beam((7.8, y, 5.1), (4.4, y, 6.3), .09, .12); K.beam((2.6, y, 5.1), (2.6, y, 5.7), .06); K.beam((6.2, y, 5.1), (6.2, y, 5.7), .06)
    K.beam((2.6, y, 5.1), (4.4, y, 6.3), .05); K.beam((6.2, y, 5.1), (4.4, y, 6.3), .05)
for x, z in ((.9, 5.1), (2.0, 5.5), (3.2, 5.9), (5.6, 5.9), (6.8, 5.5), (7.8, 5.1)): K.beam((x, 0, z + .05), (x, 140, z + .05), .08)
K.done(green); xs = np.linspace(.7, 8.1, 14); ys = np.arange(-1, 140, .07); grid(xs, ys, lambda X, Y: 6.42 - .345 * np.abs(X - 4.4) + .035 * np.sin(Y * 40), mat((.22, .10, .06), .6))
Fr = Boxes()
for k in range(460): Fr.box((.78, .1 + k * .30, 5.0), (.025, .22, .34)); Fr.box((.78, .1 + k * .30, 4.81), (.025, .12, .10))
Fr.done(mat((.42, .38, .30), .6))
ck = revolve([(0, .09), (.40, .09), (.43, .07), (.43, -.07), (.40, -.09), (0, -.09)], dark, 40); ck.location = (2.35, 10.6, 4.25); ck.rotation_euler = (1.5708, 0, 0); f = revolve([(0, .1), (.37, .1)], mat((.75, .70, .58), .5, Emission=(1, .8, .55, 1), Emission_Strength=.35), 40); f.location = ck.location; f.rotation_euler = (1.5708, 0, 0)
H = Boxes(); H.beam((2.35, 10.49, 4.25), (2.35, 10.49, 4.52), .03, .01); H.beam((2.35, 10.49, 4.25), (2.18, 10.49, 4.14), .04, .01); H.beam((2.35, 10.6, 4.66), (2.35, 10.6, 5.1), .03)
for q in range(12): a = q * .5236; H.box((2.35 + .32 * math.sin(a), 10.49, 4.25 + .32 * math.cos(a)), (.02, .01, .02) if q % 3 else (.035, .01, .035))
H.done(dark)
for k in range(12): y = 6 + k * 9; l = revolve([(.02, .2), (.05, .18), (.22, .02), (.24, 0)], green, 24); l.location = (4.4, y, 4.2); link('b', ico(.07, 2, emit((1, .7, .38), 14)), None, (4.4, y, 4.2)); tube([(4.4, y, 4.4), (4.4, y, 5.6)], .012, dark, 5)
# benches, wall, people waiting, luggage
Bn = Boxes()
for k in range(6):
    y = 7 + k * 12
    for q in range(4): Bn.box((6.6 + q * .12, y, 1.5), (.09, 1.9, .04))
    for q in range(3): Bn.box((7.06, y, 1.68 + q * .13), (.04, 1.9, .09))
    for s in (-.8, .8): Bn.box((6.75, y + s, 1.27), (.5, .06, .44))
Bn.done(wood); Wl = Boxes().box((7.9, 60, 3.3), (.2, 140, 4.8)); Wl.done(mat((.42, .36, .26), .85)); D = Boxes()
for k in range(16): D.box((7.78, 5 + k * 7, 2.3), (.06, 1.5, 2.5)); D.box((7.78, 8.5 + k * 7, 2.7), (.06, 1.6, 1.5))
D.done(mat((.05, .10, .085), .6)); pk = [mat(c, .8) for c in ((.03, .03, .035), (.05, .035, .03), (.10, .02, .018), (.03, .045, .06))]
for x, y, h, rz, st in ((2.6, 15.5, 1.7, 1.3, .22), (3.4, 24, 1.62, .2, .05), (3.0, 24.6, 1.72, -.4, .05), (5.4, 21, 1.6, 1.6, .25), (2.4, 36, 1.7, .1, .1), (4.9, 40, 1.6, 0, .2), (3.2, 52, 1.7, 1., .2), (2.7, 58, 1.65, 0, .1), (5.6, 62, 1.7, 0, .1), (3.6, 75, 1.7, 0, .2)): person((x, y, 1.05), h, R.choice(pk), rz, .0, st)
Boxes().box((2.95, 15.35, 1.33), (.3, .5, .5)).box((3.75, 24.2, 1.30), (.5, .3, .45)).box((3.8, 24.15, 1.68), (.36, .26, .3)).done(mat((.10, .05, .03), .6))
# a train standing far down the second track, its lamps lit; signals, wires, trees
T = Boxes()
for c in range(4): T.box((-5.6, 96 + c * 21, 2.3), (2.9, 20, 3.4)); T.box((-5.6, 96 + c * 21, 4.15), (2.4, 19.4, .4))
T.done(mat((.30, .06, .04), .4)); Boxes().box((-5.6, 85.98, 2.9), (2.3, .06, 1.0)).done(mat((.01, .012, .015), .1)); hl = emit((1, .86, .6), 120)
for x in (-6.5, -4.7): link('h', ico(.2, 2, hl), None, (x, 85.9, 1.5))
link('h', ico(.2, 2, hl), None, (-5.6, 85.9, 4.1)); Sg = Boxes(); Sg.beam((-3.35, 46, 0), (-3.35, 46, 6), .14); Sg.box((-3.35, 45.8, 5.7), (.5, .25, 1.3)); Sg.done(dark); link('r', ico(.14, 2, emit((1, .08, .03), 40)), None, (-3.35, 45.6, 6.0))
Wr = Boxes()
for k in range(6): y = 16 + k * 34; Wr.beam((-8.2, y, 0), (-8.2, y, 8.2), .2); Wr.beam((-8.2, y, 7.2), (-.6, y, 7.2), .1); Wr.beam((-8.2, y, 8.1), (-1, y, 7.2), .05)
for x in (-1.1, -5.6): Wr.beam((x, 0, 6.3), (x, 190, 6.3), .025); Wr.beam((x, 0, 7.1), (x, 190, 7.1), .025)
Wr.done(dark); lf = mat((.04, .06, .025), .8); lb = [leafblob(lf, 420, 3, .4, s) for s in range(4)]
for i in range(150): y = R.uniform(14, 230); link('t', R.choice(lb), None, (-16 - abs(R.gauss(0, 7)), y, R.uniform(2, 7)), (0, 0, R.random() * 6), R.uniform(.8, 1.5))
for i in range(6): palm((R.uniform(-22, -15), 24 + i * 20, 0), R.uniform(10, 14), .12, dark, lf, i + 40)
camera((1.75, -2.2, 2.75), (.35, 40, 3.35), 27)
render(24, 400, 4, clamp=2)
