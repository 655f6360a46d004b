from lib import *
GRADE = dict(ev=.35, bloom=.09, bloom_t=.8, contrast=.38, sat=1.05, dn=.38, vig=.42)
start('gamelan-gong', 5)
world((.028, .026, .03), 1.)
area((-4.2, -1.5, 4.6), (.2, 1, .8), 1.5, 330, (1, .72, .42)); area((4.6, 1., 2.6), (0, 1.5, .8), 1., 120, (1, .50, .22)); area((0, 6.5, 4.5), (0, 1, .6), 2.5, 110, (.6, .68, 1)); area((-.5, -5, 2.4), (0, 1, .6), 2.2, 80, (1, .85, .7), 3)
B = Mat(); co = B.coord('Object'); n = B.noise(co, 3.2, 8, .65); hm = B.node('TexVoronoi', dict(feature='SMOOTH_F1'), Vector=co, Scale=9.).outputs['Distance']
B.p(Base_Color=B.ramp(n, [(.34, (.10, .045, .018)), (.5, (.42, .22, .075)), (.68, (.62, .37, .14))]), Metallic=1., Roughness=B.math('ADD', .20, B.math('MULTIPLY', n, .26)), Normal=B.bump(hm, .16, .03)); bronze = B.m
W = Mat(); n = W.noise(W.coord('Object', (1, 1, 8)), 2.2, 7); W.p(Base_Color=W.ramp(n, [(.3, (.10, .012, .008)), (.7, (.20, .025, .014))]), Roughness=.3, Coat=0) if 'Coat' in W.b.inputs else W.p(Base_Color=W.ramp(n, [(.3, (.10, .012, .008)), (.7, (.20, .025, .014))]), Roughness=.3, Clearcoat=.5); lac = W.m
gold = mat((.55, .34, .09), .35, 1.); cord = mat((.45, .36, .2), .9); dark = mat((.03, .016, .01), .6)
def arc(r0, z0, R0, a0, a1, k=8): return [(r0 + R0 * math.cos(a), z0 + R0 * math.sin(a)) for a in np.linspace(a0, a1, k)]
def gongprof(r, boss=.20, depth=.32):
    b = r * boss; return [(0, b * 1.05 )] + [(b * math.sin(a), b * .25 + b * .8 * math.cos(a)) for a in np.linspace(.15, 1.5, 10)] + [(b * 1.12, 0), (b * 1.5, -.012 * r), (r * .50, .0), (r * .53, .012 * r), (r * .57, 0), (r * .80, -.02 * r), (r * .92, -.05 * r), (r * .98, -.11 * r), (r * 1.0, -.18 * r), (r * .95, -depth * r), (r * .86, -depth * 1.25 * r), (r * .84, -depth * 1.25 * r), (r * .92, -.2 * r), (r * .8, -.06 * r), (0, -.05 * r)]
def hang(x, z, y, r):
    o = revolve(gongprof(r), bronze, 128); o.location = (x, y, z); o.rotation_euler = (1.5708, 0, 0)
    for s in (-.62, .62): tube([(x + s * r, y + .12 * r, z + .76 * r), (x + s * r * .8, y + .1 * r, 2.52)], .018, cord, 8)
# frame of the big gongs, carved ends, and mallets
hang(-.78, 1.42, 2.1, .72); hang(.95, 1.50, 2.1, .60)
Fm = Boxes(); Fm.box((.05, 2.25, 2.60), (4.1, .16, .18)).box((-1.92, 2.25, 1.3), (.17, .17, 2.6)).box((2.02, 2.25, 1.3), (.17, .17, 2.6)).box((-1.92, 2.25, .08), (.3, 1., .16)).box((2.02, 2.25, .08), (.3, 1., .16)); o = Fm.done(lac); b = o.modifiers.new('b', 'BEVEL'); b.width = .02; b.segments = 3
for x in (-1.92, 2.02): f = revolve([(.085, 0), (.11, .05), (.06, .10), (.10, .18), (.07, .26), (.03, .33), (0, .40)], gold, 32); f.location = (x, 2.25, 2.62)
for i in range(27): link('g', ico(.035, 2, gold), None, (-1.72 + i * .136, 2.155, 2.60))
for i in range(11):
    a = np.linspace(0, 4.8, 26); s = -1 if i % 2 else 1; tube([(.05 + (i - 5) * .34 + s * (.13 - .022 * q) * math.cos(q) , 2.2, 2.79 + (.11 - .020 * q) * math.sin(q)) for q in a], .022 , gold, 8)
# bonang: two rows of kettles on a carved bed
def kettle(r): return [(0, .62 * r)] + [(.2 * r * math.sin(a), r * (.47 + .15 * math.cos(a))) for a in np.linspace(.2, 1.5, 8)] + [(.26 * r, .44 * r), (.5 * r, .40 * r), (.82 * r, .33 * r), (.93 * r, .27 * r), (.99 * r, .17 * r), (1.02 * r, -.02 * r), (.96 * r, -.3 * r), (.86 * r, -.55 * r), (.80 * r, -.55 * r)]
for row in range(2):
    for i in range(8):
        r = .168 - .004 * i; k = revolve(kettle(r), bronze, 96); k.location = (-1.62 + i * .405 + R.uniform(-.008, .008), .15 + row * .42, .66 + R.uniform(-.006, .006)); k.rotation_euler = (R.uniform(-.03, .03), R.uniform(-.03, .03), R.random() * 6)
    for dy in (-.13, .13): tube([(-1.9, .15 + row * .42 + dy, .60), (1.52, .15 + row * .42 + dy, .60)], .014, cord, 8)
K = Boxes()
for y in (-.07, .36, .79): K.box((-.19, y, .50), (3.5, .055, .24))
for x in (-1.94, 1.56): K.box((x, .36, .46), (.08, .98, .40))
for x in (-1.85, 1.47):
    for y in (0, .72): K.box((x, y, .15), (.12, .12, .32))
o = K.done(lac); b = o.modifiers.new('b', 'BEVEL'); b.width = .012; b.segments = 2
for i in range(22): a = np.linspace(0, 5.2, 20); s = -1 if i % 2 else 1; tube([(-1.82 + i * .155 + s * (.062 - .010 * q) * math.cos(q), -.105, .50 + (.062 - .010 * q) * math.sin(q)) for q in a], .009, gold, 6)
Boxes().box((-.19, -.10, .605), (3.5, .012, .014)).box((-.19, -.10, .395), (3.5, .012, .014)).done(gold)
def mal(a, b): a, b = Vector(a), Vector(b); tube([a, b], .017, dark, 10); d = (b - a).normalized(); o = tube([b - d * .16, b + d * .02], .034, mat((.42, .05, .03), .9), 14); 
mal((.36, -.52, .88), (.10, .12, .80)); mal((.52, -.50, .88), (.62, .14, .80))
# floor of dark wood, batik-brown curtain behind
F = Mat(); n = F.noise(F.coord('Object', (.8, 9, 1)), 1.6, 8, .6, .8); F.p(Base_Color=F.ramp(n, [(.3, (.035, .016, .008)), (.7, (.085, .042, .020))]), Roughness=.22, Normal=F.bump(n, .06, .02)); Boxes().box((0, 2, -.05), (30, 30, .1)).done(F.m)
xs = np.linspace(-9, 9, 500); grid(xs, np.linspace(0, 5, 6), lambda X, Y: .16 * np.sin(X * 5.2 + .6 * np.sin(X * 1.7)), mat((.11, .03, .018), .9, Sheen=.5)).matrix_world = Matrix.Translation((0, 5.6, 0)) @ Matrix.Rotation(1.5708, 4, 'X')
for i in range(18): link('l', ico(.05, 1, emit((1, .55, .2), 20)), None, (R.uniform(-4.5, 4.5), 5.1, R.uniform(1.9, 3.6)))
camera((-1.05, -2.35, 1.52), (.02, 1.2, 1.03), 31, (-.55, .15, .75), 2.0)
render(34, 20, 4, clamp=2)
