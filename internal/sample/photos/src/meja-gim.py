from lib import *
GRADE = dict(ev=.55, bloom=.10, bloom_t=.9, contrast=.3, sat=1.08, shadow=(.0, .004, .014), dn=.2, vig=.4)
start('meja-gim', 5)
world((.012, .016, .035), 1.)
# pixel art for the screen: moonlit sea, a stilt house, a girl with a piano seen from behind, lanterns, a text box
PW, PH = 256, 144
A = np.zeros((PH, PW, 3), np.float32); c = lambda h: np.array([int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)]) ** 2.2
rnd = np.random.RandomState(3)
bands = ['1b1440', '2a1a5e', '43257a', '6b2f88', '9c3f86', 'd0596f', 'f08a5d', 'f9c56a']
for y in range(92):
    k = y / 92 * (len(bands) - 1); i = int(k); f = k - i
    for x in range(PW):
        d = [[.12, .62], [.87, .37]][y % 2][x % 2]
        A[y, x] = c(bands[min(i + (f > d), 7)])
for _ in range(70):
    A[rnd.randint(0, 40), rnd.randint(PW)] = c('ffe9c9')
yy, xx = np.mgrid[0:PH, 0:PW]
A[(xx - 186) ** 2 + (yy - 40) ** 2 < 17 ** 2] = c('fff1c4'); A[(xx - 181) ** 2 + (yy - 36) ** 2 < 3 ** 2] = c('f3d9a0'); A[(xx - 191) ** 2 + (yy - 45) ** 2 < 4 ** 2] = c('f3d9a0')
for cy, cx, w in ((58, 60, 34), (62, 86, 26), (50, 230, 30), (70, 150, 22)):
    for r in range(5):
        A[cy + r, max(0, cx - w + r * 3 + rnd.randint(3)):cx + w - r * 2] = c(['ffb38a', 'e67a7a', 'c25b83', 'a14a84', '8a4285'][r])
m = (yy > 92 - np.abs(22 * np.exp(-((xx - 40) / 30.) ** 2) + 30 * np.exp(-((xx - 92) / 24.) ** 2) + 3 * np.sin(xx / 4.))) & (yy <= 92)
A[m] = c('3a1d5c')
for y in range(92, PH):
    for x in range(PW):
        k = (y - 92) / 52; A[y, x] = c('7a3a86' if (x * 7 + y * 13) % 11 < 2 else '4a2878' if k < .3 else '2f1d60' if k < .65 else '20164a')
        if abs(x - 186) < 5 + (y - 92) * .35 and (x // 3 + y * 5) % 4 < 2: A[y, x] = c('ffd98a')
A[104:108, 0:164] = c('2a1436'); A[108:110, 0:164] = c('160a22')
for x in range(6, 164, 16): A[110:144, x:x + 3] = c('160a22')
A[72:104, 8:62] = c('3a1a30'); A[74:104, 12:26] = c('ffbf5e'); A[76:90, 14:18] = c('ff9f3d'); A[76:90, 20:24] = c('ff9f3d'); A[76:104, 36:54] = c('ff9f3d'); A[78:104, 44:46] = c('5a2436')
for r in range(20): A[54 + r, max(0, 35 - 10 - int(r * 1.5)):35 + 10 + int(r * 1.5)] = c('5a2436' if r % 3 else '7d3340')
A[88:104, 130:156] = c('120818'); A[92:94, 130:156] = c('f5e6d0'); A[84:88, 130:133] = c('120818'); A[92:94, 133:156:3] = c('120818')
A[78:92, 121:129] = c('0f0a1e'); A[72:80, 121:128] = c('0f0a1e'); A[80:83, 120:132] = c('b8412f'); A[84:96, 120:130] = c('b8412f'); A[96:104, 122:124] = c('0f0a1e'); A[96:104, 127:129] = c('0f0a1e')
for k, (x, y) in enumerate([(110, 60), (126, 74), (140, 52), (215, 74), (160, 84)]):
    A[y:y + 6, x:x + 5] = c('ffcf6b'); A[y, x:x + 5] = c('b8412f'); A[y + 5, x:x + 5] = c('b8412f')
A[116:141, 10:246] = c('120c26'); A[117:140, 11:245] = c('f7e8cf'); A[118:139, 12:244] = c('1a1236'); A[111:119, 16:66] = c('b8412f')
for r, L in enumerate((190, 150, 90)):
    x = 20
    while x < 20 + L:
        w = rnd.randint(4, 14); A[123 + r * 5:125 + r * 5, x:x + w] = c('f7e8cf'); x += w + 3
A[114:116, 20:60] = c('fff1c4'); A[131:135, 236:240] = c('ffcf6b')
big = np.repeat(np.repeat(A, 6, 0), 6, 1); big *= np.where((np.arange(big.shape[0]) % 3 == 0), .72, 1)[:, None, None]
im = bpy.data.images.new('px', PW * 6, PH * 6, float_buffer=True); im.colorspace_settings.name = 'Linear'
im.pixels.foreach_set(np.dstack([big[::-1], np.ones(big.shape[:2] + (1,), np.float32)]).astype(np.float32).ravel()); im.pack()
M = Mat(); t = M.node('TexImage', dict(image=im)); e = M.node('Emission', Color=t.outputs[0], Strength=1.45); M.l.new(M.node('TexCoord').outputs['UV'], t.inputs[0]); M.l.new(e.outputs[0], M.out.inputs[0])
black = mat((.012, .012, .013), .35); soft = mat((.02, .02, .022), .7)
# monitor, 0.62 x 0.35 m
o = mesh([[-.31, 0, .12], [.31, 0, .12], [.31, 0, .469], [-.31, 0, .469]], [[0, 1, 2, 3]], M.m)
uv = o.data.uv_layers.new(); uv.data.foreach_set('uv', np.array([0, 0, 1, 0, 1, 1, 0, 1], np.float32)); o.location = (.02, .02, 0)
Boxes().box((.02, .04, .295), (.64, .03, .37)).box((.02, .08, .14), (.07, .03, .25)).box((.02, .09, .005), (.26, .18, .01)).done(black)
# desk
W = Mat(); co = W.coord('Object', (2.2, 26, 8)); n = W.noise(co, 2.4, 8, .6, 1.2)
W.p(Base_Color=W.ramp(n, [(.3, (.10, .045, .02)), (.7, (.24, .115, .05))]), Roughness=.34, Normal=W.bump(n, .12, .01))
Boxes().box((0, 0, -.02), (2.6, 1.7, .04)).done(W.m)
wl = Mat(); wl.p(Base_Color=(.10, .09, .10), Roughness=.9, Normal=wl.bump(wl.noise(None, 60), .2, .01))
Boxes().box((0, .9, .8), (4, .04, 2.4)).done(wl.m)
# midi keyboard in front
kb = Boxes().box((0, -.34, .022), (.86, .22, .044)); kb.done(black)
white = mat((.62, .60, .55), .22); wk = Boxes(); bk = Boxes()
n = 36; kw = .0225
for i in range(n):
    x = (i - n / 2 + .5) * kw
    wk.box((x, -.385, .05 - (.004 if i in (14, 18) else 0)), (kw - .0012, .135, .014))
    if i % 7 in (0, 1, 3, 4, 5): bk.box((x + kw / 2, -.36, .062), (.0115, .085, .014))
o = wk.done(white); b = o.modifiers.new('b', 'BEVEL'); b.width = .0016; b.segments = 2
o = bk.done(mat((.01, .01, .01), .2)); b = o.modifiers.new('b', 'BEVEL'); b.width = .002; b.segments = 2
for i in range(8):
    k = revolve([(0, 0), (.008, 0), (.007, .014), (0, .015)], soft, 24); k.location = (-.36 + i * .026, -.265, .044)
for i in range(8):
    Boxes().box((.16 + i % 4 * .03, -.252 - i // 4 * .026, .046), (.024, .02, .006)).done(emit((1, .25, .08) if i in (1, 6) else (.1, .5, 1), .5 if i in (1, 6, 3) else .02))
# headphones
def ring(r, a0, a1, k=40): return [(r * math.cos(a), 0, r * 1.08 * math.sin(a)) for a in np.linspace(a0, a1, k)]
hp = [tube(ring(.092, .15, math.pi - .15), .009, soft, 12)]
for s in (-1, 1):
    cup = revolve([(0, 0), (.036, 0), (.04, .006), (.041, .02), (.034, .03), (0, .03)], black, 48); cup.rotation_euler = (0, s * math.pi / 2, 0); cup.location = (s * .085, 0, .0)
    pad = revolve([(.024 + .012 * math.cos(a), .012 * math.sin(a) * .9) for a in np.linspace(0, 6.2832, 24)], soft, 48); pad.rotation_euler = (0, math.pi / 2, 0); pad.location = (s * .074, 0, 0)
    hp += [cup, pad]
e = bpy.data.objects.new('hp', None); bpy.context.scene.collection.objects.link(e)
for h in hp: h.parent = e
e.location = (.53, -.12, .043); e.rotation_euler = (-1.25, 0, -.55)
# mug with tea, lamp, notebook, plant, postcards
mg = revolve([(0, 0), (.036, 0), (.04, .005), (.041, .09), (.038, .092), (.036, .088), (.035, .01), (0, .01)], mat((.42, .07, .045), .25), 64); mg.location = (-.50, -.06, 0)
hd = tube([(.04 + .026 * math.sin(a), 0, .047 + .027 * math.cos(a)) for a in np.linspace(0, math.pi, 20)], .005, mat((.42, .07, .045), .25)); hd.location = (-.50, -.06, 0); hd.rotation_euler = (0, 0, 3.6)
te = revolve([(0, .074), (.036, .074)], mat((.05, .015, .004), .05), 32); te.location = mg.location
nb = Boxes().box((-.62, -.36, .008), (.19, .26, .016), .25).done(mat((.55, .50, .40), .8)); L = Boxes()
for k in range(9):
    L.box((-.62 - .0, -.45 + k * .022, .0168), (.15, .0012, .0006), .25)
L.done(mat((.1, .1, .13), .8))
Boxes().beam((-.70, -.28, .022), (-.60, -.40, .022), .008).done(mat((.6, .05, .03), .3))
lamp = revolve([(.02, .0), (.075, -.10), (.073, -.10), (.018, -.004)], mat((.03, .05, .05), .3), 48); lamp.location = (-.56, .16, .50); lamp.rotation_euler = (0, .0, 0)
tube([(-.72, .3, 0), (-.72, .3, .46), (-.70, .27, .54), (-.63, .2, .56), (-.56, .16, .51)], .006, black)
o = link('bulb', ico(.022, 2, emit((1, .52, .2), 30)), None, (-.56, .16, .44))
spot((-.56, .16, .42), (-.56, .16, 0), 13, (1, .58, .27), 115, .03, .8)
for i, (x, z, cc) in enumerate([(.55, .52, (.5, .2, .1)), (.68, .60, (.12, .25, .3)), (.60, .72, (.5, .4, .2)), (-.34, .70, (.2, .1, .25)), (.78, .47, (.3, .3, .28))]):
    Boxes().box((x * 1.35, .875, z * 1.15), (.14, .004, .19)).done(mat(cc, .7))
pot = revolve([(0, 0), (.04, 0), (.05, .08), (.045, .08), (0, .07)], mat((.3, .1, .05), .7), 32); pot.location = (.62, .22, 0)
for i in range(16):
    a = R.random() * 6.3; r = R.uniform(.05, .14); tt = np.linspace(0, 1, 12)
    P = np.stack([.62 + np.cos(a) * r * tt, .22 + np.sin(a) * r * tt, .07 + .22 * tt * R.uniform(.6, 1.2) - .10 * tt ** 3], -1); w = .013 * np.sin(np.pi * np.clip(tt * .95 + .05, 0, 1)) + .001; sd = np.array([-np.sin(a), np.cos(a), 0])
    v = np.concatenate([P - sd * w[:, None], P + sd * w[:, None]]); mesh(v, [[j, j + 1, j + 13, j + 12] for j in range(11)], mat((.03, .09, .03), .4), True)
area((.02, -.02, .3), (.02, -1, .1), .6, 4.5, (.75, .45, .8), .34)
area((1.7, -.3, 1.2), (.3, -.1, 0), .6, 5, (.22, .35, 1.))
camera((-.30, -1.22, .56), (.02, -.06, .17), 38, (.02, -.05, .25), 2.4)
render(72, 3, 5, clamp=3)
