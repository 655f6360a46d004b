from lib import *
GRADE = dict(ev=.2, bloom=.05, contrast=.34, sat=1.15, dn=.32, vig=.35)
start('pasar-rempah', 4)
world((.22, .24, .28), .5)
area((-7, 5, 9), (0, 3, 0), 2.6, 1500, (1, .80, .55)); area((9, -3, 5), (0, 2, 0), 5, 180, (.7, .82, 1))
N = np.random.RandomState(2)
def pm(c1, c2, r=.6, spec=.3, nb=18, b=.3):
    M = Mat(); f = M.node('ObjectInfo').outputs['Random']; n = M.noise(M.coord('Object'), 7, 5); M.p(Base_Color=M.mix(M.math('MULTIPLY', n, .5), M.ramp(f, [(0, c1), (1, c2)]), tuple(.5 * k for k in c1)), Roughness=r, Specular=spec, Normal=M.bump(M.noise(M.coord('Object'), nb, 4), b, .02)); return M.m
chm = pm((.42, .012, .008), (.58, .045, .012), .18, .6, 4, .12); stem = mat((.10, .16, .03), .6)
def chilli(seed):
    r = random.Random(seed); t = np.linspace(0, 1, 22); b = r.uniform(.1, .38) * r.choice([-1, 1]); L = r.uniform(1.2, 1.7)
    P = np.stack([(t - .5) * L, b * (t - .5) ** 2 * 4 - b * .5 + .03 * np.sin(t * 9 + seed), .05 * np.sin(t * 7 + seed * 2)], -1); rad = .125 * (1 - t ** 2.6) ** .8 * (1 + .08 * np.sin(t * 23 + seed)) * np.clip(t * 14, .35, 1) + .003
    me = tube(P, rad, chm, 14, add=False); n = len(me.vertices); v = np.zeros(n * 3, np.float32); me.vertices.foreach_get('co', v); f = np.zeros(len(me.loops), np.int32); me.loops.foreach_get('vertex_index', f); s = np.linspace(0, 1, 8); d = P[0] - P[1]; d /= np.linalg.norm(d)
    m2 = tube(P[0] + d * s[:, None] * .36 + np.array([0, .1, .05]) * (s ** 2)[:, None], .022 + .05 * np.exp(-s * 6), None, 8, add=False); w = np.zeros(len(m2.vertices) * 3, np.float32); m2.vertices.foreach_get('co', w); g = np.zeros(len(m2.loops), np.int32); m2.loops.foreach_get('vertex_index', g)
    o = mesh(np.concatenate([v.reshape(-1, 3), w.reshape(-1, 3)]), np.concatenate([f.reshape(-1, 4), g.reshape(-1, 4) + n]), None, True, add=False); o.materials.append(chm); o.materials.append(stem)
    o.polygons.foreach_set('material_index', np.r_[np.zeros(len(f) // 4, np.int32), np.ones(len(g) // 4, np.int32)]); return o
chs = [chilli(i) for i in range(7)]
clv = pm((.10, .035, .015), (.17, .06, .025), .6)
def clove():
    b = tube([(0, 0, 0), (0, 0, .34), (.01, 0, .38)], [.03, .045, .06], clv, 8, add=False); v = np.zeros(len(b.vertices) * 3, np.float32); b.vertices.foreach_get('co', v); f = np.zeros(len(b.loops), np.int32); b.loops.foreach_get('vertex_index', f); i = ico(.062, 2); w = np.zeros(len(i.vertices) * 3, np.float32); i.vertices.foreach_get('co', w); w = w.reshape(-1, 3) + [.01, 0, .42]; V = [v.reshape(-1, 3)]; F = [f.reshape(-1, 4)]; n = len(V[0])
    g = np.zeros(len(i.loops), np.int32); i.loops.foreach_get('vertex_index', g); g = g.reshape(-1, 3); V.append(w); F.append(np.c_[g, g[:, 2]] + n); n += len(w)
    for a in range(4): c, s = math.cos(a * 1.57), math.sin(a * 1.57); V.append(np.array([[c * .03 - s * .03, s * .03 + c * .03, .36], [c * .03 + s * .03, s * .03 - c * .03, .36], [c * .12, s * .12, .44], [c * .12, s * .12, .44]])); F.append(np.array([[0, 1, 2, 3]]) + n); n += 4
    return mesh(np.concatenate(V), np.concatenate(F), clv, True, add=False)
cl = [clove()]
pep = [ico(.085, 3, pm((.02, .014, .01), (.06, .04, .025), .7, .3, 12, .9), lambda v: sculpt_noise(v, .22, 22, k)) for k in range(3)]
wpp = [ico(.085, 2, pm((.48, .40, .27), (.60, .52, .38), .7))]
cor = [ico(.075, 2, pm((.38, .25, .10), (.52, .36, .16), .7), lambda v: v * np.array([1, 1, 1.15]))]
nut = [ico(.24, 4, pm((.19, .10, .05), (.29, .17, .09), .55, .3, 9, .6), lambda v: sculpt_noise(v * np.array([1, 1, 1.25]), .06, 6, k)) for k in range(3)]
cin = [revolve([(.10, -1), (.115, -.99), (.12, 0), (.115, .99), (.10, 1), (.07, .98), (.07, -.98)], pm((.24, .10, .04), (.36, .17, .07), .75), 14, add=False)]
gar = [ico(.26, 4, pm((.55, .46, .44), (.66, .58, .50), .4), lambda v: v * np.stack([1 + .06 * np.cos(5 * np.arctan2(v[:, 1], v[:, 0]))] * 2 + [1.1 + .5 * (v[:, 2] > .18) * (v[:, 2] - .18) * 8], -1))]
sha = [ico(.21, 4, pm((.33, .055, .07), (.44, .11, .10), .28, .5), lambda v: v * np.stack([1 + 0 * v[:, 0], 1 + 0 * v[:, 0], 1.15 + 1.6 * np.maximum(0, np.abs(v[:, 2]) - .13)], -1))]
def powder(c): M = Mat(); M.p(Base_Color=M.mix(M.noise(M.coord('Object'), 30, 6, .7), tuple(.8 * k for k in c), c), Roughness=1., Specular=.05, Normal=M.bump(M.noise(M.coord('Object'), 26, 8, .75), .8, .06)); return M.m
# open sacks in staggered rows, each with a heap
jute = Mat(); co = jute.coord('UV' if False else 'Object'); w1 = jute.node('TexWave', dict(bands_direction='Z'), Vector=co, Scale=26., Distortion=1.2).outputs[1]; w2 = jute.node('TexWave', dict(bands_direction='DIAGONAL'), Vector=co, Scale=22., Distortion=1.2).outputs[1]; hh = jute.math('MULTIPLY', w1, w2); jute.p(Base_Color=jute.ramp(hh, [(0, (.16, .10, .05)), (.6, (.42, .31, .18))]), Roughness=.9, Sheen=.3, Normal=jute.bump(hh, .8, .03))
def sack(x, y, r, h=1.1):
    t = np.linspace(0, 1, 30); a = np.linspace(0, 6.2832, 72, False); s = R.random() * 9
    prof = [(r * (1.02 + .10 * math.sin(k * 3.1)), -1 + k * (h + 1)) for k in t]; prof += [(r * 1.03 + .17 * math.sin(b), h + .13 - .13 * math.cos(b) ) for b in np.linspace(.2, 3.0, 12)]; prof += [(r * 1.10, h - .35)]
    p = np.array(prof); wob = 1 + .018 * np.sin(5 * a + s) + .012 * np.sin(13 * a + s * 2); v = np.stack([x + np.outer(np.cos(a) * wob, p[:, 0]), y + np.outer(np.sin(a) * wob, p[:, 0]), np.tile(p[:, 1], (72, 1)) + .05 * np.sin(4 * a + s)[:, None]], -1).reshape(-1, 3); i = np.arange(72 * len(p)).reshape(72, -1); j = np.roll(i, -1, 0); mesh(v, np.stack([i[:, :-1], j[:, :-1], j[:, 1:], i[:, 1:]], -1).reshape(-1, 4), jute.m, True)
def dome(x, y, r, m, hgt, z0=1.0, cone=1.3, ns=.05):
    from sky import fbm
    a = np.linspace(0, 1, 40); prof = [(r * k, z0 + hgt * (1 - k ** cone)) for k in a[::-1]]; p = np.array(prof); b = np.linspace(0, 6.2832, 96, False); v = np.stack([x + np.outer(np.cos(b), p[:, 0]), y + np.outer(np.sin(b), p[:, 0]), np.tile(p[:, 1], (96, 1))], -1).reshape(-1, 3); v[:, 2] += ns * np.array([fbm(q[0] * 3, q[1] * 3, 3, 5) - .5 for q in v]); i = np.arange(96 * 40).reshape(96, -1); j = np.roll(i, -1, 0); mesh(v, np.stack([i[:, :-1], j[:, :-1], j[:, 1:], i[:, 1:]], -1).reshape(-1, 4), m, True)
def heap(x, y, r, ms, size, hgt, flat=None, layers=2, sc=(.85, 1.15)):
    k = int(layers * 3.1416 * r * r / (size * size) * .85)
    for i in range(k):
        q = math.sqrt(R.random()); a = R.random() * 6.2832; z = 1.0 + hgt * (1 - q ** 1.5) + R.uniform(-.5, .9) * size * .5
        ro = (R.uniform(-.35, .35), R.uniform(-.35, .35), R.random() * 6.3) if flat == 'lie' else (1.57 + R.uniform(-.3, .3), R.uniform(-.3, .3), R.random() * 6.3) if flat == 'roll' else (R.random() * 6.3, R.random() * 6.3, R.random() * 6.3)
        link('s', R.choice(ms), None, (x + q * r * math.cos(a), y + q * r * math.sin(a), z), ro, R.uniform(*sc))
    dome(x, y, r, mat((.03, .018, .01), .9), hgt - size * .5, 1.0, 1.5)
S = [(-.3, 1.0, 1.75, 'ch'), (-3.9, 1.9, 1.6, 'tur'), (3.4, 1.7, 1.6, 'pep'), (-1.9, 4.5, 1.55, 'nut'), (1.65, 4.4, 1.55, 'cor'), (5.2, 4.6, 1.5, 'pap'), (-5.5, 5.2, 1.5, 'sha'), (-.2, 7.6, 1.5, 'clv'), (3.4, 7.7, 1.5, 'cin'), (-3.7, 7.9, 1.5, 'wpp'), (6.9, 7.9, 1.5, 'tur2'), (-7.1, 8.6, 1.5, 'pap2'), (1.6, 10.9, 1.5, 'gar'), (-1.9, 11.0, 1.5, 'ch2'), (5.1, 11, 1.5, 'pep2'), (-5.4, 11.4, 1.5, 'pap')]
for x, y, r, k in S:
    sack(x, y, r, 1.1); q = r * 1.02
    if k[:2] == 'ch': heap(x, y, q, chs, .36, .75, 'lie', 2.2)
    elif k[:3] == 'tur': dome(x, y, q, powder((.66, .33, .018)), 1.05)
    elif k[:3] == 'pap': dome(x, y, q, powder((.30, .040, .014) if k == 'pap' else (.32, .20, .09)), 1.0)
    elif k[:3] == 'pep': heap(x, y, q, pep, .135, .7, None, 1.7)
    elif k == 'nut': heap(x, y, q, nut, .40, .7)
    elif k == 'cor': heap(x, y, q, cor, .13, .7, None, 1.5)
    elif k == 'wpp': heap(x, y, q, wpp, .15, .7, None, 1.3)
    elif k == 'clv': heap(x, y, q, cl, .15, .7, 'roll', 1.4)
    elif k == 'cin': heap(x, y, q * .8, cin, .5, .6, 'roll', 2)
    elif k == 'sha': heap(x, y, q, sha, .37, .7)
    else: heap(x, y, q, gar, .42, .7)
# a brass scoop in the turmeric
br = mat((.55, .33, .10), .28, 1.); a = np.linspace(-1.5, 1.5, 24); t = np.linspace(0, 1, 16); v = np.stack([np.outer(1.0 * t - .3, np.ones(24)), np.outer(.30 * np.clip(t * 5, .15, 1), np.sin(a)), .26 * (1 - np.outer(np.clip(t * 5, .3, 1), np.cos(a)))], -1).reshape(-1, 3); i = np.arange(16 * 24).reshape(16, 24); o = mesh(v, np.stack([i[:-1, :-1], i[1:, :-1], i[1:, 1:], i[:-1, 1:]], -1).reshape(-1, 4), br, True); o.location = (-3.5, 1.35, 1.72); o.rotation_euler = (.2, .35, 2.5); hd = tube([(-.3, 0, .12), (-1.0, 0, .25)], [.05, .065], mat((.14, .06, .03), .5), 12); hd.location = o.location; hd.rotation_euler = o.rotation_euler
Boxes().box((0, 5, -1.1), (60, 60, .1)).done(mat((.05, .035, .025), .9)); Boxes().box((0, 17, 3), (60, .3, 12)).done(mat((.02, .016, .014), .9))
for i in range(26): link('b', ico(.14, 1, emit((1, .6, .25), 14)), None, (R.uniform(-14, 14), 16, R.uniform(3.2, 7)))
camera((-.5, -4.6, 5.4), (-.2, 3.9, .95), 36, (-.3, 1.3, 1.7), .75)
render(28, 40, 3, clamp=2)
