from lib import *
GRADE = dict(ev=.55, bloom=.06, contrast=.42, sat=1.05, dn=.25, vig=.3, haze=1500, haze_pow=1.2, haze_tint=(.85, .92, 1.))
start('panel-surya', 41)
sky(dict(sun=(22, -58), hor=(.72, .64, .54), zen=(.12, .28, .52), k=3.4, glow=(1., .72, .42), wide=.25, tight=.3, warm=.35, cover=.50, scale=.42, seed=31, csun=(1., .80, .60), camb=(.42, .46, .54), ground=(.10, .11, .08)), .85)
sun(22, -58, 4.4, (1, .76, .46), .7)
from sky import fbm
# a village on the slope of a small island, a bay below
def gz(x, y): return 15 - .155 * y + 5 * (fbm(x / 46., y / 46., 3, 4) - .5) + .0016 * x * x - 9 * max(0, (y - 112) / 40)
xs = np.linspace(-170, 170, 190); ys = np.linspace(-20, 190, 150); M = Mat(); n = M.noise(M.coord(), .25, 9, .7); M.p(Base_Color=M.ramp(n, [(.35, (.045, .085, .022)), (.55, (.10, .12, .045)), (.7, (.22, .16, .09))]), Roughness=.95, Normal=M.bump(M.noise(M.coord(), 3, 6), .5, .15)); grid(xs, ys, np.array([[gz(x, y) for x in xs] for y in ys]), M.m)
water(9000, (.006, .060, .075), .07, ((.02, 1.2, 2), (.13, .35, 2), (.8, .06, 2)), stretch=1.3)
def tile(c1, c2):
    M = Mat(); co = M.coord('Object'); w = M.node('TexWave', dict(bands_direction='X', wave_profile='SIN'), Vector=co, Scale=1.15).outputs[1]; w2 = M.node('TexWave', dict(bands_direction='Y', wave_profile='SAW'), Vector=co, Scale=.85).outputs[1]; n = M.noise(co, 1.1, 8, .7); n2 = M.noise(co, 9., 3); M.p(Base_Color=M.mix(M.math('MULTIPLY', n2, .4), M.ramp(n, [(.3, c1), (.7, c2)]), (.05, .04, .03)), Roughness=.85, Normal=M.bump(M.math('ADD', w, M.math('MULTIPLY', w2, .7)), .8, .06)); return M.m
tiles = [tile((.20, .055, .028), (.38, .13, .06)), tile((.16, .06, .035), (.30, .12, .07)), tile((.24, .075, .03), (.42, .17, .08))]; zinc = mat((.30, .31, .31), .4, .6)
wl = [mat(c, .85) for c in ((.62, .58, .48), (.40, .50, .48), (.58, .44, .28), (.50, .52, .54), (.60, .50, .40))]; dk = mat((.03, .022, .016), .6); wood = mat((.10, .055, .03), .7)
P = Mat(); br = P.node('TexBrick', Scale=1., Color1=(.006, .011, .030), Color2=(.008, .014, .036), Mortar=(.14, .15, .17), Vector=P.coord('Object')); br.offset = 0; br.inputs['Brick Width'].default_value = .166; br.inputs['Row Height'].default_value = .166; br.inputs['Mortar Size'].default_value = .006; P.p(Base_Color=br.outputs[0], Roughness=.06, Specular=.6, Clearcoat=.6, Clearcoat_Roughness=.03); cell = P.m; alu = mat((.55, .56, .57), .3, 1.)
def panel_mesh():
    o1 = Boxes().box((0, 0, 0), (1.0, 1.66, .035)).done(alu, add=False); o2 = Boxes().box((0, 0, .019), (.955, 1.615, .006)).done(cell, add=False); return o1, o2
pm = panel_mesh()
def house(x, y, rz, w, d, h, k, npan, z=None):
    z = gz(x, y) if z is None else z; M4 = Matrix.Translation((x, y, z)) @ Matrix.Rotation(rz, 4, 'Z'); rh = d * .30; pitch = math.atan2(rh, d / 2)
    def put(o, loc=(0, 0, 0), rot=None): o.matrix_world = M4 @ Matrix.Translation(loc) @ (rot or Matrix.Identity(4)); return o
    put(Boxes().box((0, 0, h / 2 - 2), (w, d, h + 4)).done(wl[k % 5]))
    v = [[-w / 2, -d / 2, h], [-w / 2, d / 2, h], [-w / 2, 0, h + rh], [w / 2, -d / 2, h], [w / 2, d / 2, h], [w / 2, 0, h + rh]]; put(mesh(v, [[0, 1, 2, 2], [3, 4, 5, 5]], wl[k % 5]))
    D = Boxes()
    for q in range(int(w / 2.2)): D.box((-w / 2 + 1.3 + q * 2.2, -d / 2 - .02, h * .52), (.95, .08, 1.3)); D.box((-w / 2 + 1.3 + q * 2.2, d / 2 + .02, h * .52), (.95, .08, 1.3))
    for q in (-.25, .25): D.box((-w / 2 - .02, d * q, h * .52), (.08, .9, 1.3)); D.box((w / 2 + .02, d * q, h * .52), (.08, .9, 1.3))
    put(D.done(dk)); L = (d / 2 + .7) / math.cos(pitch)
    for s in (-1, 1):
        rt = Matrix.Rotation(-s * pitch if s > 0 else pitch, 4, 'X'); c = (0, s * (d / 4 + .35), h + rh / 2 - .2 * math.tan(pitch) + .05); put(Boxes().box((0, 0, 0), (w + 1.1, L, .10)).done(tiles[k % 3]), c, rt)
        if s < 0 and npan:
            cols = min(npan, int(w / 1.06)); rows = 2 if L > 4.2 else 1
            for i in range(cols):
                for j in range(rows):
                    m = M4 @ Matrix.Translation(c) @ rt @ Matrix.Translation(((i - (cols - 1) / 2) * 1.03, (j - (rows - 1) / 2) * 1.70 + .1, .16))
                    for q in pm: link('p', q).matrix_world = m
    put(Boxes().box((0, 0, h + rh + .06), (w + 1.1, .34, .16)).done(tiles[k % 3]))
# nearest roofs carry the story; the rest falls away to the bay
house(-7.5, 17.5, .16, 10.5, 7.6, 3.4, 0, 8); house(6.4, 22, -.10, 9, 7, 3.3, 2, 7); house(-19, 29, .3, 9, 7, 3.4, 1, 6); house(-4.2, 34, -.05, 10, 7, 3.2, 4, 8); house(16.5, 33, -.25, 9, 7, 3.2, 3, 7)
for i in range(70):
    for _ in range(30):
        x, y = R.uniform(-58, 58), R.uniform(43, 112)
        if gz(x, y) > 2 and all(math.hypot(x - a, y - b) > 10.2 for a, b in HS) if i and 'HS' in globals() else True: break
    HS = globals().get('HS', []) + [(x, y)]; globals()['HS'] = HS
    if gz(x, y) > 1.6: house(x, y, R.uniform(-.4, .4), R.uniform(7, 10), R.uniform(6, 7.2), R.uniform(2.8, 3.4), R.randrange(15), R.choice([0, 4, 5, 6, 7, 8]))
lf = mat((.035, .075, .02), .7); lb = [leafblob(lf, 420, 2.4, .32, s) for s in range(4)]
for i in range(190):
    x, y = R.uniform(-90, 90), R.uniform(24, 130); z = gz(x, y)
    if z > .6 and all(math.hypot(x - a, y - b) > 5.6 for a, b in HS + [(-7.5, 17.5), (6.4, 22), (-19, 29), (-4.2, 34), (16.5, 33)]): link('t', R.choice(lb), None, (x, y, z + R.uniform(1.5, 3.4)), (0, 0, R.random() * 6), R.uniform(.6, 1.25))
for i in range(46):
    x, y = R.uniform(-75, 75), R.uniform(26, 128)
    if gz(x, y) > .4 and all(math.hypot(x - a, y - b) > 5 for a, b in HS + [(-7.5, 17.5), (6.4, 22), (-4.2, 34), (-19, 29), (16.5, 33)]): palm((x, y, gz(x, y) - .2), R.uniform(8, 12.5), R.uniform(.05, .2), wood, lf, i, 13)
palm((-14.6, 21.5, gz(-14.6, 21.5)), 10.5, .12, wood, lf, 77); palm((13.4, 25.5, gz(13.4, 25.5)), 10, .16, wood, lf, 78)
# jetty, boats, neighbouring islands
J = Boxes(); J.box((12, 168, 1.1), (2.4, 60, .2))
for k in range(20): J.box((11, 139 + k * 3, -.4), (.25, .25, 3)); J.box((13, 139 + k * 3, -.4), (.25, .25, 3))
J.done(wood); bc = [mat(c, .5) for c in ((.6, .58, .52), (.05, .15, .35), (.45, .06, .04), (.10, .30, .25))]
for i in range(17): h = hull(9, 2., 1.1, R.choice(bc), .8, .4, .2); h.location = (R.uniform(-70, 70), R.uniform(146, 260), -.1); h.rotation_euler = (0, 0, R.random() * 6)
xs = np.linspace(-3400, 3400, 340); ys = np.linspace(1300, 3000, 70); Z = np.array([[330 * max(0, fbm(x / 700. + 2.6, y / 800., 45, 7) - .45) * 2.3 * min(1, (y - 1300) / 300) for x in xs] for y in ys]); M = Mat(); n = M.noise(M.coord(), .012, 9, .7); M.p(Base_Color=M.ramp(n, [(.35, (.018, .045, .016)), (.7, (.06, .09, .03))]), Roughness=.95); grid(xs, ys, Z - 4, M.m)
camera((.2, -1.6, gz(0, 0) + 10.6), (-.6, 34, gz(0, 30) + 4.6), 31)
render(24, 900, 4)
