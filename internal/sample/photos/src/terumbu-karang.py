from lib import *
GRADE = dict(ev=.15, bloom=.10, bloom_t=.7, contrast=.3, sat=1.12, dn=.3, haze=11., haze_col=(.010, .10, .165), rays=(.62, -.28, 22, .55, 5), vig=.35)
start('terumbu-karang', 21)
world((.04, .20, .27), .55)
sun(68, 25, 5.5, (.75, 1, .92), 3)
from sky import fbm
# dappled light: a canopy of transparent caustic pattern
M = Mat(); v = M.node('TexVoronoi', dict(feature='DISTANCE_TO_EDGE'), Vector=M.mix(.14, M.coord('Object'), M.noise(M.coord('Object'), 1.1, 2, out='Color')), Scale=.95).outputs['Distance']
c = M.ramp(v, [(0, (1, 1, 1)), (.10, (.75, .75, .75)), (.22, (.22, .22, .22)), (1, (.12, .12, .12))]); t = M.node('BsdfTransparent', Color=c); M.l.new(t.outputs[0], M.out.inputs[0])
o = mesh([[-60, -40, 7.], [60, -40, 7.], [60, 90, 7.], [-60, 90, 7.]], [[0, 1, 2, 3]], M.m); o.visible_camera = False; o.visible_diffuse = False; o.visible_glossy = False
def fl(x, y): return 1.15 * (fbm(x * .22, y * .22, 3, 5) - .5) * 2 + .25 * fbm(x * 1.6, y * 1.6, 9, 4) + 1.25 * math.exp(-((x + 3.2) / 2.2) ** 2 - ((y - 5) / 2.2) ** 2) + 1.1 * math.exp(-((x - 4.2) / 2.6) ** 2 - ((y - 7.5) / 3) ** 2) - 1.2 * math.exp(-((x - .3) / 1.1) ** 2)
xs = np.linspace(-14, 14, 260); ys = np.linspace(-1, 32, 300); Z = np.array([[fl(x, y) for x in xs] for y in ys])
M = Mat(); n = M.noise(M.coord(), 3, 8, .65); M.p(Base_Color=M.ramp(n, [(.3, (.10, .075, .06)), (.5, (.24, .17, .15)), (.62, (.33, .22, .26)), (.75, (.5, .45, .36))]), Roughness=.9, Normal=M.bump(M.noise(M.coord(), 14, 6), .7, .1)); grid(xs, ys, Z, M.m)
def cm(a, b, tip=None):
    M = Mat(); f = M.node('ObjectInfo').outputs['Random']; n = M.noise(M.coord('Object'), 22, 4); col = M.mix(M.math('MULTIPLY', n, .6), M.ramp(f, [(0, a), (1, b)]), tip or tuple(min(1, 1.8 * k) for k in b)); M.p(Base_Color=col, Roughness=.75, Normal=M.bump(M.noise(M.coord('Object'), 60, 3), .5, .02)); return M.m
pink = cm((.50, .12, .16), (.62, .22, .20)); ochre = cm((.42, .24, .06), (.55, .36, .10)); lil = cm((.26, .14, .42), (.40, .22, .50)); grn = cm((.14, .24, .10), (.28, .34, .12)); red = cm((.5, .06, .04), (.6, .14, .05)); bone = cm((.45, .36, .24), (.55, .48, .36))
def branchy(m, seed, n0=9, H=.42, sp=.75):
    r = random.Random(seed); V, F = [], []; k = 0
    def br(p, d, L, w, lv):
        nonlocal k
        q = np.array(p) + np.array(d) * L; me = tube([p, (np.array(p) + q) / 2 + np.array([r.uniform(-.02, .02) for _ in 'xyz']), q, q + np.array(d) * w * .7], [w, w * .85, w * .72, w * .25], None, 7, add=False)
        c = np.zeros(len(me.vertices) * 3, np.float32); me.vertices.foreach_get('co', c); f = np.zeros(len(me.loops), np.int32); me.loops.foreach_get('vertex_index', f); bpy.data.meshes.remove(me)
        V.append(c.reshape(-1, 3)); F.append(f.reshape(-1, 4) + k); k += len(c) // 3
        if lv:
            for _ in range(r.choice([2, 2, 3])):
                e = np.array(d) + np.array([r.uniform(-.75, .75), r.uniform(-.75, .75), r.uniform(-.1, .45)]); e /= np.linalg.norm(e); br(tuple(q), tuple(e), L * r.uniform(.62, .85), w * .76, lv - 1)
    for i in range(n0):
        a = r.random() * 6.3; d = np.array([math.cos(a) * sp * r.random(), math.sin(a) * sp * r.random(), 1.]); d /= np.linalg.norm(d); br((d[0] * .1, d[1] * .1, -.1), tuple(d), H * .42, .045, 3)
    return mesh(np.concatenate(V), np.concatenate(F), m, True, add=False)
def table(m, seed): return ico(1, 5, m, lambda v: sculpt_noise(np.stack([v[:, 0], v[:, 1], np.where(v[:, 2] > 0, .12, .62 * np.exp(-2.2 * np.hypot(v[:, 0], v[:, 1])) + .1) * v[:, 2]], -1), .35, 2.2, seed))
def brain(m, seed):
    M = Mat(); f = M.node('TexVoronoi', dict(feature='DISTANCE_TO_EDGE'), Vector=M.mix(.3, M.coord('Object'), M.noise(M.coord('Object'), 4, 2, out='Color')), Scale=13.).outputs['Distance']
    M.p(Base_Color=M.ramp(f, [(0, tuple(.35 * k for k in m)), (.3, m)]), Roughness=.8, Normal=M.bump(f, .8, .08)); return ico(1, 5, M.m, lambda v: sculpt_noise(v * np.array([1, 1, .8]), .25, 1.2, seed))
def fan(m, seed):
    r = random.Random(seed); B = Boxes()
    def g(p, a, L, w, lv):
        q = (p[0] + L * math.sin(a), r.uniform(-.02, .02), p[2] + L * math.cos(a)); B.beam(p, q, w)
        if lv:
            for s in (-1, 1): g(q, a + s * r.uniform(.18, .5), L * r.uniform(.74, .9), w * .74, lv - 1)
    for a in (-.5, 0, .5): g((0, 0, 0), a, .2, .022, 6)
    return B.done(m, add=False)
kinds = [branchy(pink, 1), branchy(lil, 2), branchy(ochre, 3), branchy(bone, 4, 12, .5), brain((.40, .34, .12), 1), brain((.30, .16, .24), 2), table(ochre, 1), table(grn, 2), table(lil, 3), fan(red, 1), fan(lil, 2), branchy(red, 7)]
wt = [5, 4, 5, 4, 2.2, 2, .8, .5, .5, 1.1, .7, 1.6]
for i in range(900):
    y = 1.3 + 24 * R.random() ** 1.3; x = R.uniform(-1, 1) * (2.2 + y * .62)
    if abs(x - .3) < .55 and R.random() < .8: continue
    k = R.choices(range(12), wt)[0]; s = R.uniform(.28, .75) * (.75 if k in (6, 7, 8) else 1.5 if k in (9, 10) else .6 if k in (4, 5) else 1.75)
    if y < 2.2: s *= .6
    link('c', kinds[k], None, (x, y, fl(x, y) + (.22 * s if k in (6, 7, 8) else -.02)), (R.uniform(-.25, .25), R.uniform(-.25, .25), R.random() * (6.3 if k not in (9, 10) else .8)), s)
# a school of fish crossing, and some near
def fish(m): 
    t = np.linspace(0, 1, 14); w = .16 * np.sin(np.pi * np.clip(t * 1.05, 0, 1)) ** .8 + .012; P = np.stack([t - .5, 0 * t, 0 * t], -1); V = []; 
    for i in range(14):
        for a in np.linspace(0, 6.2832, 10, False): V.append([t[i] - .5, .32 * w[i] * math.cos(a), w[i] * math.sin(a)])
    i = np.arange(140).reshape(14, 10); j = np.roll(i, -1, 1); F = np.stack([i[:-1], j[:-1], j[1:], i[1:]], -1).reshape(-1, 4).tolist(); n = 140
    V += [[.47, 0, 0], [.66, 0, .17], [.58, 0, 0], [.66, 0, -.17]]; F.append([n, n + 1, n + 2, n + 3]); V += [[-.15, 0, .12], [.1, 0, .24], [.25, 0, .16], [.2, 0, .08]]; F.append([n + 4, n + 5, n + 6, n + 7]); return mesh(V, F, m, True, add=False)
sil = fish(mat((.30, .36, .40), .3, .4)); yel = fish(mat((.75, .46, .03), .4)); ora = fish(mat((.75, .20, .03), .45)); blu = fish(mat((.05, .16, .5), .35))
for i in range(230):
    t = R.gauss(0, 1); x = .9 + t * 1.9; y = 7.5 + R.gauss(0, 1.) + t * .5; z = 3.1 + .42 * t + R.gauss(0, .42) + .35 * math.sin(t * 2)
    link('f', sil, None, (x, y, z), (R.uniform(-.1, .1), .25 + R.uniform(-.15, .15), 0.2 + R.uniform(-.25, .25)), R.uniform(.26, .40))
for i in range(46): y = R.uniform(2.6, 8); x = R.uniform(-.75, .75) * y * .55; link('f', R.choice([yel, ora, ora, blu]), None, (x, y, fl(x, y) + R.uniform(.5, 1.3)), (0, R.uniform(-.3, .3), R.choice([0, 3.14]) + R.uniform(-.6, .6)), R.uniform(.10, .19))
camera((.2, -1.7, 1.35), (.05, 6, 1.75), 25, (0, 4.0, 1), 5.6)
render(48, 60, 3)
