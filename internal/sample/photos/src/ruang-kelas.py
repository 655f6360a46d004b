from lib import *
GRADE = dict(ev=1.0, bloom=.09, bloom_t=.85, contrast=.34, sat=1.03, dn=.42, vig=.35, haze=95, haze_col=(.42, .34, .25))
start('ruang-kelas', 12)
world((.30, .33, .36), .55)
sun(25, -66, 24, (1, .70, .40), .9)
# room 8 x 10 m, windows along the left wall, a board at the far end
wall = Mat(); n = wall.noise(wall.coord(), .9, 8, .65); sp = wall.node('SeparateXYZ', Vector=wall.coord()); lo = wall.math('LESS_THAN', sp.outputs[2], 1.15); wall.p(Base_Color=wall.mix(wall.math('MULTIPLY', n, .5), wall.mix(lo, (.52, .47, .36), (.10, .22, .20)), (.30, .25, .18)), Roughness=.85)
F = Mat(); br = F.node('TexBrick', Scale=1., Color1=(.26, .10, .055), Color2=(.20, .075, .042), Mortar=(.05, .035, .03), Vector=F.coord('Object')); br.offset = 0; br.inputs['Brick Width'].default_value = .3; br.inputs['Row Height'].default_value = .3; br.inputs['Mortar Size'].default_value = .006; n = F.noise(F.coord(), 1.6, 7); F.p(Base_Color=br.outputs[0], Roughness=F.math('ADD', .22, F.math('MULTIPLY', n, .35)), Normal=F.bump(n, .05, .01)); floor = Boxes().box((0, 0, 0), (8.2, 11.4, .1)).done(F.m); floor.location = (0, 4.2, -.05)
wood = Mat(); n = wood.noise(wood.coord('Object', (8, 1.2, 8)), 2., 8, .6, .8); wood.p(Base_Color=wood.ramp(n, [(.3, (.13, .06, .025)), (.7, (.30, .155, .065))]), Roughness=.42, Normal=wood.bump(n, .15, .01)); wd = wood.m; dk = mat((.05, .028, .016), .6); wh = mat((.55, .52, .45), .7)
def wbox(c, s): o = Boxes().box((0, 0, 0), s).done(wall.m); o.location = c
Boxes().box((0, 9.6, 1.9), (8.2, .2, 3.9)).box((4.1, 4.2, 1.9), (.2, 11.4, 3.9)).done(wall.m); Boxes().box((0, 4.2, 3.75), (8.4, 11.4, .15)).done(mat((.5, .48, .42), .9))
Wl = Boxes(); Wl.box((-4.1, 4.2, .5), (.2, 11.4, 1.0)); Wl.box((-4.1, 4.2, 3.4), (.2, 11.4, .8)); Fr = Boxes()
for k in range(6):
    y = -1.3 + k * 2.1; Wl.box((-4.1, y, 2), (.2, .55, 2.1)); c = y + 1.05
    Fr.box((-4.08, c, 1.02), (.3, 1.6, .06))
    for a in (-.76, -.26, .26, .76): Fr.box((-4.08, c + a, 2), (.07, .06, 2.0))
    for z in (1.04, 1.7, 2.36, 2.98): Fr.box((-4.08, c, z), (.06, 1.55, .055))
    area((-4.2, c, 2.0), (0, c + .3, .9), 1.5, 42, (.78, .87, 1), 1.9)
Wl.done(wall.m); Fr.done(dk)
bd = Mat(); n = bd.noise(bd.coord('Object', (1, 1, 3)), 1.6, 9, .7); bd.p(Base_Color=bd.ramp(n, [(.3, (.018, .045, .036)), (.75, (.075, .105, .09))]), Roughness=.8); Boxes().box((0, 9.47, 1.85), (4.2, .05, 1.35)).done(bd.m); B = Boxes()
for z in (1.15, 2.55): B.box((0, 9.45, z), (4.4, .09, .08))
for x in (-2.15, 2.15): B.box((x, 9.45, 1.85), (.08, .09, 1.45))
B.box((0, 9.38, 1.12), (4.2, .14, .03)); B.done(wd)
# chalk: a triangle and rows of figures as loose strokes
ch = mat((.50, .52, .48), .9); r = random.Random(4)
def st(p, w=.007): tube([(a, 9.438, b) for a, b in p], w, ch, 4)
st([(-1.7, 1.45), (-.7, 1.45), (-1.7, 2.15), (-1.7, 1.45)]); st([(-1.6, 1.45), (-1.6, 1.55), (-1.7, 1.55)])
for row in range(4):
    x = -.3
    while x < 1.75 - row * .3:
        k = r.choice('oxl7-'); z = 2.28 - row * .24; w = .05
        if k == 'o': st([(x + w * math.cos(a), z + .07 * math.sin(a)) for a in np.linspace(0, 6.3, 12)])
        elif k == 'x': st([(x - w, z - .06), (x + w, z + .06)]); st([(x - w, z + .06), (x + w, z - .06)])
        elif k == 'l': st([(x, z - .07), (x, z + .07)])
        elif k == '7': st([(x - w, z + .07), (x + w, z + .07), (x - .01, z - .07)])
        else: st([(x - w, z), (x + w, z)])
        x += .17
st([(-1.9, 2.42), (-1.1, 2.43), (-.6, 2.41)], .005)
# desks and chairs in rows, some chairs put up, a few books left behind
def desk(x, y, rz, up):
    D = Boxes(); D.box((0, 0, .72), (1.12, .48, .03)); D.box((0, -.02, .60), (1.04, .40, .02)); D.box((0, .22, .5), (1.04, .02, .30))
    for a in (-.5, .5):
        for b in (-.2, .2): D.box((a, b, .36), (.045, .045, .72))
        D.box((a, 0, .12), (.035, .4, .04))
    o = D.done(wd); o.location = (x, y, 0); o.rotation_euler = (0, 0, rz)
    for s in (-.28, .28):
        C = Boxes(); C.box((0, 0, .43), (.38, .38, .025))
        for a in (-.165, .165):
            C.box((a, .165, .21), (.035, .035, .43)); C.box((a, -.175, .42), (.035, .035, .84))
        for z in (.58, .70, .81): C.box((0, -.175, z), (.36, .018, .07))
        c = C.done(wd)
        if up: c.location = (x + s, y - .02, .735 + .445); c.rotation_euler = (math.pi, 0, R.uniform(-.05, .05))
        else: c.location = (x + s + R.uniform(-.05, .05), y - .50 + R.uniform(-.12, .06), 0); c.rotation_euler = (0, 0, R.uniform(-.25, .25))
for i in range(5):
    for j in range(4): desk(-2.55 + j * 1.66, .75 + i * 1.42, R.uniform(-.03, .03), i in (2, 3) and j == 3 or (i, j) == (4, 2))
pal = [(.45, .06, .04), (.06, .14, .32), (.55, .50, .38), (.06, .22, .12)]
for x, y, k in ((-2.6, .72, 2), (-.6, 2.15, 3), (.95, .8, 1), (-2.4, 3.6, 2), (2.3, 2.2, 1), (.8, 5, 2)):
    for q in range(k): Boxes().box((x, y, .75 + q * .022), (.17, .23, .02), R.uniform(-.4, .4)).done(mat(R.choice(pal), .7))
Boxes().box((-.85, .74, .742), (.30, .21, .004), .2).done(wh); Boxes().beam((-.80, .66, .752), (-.68, .80, .752), .009).done(mat((.6, .35, .03), .4))
b = Boxes().box((3.3, 8.2, .4), (1.1, .6, .8)); b.done(wd); g = link('g', ico(.16, 4, None), None, (3.2, 8.2, 1.06)); gm = Mat(); n = gm.noise(gm.coord('Object'), 9, 5); gm.p(Base_Color=gm.ramp(n, [(.48, (.04, .13, .28)), (.52, (.28, .25, .10))]), Roughness=.25); g.data.materials.append(gm.m); tube([(3.2, 8.2 + .2 * math.cos(a), 1.06 + .2 * math.sin(a)) for a in np.linspace(-1.9, 1.9, 24)], .012, mat((.4, .28, .1), .3, 1.), 6); Boxes().box((3.2, 8.2, .84), (.2, .2, .04)).done(dk)
ck = revolve([(0, .03), (.19, .03), (.2, .0)], wh, 32); ck.location = (0, 9.44, 3.0); ck.rotation_euler = (1.5708, 0, 0); Boxes().beam((0, 9.4, 3.0), (.06, 9.4, 3.12), .014).beam((0, 9.4, 3.0), (-.07, 9.4, 2.95), .016).done(dk)
for i, c in enumerate([(.32, .36, .28), (.48, .40, .26), (.26, .34, .40)]): Boxes().box((3.97, 2.5 + i * 2.1, 2.1), (.02, 1.1, .8)).done(mat(c, .8))
camera((2.55, -1.25, 1.72), (-.62, 5.2, 1.12), 24)
sky_ = mesh([[-5.2, -4, -1], [-5.2, 14, -1], [-5.2, 14, 6], [-5.2, -4, 6]], [[0, 1, 2, 3]], emit((.78, .87, 1), 1.7))
sky_.visible_diffuse = sky_.visible_glossy = sky_.visible_shadow = False
render(30, 30, 4, clamp=1.5, direct=6)
