from lib import *
GRADE = dict(ev=.15, haze=8500, haze_tint=(.9, .95, 1.), bloom=.05, contrast=.38, sat=1.12, dn=.22, vig=.3)
start('feri-camar', 18)
sky(dict(sun=(24, 118), hor=(.70, .66, .62), zen=(.09, .24, .52), k=3.2, glow=(1., .75, .5), wide=.25, tight=.2, warm=.3, cover=.46, scale=.42, stretch=1.2, csun=(1., .86, .70), camb=(.42, .47, .55), seed=23, cirrus=.3, ground=(.03, .06, .08)), .85)
sun(24, 118, 3.6, (1, .80, .56), .6)
white = Mat(); n = white.noise(white.coord('Object', (1, 1, .25)), .35, 8, .7); white.p(Base_Color=white.mix(white.math('MULTIPLY', n, .22), (.74, .74, .72), (.34, .24, .16)), Roughness=.4); wh = white.m
blue = mat((.02, .07, .20), .4); red = mat((.30, .03, .022), .5); glass = mat((.012, .018, .022), .08); dark = mat((.04, .04, .045), .6); org = mat((.62, .16, .02), .5); deck = mat((.10, .15, .13), .7); buff = mat((.55, .38, .14), .5)
E_ = bpy.data.objects.new('ship', None); SCN = bpy.context.scene; SCN.collection.objects.link(E_); before = set(SCN.objects)
hull(86, 15, 6.2, wh, .32, .26, .10); hull(86.2, 15.16, 1.2, red, .0, .26, .10); b = hull(86.15, 15.12, 5.0, blue, .30, .26, .1, .0); b.scale = (1, 1, .5); b.location = (0, 0, .75)
S = Boxes(); S.box((-6, 0, 8.3), (62, 13.6, 4.2)); S.box((-8, 0, 11.7), (54, 13.2, 2.7)); S.box((-10, 0, 14.3), (44, 12.2, 2.6)); S.box((15.5, 0, 17), (9, 13.6, 2.9)); S.box((-9, 0, 16.6), (20, 8, 2.2)); S.box((-38, 0, 8.5), (6, 13, .25))
for z, x0, x1 in ((10.4, -38, 27), (13.05, -36, 21), (15.65, -34, 20.5), (18.5, 10, 21)): S.box(((x0 + x1) / 2, 0, z), (x1 - x0, 14.7, .22))
o = S.done(wh); bv = o.modifiers.new('b', 'BEVEL'); bv.width = .12; bv.segments = 2
G = Boxes()
for s in (-1, 1):
    for k in range(26): G.box((-34 + k * 2.2, s * 6.81, 8.9), (1.25, .06, 1.0))
    for k in range(24): G.box((-33 + k * 2.15, s * 6.61, 12.0), (1.6, .06, 1.15))
    for k in range(18): G.box((-30 + k * 2.25, s * 6.11, 14.6), (1.7, .06, 1.1))
    G.box((15.6, s * 6.81, 17.5), (8.2, .06, 1.15))
    for k in range(18): c = revolve([(0, .06), (.36, .06), (.36, 0)], glass, 18); c.location = (-32 + k * 3.4, s * 7.36, 4.6); c.rotation_euler = (s * -1.5708, 0, 0)
for k in range(7): G.box((20.03, -5.4 + k * 1.8, 17.5), (.08, 1.55, 1.2)); G.box((19.2, -5.1 + k * 1.7, 12.0), (.08, 1.2, 1.1))
G.done(glass); Rl = Boxes()
for z, x0, x1 in ((10.5, -38, 26.5), (13.15, -36, 20.5), (15.75, -34, 20)):
    for s in (-1, 1):
        for q in (.4, .75, 1.1): Rl.beam((x0, s * 7.3, z + q), (x1, s * 7.3, z + q), .05)
        for k in range(int((x1 - x0) / 1.5)): Rl.beam((x0 + k * 1.5, s * 7.3, z), (x0 + k * 1.5, s * 7.3, z + 1.1), .05)
for s in (-1, 1):
    for q in (.5, 1.): Rl.beam((26, s * 6.3, 7.4 + q), (37, s * 2.6, 8.8 + q), .06)
    for k in range(9): t = k / 8; Rl.beam((26 + 11 * t, s * (6.3 - 3.7 * t), 7.2 + 1.2 * t), (26 + 11 * t, s * (6.3 - 3.7 * t), 8.5 + 1.35 * t), .05)
Rl.beam((14, 0, 18.5), (13.4, 0, 26), .3); Rl.beam((13.7, -2.6, 22.6), (13.7, 2.6, 22.6), .12); Rl.box((13.7, 0, 24.2), (2.6, .25, .3)); Rl.beam((34, 0, 8), (34.4, 0, 15), .22); Rl.beam((13.5, 0, 25.8), (34.3, 0, 14.8), .04); Rl.beam((13.5, 0, 25.8), (-36, 0, 12), .04); Rl.done(wh)
fn = tube([(-12, 0, 16.6), (-12.8, 0, 23.4)], [2.4, 2.0], buff, 32); fn.scale = (1.5, 1, 1); fn.location = (6, 0, 0); tp = tube([(-12.6, 0, 21.7), (-12.85, 0, 23.5)], [2.12, 2.02], dark, 32); tp.scale = (1.5, 1, 1); tp.location = (6, 0, 0); bn = tube([(-12.35, 0, 19.7), (-12.5, 0, 21.0)], [2.24, 2.17], red, 32); bn.scale = (1.5, 1, 1); bn.location = (6, 0, 0)
lb = hull(7, 2.4, 1.5, org, .3, .3, .2, add=True); lb.location = (-20, -7.4, 14.2)
for x in (-9, 2): l2 = link('lb', lb.data, None, (x, -7.4, 14.2))
for x in (-20, -9, 2): c = ico(1, 3, org, lambda v: v * np.array([3.0, 1.1, .9])); link('cv', c, None, (x, -7.4, 15.4))
pp = [mat(c, .8) for c in ((.4, .05, .04), (.05, .10, .25), (.5, .45, .35), (.05, .05, .06), (.5, .35, .06))]
for i in range(46): z, x0, x1 = R.choice([(10.5, -37, 24), (13.15, -35, 19), (15.75, -33, 8)]); x = R.uniform(x0, x1); Boxes().box((x, -6.95, z + .65), (.42, .28, 1.3)).done(R.choice(pp)); link('h', ico(.14, 1, dark), None, (x, -6.95, z + 1.48))
fl = mesh([[-42, 0, 12.6], [-45.4, .5, 12.3], [-45.2, -.2, 11.2], [-42, 0, 11.3]], [[0, 1, 2, 3]], red); mesh([[-42, 0, 11.3], [-45.2, -.2, 11.2], [-45.1, -.3, 10.0], [-42, 0, 10.0]], [[0, 1, 2, 3]], wh); Boxes().beam((-42, 0, 8.5), (-42, 0, 12.8), .1).done(wh)
for o in set(SCN.objects) - before: o.parent = E_
E_.location = (4, 178, -.3); E_.rotation_euler = (.018, -.006, -.16)
water(20000, (.006, .060, .085), .07, ((.028, 2.6, 2), (.11, .85, 2), (.5, .24, 3), (2.2, .05, 2)), stretch=1.4)
# bow wave and wake as foam decals, built on the hull line
F = Mat(); vc = F.node('VertexColor', dict(layer_name='Col')).outputs[0]; fn_ = F.noise(F.coord('Object', (.5, 1, 1)), .55, 9, .72); F.p(Base_Color=(.80, .83, .83), Roughness=.9, Alpha=F.math('MULTIPLY', F.math('MINIMUM', F.math('MAXIMUM', F.math('MULTIPLY', F.math('SUBTRACT', F.math('ADD', fn_, F.math('MULTIPLY', vc, .8)), .93), 6.), 0.), 1.), .9))
def foam(x0, x1, y0, y1, fn2, z=.25):
    xs = np.linspace(x0, x1, 160); ys = np.linspace(y0, y1, 50); X, Y = np.meshgrid(xs, ys); v, Z = fn2(X, Y); o = grid(xs, ys, Z, F.m, col=np.repeat(np.clip(v, 0, 1)[..., None], 3, 2)); o.parent = E_
def side(X, Y):
    t = np.clip((42 - X) / 84, 0, 1); ln = -7.7 - 9 * t ** .9; v = np.exp(-((Y - ln) / (.9 + 2.2 * t)) ** 2) * (1 - .6 * t) + .75 * np.exp(-((Y + 7.7) / 1.1) ** 2) * (X > -43); edge = np.clip((41 - X) / 3, 0, 1); hgt = .35 + 1.0 * np.exp(-((X - 36) / 4) ** 2) * np.exp(-((Y + 6 - .2 * (X - 40)) / 2.) ** 2); return 1.25 * v * edge, hgt
foam(-44, 43, -19, -5.6, side)
foam(-230, -41, -17, 17, lambda X, Y: (np.exp(-(Y / (5.5 + .03 * np.abs(X + 41))) ** 2) * np.exp((X + 41) / 130) * 1.3, .3 + 0 * X))
# islands behind; gulls near the lens
from sky import fbm
xs = np.linspace(-5200, 5200, 420); ys = np.linspace(3600, 6600, 60); Z = np.array([[460 * max(0, fbm(x / 1000. + 3, y / 1500., 25, 7) - .43) * 2.2 * min(1, (y - 3600) / 500) for x in xs] for y in ys]); M = Mat(); n = M.noise(M.coord(), .006, 9, .7); M.p(Base_Color=M.ramp(n, [(.35, (.02, .045, .018)), (.7, (.07, .09, .04))]), Roughness=.95); grid(xs, ys, Z - 6, M.m)
gw = mat((.70, .70, .70), .7); gg = mat((.28, .30, .33), .7); gk = mat((.05, .05, .05), .7); bk = mat((.6, .35, .04), .5)
def gull(p, s, rz, fl, bank_):
    o = bpy.data.objects.new('gull', None); SCN.collection.objects.link(o); b = link('b', ico(1, 3, gw, lambda v: np.stack([v[:, 0] * .30, v[:, 1] * .085 * (1 - .4 * np.abs(v[:, 0])), v[:, 2] * .085], -1)), None); h = link('h', ico(.062, 2, gw), None, (.27, 0, .035)); k = tube([(.31, 0, .03), (.40, 0, .015)], [.018, .004], bk, 6); tl = mesh([[-.22, -.03, 0], [-.22, .03, 0], [-.42, .09, 0], [-.42, -.09, 0]], [[0, 1, 2, 3]], gw); parts = [b, h, k, tl]
    for sg in (-1, 1):
        sp = np.linspace(0, 1, 14); z = np.where(sp < .45, fl * sp / .45 * .26, fl * .26 - (sp - .45) * fl * .22) ; y = sg * (.05 + sp * .78); xle = .12 - .0 * sp + np.where(sp < .45, .10 * sp / .45, .10 - .42 * (sp - .45) ** 1.2); ch_ = .19 * (1 - .85 * sp ** 2.2) + .012; V = np.concatenate([np.stack([xle, y, z], -1), np.stack([xle - ch_, y, z - .01], -1)]); f = [[i, i + 1, i + 15, i + 14] for i in range(13)]; w = mesh(V, f, None, True); w.data.materials.append(gg if sg else gg); w.data.materials.append(gk); w.data.polygons.foreach_set('material_index', np.array([0] * 11 + [1] * 2, np.int32)); parts.append(w)
    for q in parts: q.parent = o
    o.location = p; o.scale = (s,) * 3; o.rotation_euler = (bank_, -.1, rz)
gull((-.2, 24, 9.2), 1.15, .1, .6, -.35); gull((4.1, 21, 8.3), 1.1, .4, 1.3, .2); gull((-9, 40, 9.5), 1.15, 0, .4, .3); gull((9, 46, 12.8), 1.15, .2, 1.1, .6); gull((3, 52, 15), 1.15, -.2, .8, -.2)
camera((0, 0, 4.6), (3, 178, 14.2), 63)
render(26, 6000, 4)
