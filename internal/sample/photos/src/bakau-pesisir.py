from lib import *
GRADE = dict(ev=.3, bloom=.07, contrast=.42, sat=1.05, dn=.30, vig=.35, haze=125, haze_pow=1.15, haze_tint=(.86, .90, .92))
start('bakau-pesisir', 31)
sky(dict(sun=(15, 22), hor=(.76, .66, .50), zen=(.26, .40, .52), k=3., glow=(1., .74, .42), wide=.45, tight=1.0, warm=.45, disk=3, cover=.42, scale=.5, seed=6, csun=(1., .76, .5), camb=(.45, .46, .48), ground=(.08, .08, .06)), .85)
sun(15, 22, 4., (1, .74, .44), .7)
from sky import fbm
# mud flat with pools: the water level cuts a gently rippled height field
def mud(x, y): return .16 * (fbm(x / 3.2, y / 3.2, 3, 5) - .5) * 2 + .035 * math.sin(y * 5 + 2.5 * fbm(x / 2., y / 2., 7, 3) * 3) * .6 + .012 * fbm(x * 9, y * 9, 9, 3) + .05 - .05 * math.exp(-((x + .3 + .06 * y) / 1.6) ** 2) * 3
xs = np.concatenate([np.linspace(-60, -9, 90), np.linspace(-8.9, 8.9, 420), np.linspace(9, 60, 90)]); ys = np.concatenate([np.linspace(-1, 16, 460), np.linspace(16.1, 110, 260)])
M = Mat(); n = M.noise(M.coord(), 2.2, 8, .65); wet = M.node('SeparateXYZ', Vector=M.coord()).outputs[2]; wr = M.node('MapRange', Value=wet); wr.inputs[1].default_value = -.02; wr.inputs[2].default_value = .16
M.p(Base_Color=M.mix(wr.outputs[0], M.mix(n, (.040, .032, .024), (.075, .060, .045)), (.15, .12, .088)), Roughness=M.math('ADD', .22, M.math('MULTIPLY', wr.outputs[0], .5)), Normal=M.bump(M.noise(M.coord(), 26, 6, .6), .35, .02)); grid(xs, ys, np.array([[mud(x, y) for x in xs] for y in ys]), M.m)
water(300, (.020, .024, .018), .03, ((1.2, .010, 1), (6., .0015, 1)), z=.012)
B = Mat(); n = B.noise(B.coord('Object', (6, 6, 1.5)), 2.2, 7); sp = B.node('SeparateXYZ', Vector=B.node('NewGeometry').outputs['Position']).outputs[2]; tide = B.node('MapRange', Value=sp); tide.inputs[1].default_value = .35; tide.inputs[2].default_value = .75
B.p(Base_Color=B.mix(tide.outputs[0], (.045, .036, .026), B.ramp(n, [(.3, (.13, .085, .055)), (.7, (.26, .19, .13))])), Roughness=.75, Normal=B.bump(n, .4, .03)); bark = B.m
L = Mat(); f = L.node('ObjectInfo').outputs['Random']; L.p(Base_Color=L.ramp(f, [(0, (.035, .085, .018)), (1, (.085, .13, .03))]), Roughness=.35, Transmission=0., Subsurface=0.); leaf = L.m
# make leaves glow a little against the light
tr = L.node('BsdfTranslucent', Color=(.20, .30, .04)); mx = L.node('MixShader', Fac=.42, i1=L.b.outputs[0], i2=tr.outputs[0]); L.l.new(mx.outputs[0], L.out.inputs[0])
def tree(seed, H=4.6, nr=17, spread=1.8):
    r = random.Random(seed); V, F = [], []; k = 0
    def tb(P, rad, n=7):
        nonlocal k
        me = tube(P, rad, None, n, add=False); v = np.zeros(len(me.vertices) * 3, np.float32); me.vertices.foreach_get('co', v); f = np.zeros(len(me.loops), np.int32); me.loops.foreach_get('vertex_index', f); bpy.data.meshes.remove(me); V.append(v.reshape(-1, 3)); F.append(f.reshape(-1, 4) + k); k += len(v) // 3
    t = np.linspace(0, 1, 10); lx, ly = r.uniform(-.5, .5), r.uniform(-.4, .4); z0 = 1.25
    tb(np.stack([lx * t ** 2, ly * t ** 2, z0 + (H - z0) * t], -1), .13 * (1.1 - .6 * t), 9)
    for i in range(nr):   # stilt roots arch out and down, some fork
        a = i / nr * 6.283 + r.uniform(-.25, .25); q = r.random(); zs = .75 + q * 1.5; sx = spread * (.35 + .75 * q) * r.uniform(.75, 1.15); s = np.linspace(0, 1, 16); rr = sx * np.sin(s * 1.5708) ** .9; zz = zs * (1 - s ** 2.3) + .30 * np.sin(s * 3.1416) * q - .25 * s ** 6; wob = .05 * np.sin(s * 7 + i)
        P = np.stack([np.cos(a) * rr - np.sin(a) * wob, np.sin(a) * rr + np.cos(a) * wob, zz], -1); tb(P, .048 * (1.15 - .55 * s) * (.7 + .6 * r.random()), 7)
        if r.random() < .65:
            j = r.randint(6, 10); b = a + r.uniform(-.7, .7); m = np.linspace(0, 1, 9); d = zz[j] + .25; Q = P[j] + np.stack([np.cos(b) * .6 * m * sx * .6, np.sin(b) * .6 * m * sx * .6, -d * m ** 1.9], -1); tb(Q, .030 * (1.1 - .4 * m), 6)
    for i in range(8):
        a = r.random() * 6.3; h = r.uniform(.55, 1.); s = np.linspace(0, 1, 7); o = np.array([lx * h * h, ly * h * h, z0 + (H - z0) * h]); tb(o + np.stack([np.cos(a) * s * r.uniform(.8, 1.5), np.sin(a) * s * 1.1, s * r.uniform(.2, .9)], -1), .045 * (1.1 - .8 * s), 6)
    return mesh(np.concatenate(V), np.concatenate(F), bark, True, add=False)
T = [tree(s) for s in range(6)]; LB = [leafblob(leaf, 900, 1.25, .115, s, .7) for s in range(4)]
def plant(x, y, s):
    q = R.randrange(6); z = mud(x, y) - .05; link('t', T[q], None, (x, y, z), (0, 0, R.random() * 6.3), s)
    for i in range(9): a = R.random() * 6.3; d = R.uniform(0, 1.7) * s; link('l', R.choice(LB), None, (x + d * math.cos(a), y + d * math.sin(a), z + s * R.uniform(3.3, 5.6)), (0, 0, R.random() * 6.3), s * R.uniform(.75, 1.2))
plant(-3.0, 6.6, 1.0); plant(4.1, 8.4, 1.05); plant(-6.2, 10.8, 1.1); plant(7.9, 13, 1.1); plant(-2.5, 15.5, 1.); plant(3.0, 18.6, 1.05)
for i in range(95):
    y = R.uniform(16, 80); x = R.choice([-1, 1]) * (2.6 + y * .10 + abs(R.gauss(0, 8)) ) - .06 * y; plant(x, y, R.uniform(.85, 1.3))
# breathing roots and seedlings on the flat, an egret at the pool
P = Boxes()
for i in range(520):
    y = 1.4 + 16 * R.random() ** 1.2; x = R.uniform(-1, 1) * (2 + y * .55); h = R.uniform(.08, .20); P.beam((x, y, mud(x, y) - .05), (x + R.uniform(-.02, .02), y, mud(x, y) + h), .022)
P.done(bark)
for i in range(26):
    y = 2.6 + 11 * R.random(); x = R.uniform(-1, 1) * (1.2 + y * .45); z = mud(x, y); h = R.uniform(.3, .6); tube([(x, y, z - .05), (x + .02, y, z + h)], .012, bark, 5)
    for q in range(5): a = q * 1.26 + R.random(); l = R.uniform(.10, .17); mesh([[x + .02, y, z + h], [x + .02 + l * .5 * math.cos(a) - .03 * math.sin(a), y + l * .5 * math.sin(a) + .03 * math.cos(a), z + h + .06], [x + .02 + l * math.cos(a), y + l * math.sin(a), z + h + .05], [x + .02 + l * .5 * math.cos(a) + .03 * math.sin(a), y + l * .5 * math.sin(a) - .03 * math.cos(a), z + h + .06]], [[0, 1, 2, 3]], leaf)
w = mat((.78, .78, .76), .7); dk = mat((.03, .03, .028), .6); bx, by = .62, 8.6; bz = .02; bd = ico(1, 3, w, lambda v: v * np.array([.24, .10, .115])); link('e', bd, None, (bx, by, bz + .52), (0, -.25, .25)); tube([(bx - .18, by, bz + .60), (bx - .27, by, bz + .72), (bx - .22, by, bz + .86), (bx - .27, by, bz + .97), (bx - .34, by, bz + .99)], [.05, .034, .026, .03, .028], w, 8); tube([(bx - .34, by, bz + .985), (bx - .49, by, bz + .95)], [.018, .003], mat((.55, .36, .05), .4), 6); mesh([[bx + .14, by - .05, bz + .50], [bx + .14, by + .05, bz + .50], [bx + .36, by + .03, bz + .42], [bx + .36, by - .03, bz + .42]], [[0, 1, 2, 3]], w)
for s in (-.03, .04): tube([(bx + s, by, bz + .43), (bx + s * 1.6 + .03, by, bz + .22), (bx + s * 2, by, bz - .03)], .010, dk, 5)
camera((.15, -1.1, .92), (.05, 9, 1.55), 26)
render(22, 200, 4, clamp=3)
