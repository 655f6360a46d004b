from lib import *
GRADE = dict(ev=.0, bloom=.07, contrast=.40, sat=1.25, dn=.22, vig=.3, haze=5000, haze_tint=(.9, .94, 1.))
start('layang-pantai', 51)
sky(dict(sun=(13, 34), hor=(.82, .60, .42), zen=(.10, .25, .50), k=2.6, glow=(1., .66, .34), wide=.26, tight=.5, warm=.42, disk=0, cover=.50, scale=.40, stretch=1.3, seed=17, csun=(1.1, .70, .44), camb=(.38, .42, .52), cirrus=.3, ground=(.2, .16, .11)), .85)
sun(13, 34, 3.6, (1, .70, .40), .7)
from sky import fbm
# wet sand mirrors the sky; the swash lies to the left, dry sand to the right
S = Mat(); sp = S.node('SeparateXYZ', Vector=S.coord()); e = S.math('ADD', S.math('SUBTRACT', sp.outputs[0], S.math('MULTIPLY', sp.outputs[1], .05)), S.math('MULTIPLY', S.noise(S.coord('Object', (.25, .06, 1)), 1., 4), 7.)); w = S.node('MapRange', Value=e); w.inputs[1].default_value = 3.5; w.inputs[2].default_value = 8.; n = S.noise(S.coord(), 1.6, 9, .7)
S.p(Base_Color=S.mix(w.outputs[0], (.10, .072, .048), S.mix(n, (.34, .25, .165), (.46, .35, .24))), Roughness=S.math('ADD', .045, S.math('MULTIPLY', w.outputs[0], .85)), Specular=S.math('SUBTRACT', .6, S.math('MULTIPLY', w.outputs[0], .45)), Normal=S.bump(S.math('MULTIPLY', S.noise(S.coord('Object', (1, 1, 1)), 5, 8, .7), S.math('ADD', .03, w.outputs[0])), .5, .08)); mesh([[-900, -60, 0], [900, -60, 0], [900, 4000, 0], [-900, 4000, 0]], [[0, 1, 2, 3]], S.m)
W = Mat(); co = W.coord('Object', (1, .5, 1), (0, 0, .08)); h = W.math('ADD', W.math('MULTIPLY', W.noise(co, .12, 3), 1.2), W.math('MULTIPLY', W.noise(co, .9, 4), .14)); W.p(Base_Color=(.012, .075, .085), Roughness=.07, IOR=1.33, Normal=W.bump(h, 1., 1.))
edge = lambda y: -7.5 + .05 * y + 3.0 * (fbm(y / 16., 1.1, 5, 3) - .5) * 2
ys = np.concatenate([np.linspace(-20, 120, 500), np.linspace(121, 4000, 200)]); E_ = np.array([edge(y) for y in ys]); mesh(np.concatenate([np.stack([E_, ys, 0 * ys + .02], -1), np.stack([0 * ys - 4000, ys, 0 * ys + .02], -1)]), [[i, i + 1, i + 1 + len(ys), i + len(ys)] for i in range(len(ys) - 1)], W.m)
F = Mat(); vc = F.node('VertexColor', dict(layer_name='Col')).outputs[0]; fn = F.noise(F.coord('Object', (1, .6, 1)), 1.1, 9, .72); F.p(Base_Color=(.82, .80, .76), Roughness=.9, Alpha=F.math('MULTIPLY', F.math('MINIMUM', F.math('MAXIMUM', F.math('MULTIPLY', F.math('SUBTRACT', F.math('ADD', fn, F.math('MULTIPLY', vc, .8)), .95), 7.), 0.), 1.), .92))
def line(off, wd, st, hz, sd):
    s = np.linspace(-1, 1, 26); X = np.array([[edge(y) + off * (1 + y / 260.) + 2.2 * (fbm(y / 9., sd, 9, 3) - .5) + q * wd for q in s] for y in ys]); v = np.array([np.exp(-(s / .5) ** 2) * st * (.55 + .9 * fbm(y / 7., sd * 3, 4, 3)) for y in ys]); Z = .05 + hz * np.exp(-(s / .4) ** 2)[None] * np.ones_like(X); V = np.stack([X, np.repeat(ys[:, None], 26, 1), Z], -1).reshape(-1, 3); i = np.arange(len(ys) * 26).reshape(-1, 26); mesh(V, np.stack([i[:-1, :-1], i[:-1, 1:], i[1:, 1:], i[1:, :-1]], -1).reshape(-1, 4), F.m, True, col=np.repeat(np.clip(v, 0, 1).reshape(-1, 1), 3, 1))
line(.2, .9, .9, 0, 1.); line(-7, 2.4, 1., .35, 2.); line(-16, 2.6, .9, .55, 3.); line(-28, 2.5, .7, .6, 4.)
# kites: diamonds with tails, a big bird-shaped one, a long-tailed dragon
def km(c): M = Mat(); tr = M.node('BsdfTranslucent', Color=c); M.p(Base_Color=c, Roughness=.7); mx = M.node('MixShader', Fac=.6, i1=M.b.outputs[0], i2=tr.outputs[0]); M.l.new(mx.outputs[0], M.out.inputs[0]); return M.m
cs = [km(c) for c in ((.75, .035, .025), (.80, .42, .02), (.03, .16, .50), (.72, .68, .60), (.04, .36, .22), (.05, .045, .06))]; st = mat((.25, .22, .2), .8); dk = mat((.035, .028, .026), .8)
def string(a, b, r=.006): t = np.linspace(0, 1, 24); P = np.array(a)[None] * (1 - t[:, None]) + np.array(b)[None] * t[:, None]; P[:, 2] -= .10 * np.linalg.norm(np.array(b) - np.array(a)) * t * (1 - t); tube(P, r, st, 4)
def place(o, p, s, rz, rx): o.location = p; o.scale = (s,) * 3; o.rotation_euler = (rx, 0, rz)
def diamond(p, s, c1, c2, rz, rx, hand):
    v = [[0, 0, .75], [-.58, 0, .2], [0, -.10, .2], [.58, 0, .2], [0, 0, -.75]]; a = mesh(v, [[0, 1, 2, 2], [2, 3, 4, 4]], cs[c1]); b = mesh(v, [[0, 2, 3, 3], [1, 4, 2, 2]], cs[c2]); t = np.linspace(0, 1, 40); P = np.stack([.22 * np.sin(t * 9) * t, .5 * t, -.75 - 3.0 * t], -1); w = .035; tl = mesh(np.concatenate([P - [w, 0, 0], P + [w, 0, 0]]), [[i, i + 1, i + 41, i + 40] for i in range(39)], cs[c1])
    for o in (a, b, tl): place(o, p, s, rz, rx)
    string(hand, p)
def janggan(p, s, rz, rx, hand):
    t = np.linspace(0, 1, 30); V = []; F_ = []
    for sg in (-1, 1):
        k = len(V); up = .16 + .62 * t ** .8 - .35 * t ** 3; lo = -.30 + .55 * t ** 1.3 + .12 * np.abs(np.sin(t * 9)) * (1 - t); V += [[sg * 1.9 * a, .12 * a * a, b] for a, b in zip(t, up)] + [[sg * 1.9 * a, .12 * a * a, b] for a, b in zip(t, np.minimum(lo, up - .01))]; F_ += [[k + i, k + i + 1, k + 31 + i, k + 30 + i] for i in range(29)]
    a = mesh(V, F_, cs[0]); b = mesh([[-.16, -.02, .75], [.16, -.02, .75], [.22, -.02, -.6], [-.22, -.02, -.6]], [[0, 1, 2, 3]], cs[3]); c = mesh([[-.7, 0, -1.3], [-.22, -.02, -.5], [.22, -.02, -.5], [.7, 0, -1.3], [0, 0, -.95]], [[0, 1, 2, 4], [4, 2, 3, 3]], cs[1]); q = np.linspace(0, 1, 90); P = np.stack([.9 * np.sin(q * 8) * q ** .7 + 1.4 * q, 2.2 * q, -.95 - 5.2 * q + 1.0 * q * q], -1); w = .20 * (1 - .5 * q); objs = [a, b, c]
    for j, m in enumerate((cs[0], cs[3], cs[5])): lo_, hi_ = -1 + j * 2 / 3, -1 + (j + 1) * 2 / 3; A = P + np.stack([w * lo_, 0 * q, 0 * q], -1); B = P + np.stack([w * hi_, 0 * q, 0 * q], -1); objs.append(mesh(np.concatenate([A, B]), [[i, i + 1, i + 91, i + 90] for i in range(89)], m))
    for o in objs: place(o, p, s, rz, rx)
    string(hand, p, .008)
def man(x, y, h, rz, arm=.7): person((x, y, .0), h, dk, rz, arm, .18); return (x + .25 * math.cos(rz), y + .25 * math.sin(rz), h * .95)
h1 = man(1.7, 15.5, 1.72, 1.2); man(2.8, 16.2, 1.2, .2, .1); h2 = man(5.6, 21, 1.7, .6); h3 = man(-2.2, 26, 1.6, 1.8); h4 = man(9, 36, 1.7, .4); h5 = man(2., 44, 1.7, 1.0); h6 = man(12, 58, 1.7, 1)
for x, y in ((4.2, 44.5), (7.5, 60), (15, 72), (3, 78), (20, 90), (10, 100), (11, 101), (26, 120)): man(x, y, R.uniform(1.2, 1.75), R.random() * 3, .1)
janggan((-3.4, 28, 13.6), 1.5, .15, -.35, h1); diamond((7.4, 34, 10.4), 1.35, 1, 2, -.3, -.4, h2); diamond((-9.4, 41, 12.2), 1.35, 4, 3, .25, -.35, h3); diamond((13.5, 58, 19.5), 1.5, 2, 0, -.2, -.4, h4); janggan((14, 80, 33), 2.1, .2, -.4, h5); diamond((22, 84, 18), 1.7, 0, 1, .2, -.4, h6); diamond((-22, 88, 20), 1.5, 1, 0, .3, -.4, h5); diamond((3.4, 78, 27), 1.5, 3, 4, .1, -.4, h4)
wood = mat((.10, .06, .035), .7); lf = mat((.035, .06, .022), .7)
for i in range(30): y = 34 + i * 7 + R.uniform(-3, 3); palm((20 + y * .18 + R.uniform(-2, 10), y, 0), R.uniform(8, 12), R.uniform(.08, .28), wood, lf, i, 13)
lb = [leafblob(lf, 300, 2.2, .3, s) for s in range(3)]
for i in range(90): y = R.uniform(40, 260); link('b', R.choice(lb), None, (24 + y * .22 + abs(R.gauss(0, 8)), y, R.uniform(.6, 2.2)), (0, 0, R.random() * 6), R.uniform(.7, 1.3))
for x, y, rz in ((13.5, 30, .5), (16.5, 38, .35), (21, 50, .6)): b = hull(7.5, 1.5, .9, mat(R.choice([(.5, .48, .42), (.05, .18, .34), (.45, .07, .04)]), .5), .9, .4, .3); b.location = (x, y, .12); b.rotation_euler = (.12, 0, rz + 1.2)
xs = np.linspace(-2600, 1200, 260); ys2 = np.linspace(2200, 3300, 40); grid(xs, ys2, np.array([[240 * max(0, fbm(x / 600. + 9, y / 700., 65, 6) - .42) * 2 * min(1, (y - 2200) / 300) for x in xs] for y in ys2]) - 3, mat((.03, .045, .04), .9))
camera((0, -2, 1.7), (.9, 30, 7.5), 25)
render(24, 5000, 3)
