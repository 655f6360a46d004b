from lib import *
GRADE = dict(ev=.2, bloom=.04, contrast=.28, sat=1.05, dn=.34, vig=.35)
start('batik-kawung', 2)
world((.18, .20, .25), .5)
# the pattern, drawn once at high resolution: kawung with isen dots, a parang border, crackle of the wax
N = 3000; rep = 17
from sky import fbm
from numba import njit, prange
@njit(parallel=True, cache=True)
def cloth(img, N, rep):
    pal = np.array([[.74, .62, .43], [.145, .050, .016], [.011, .012, .026], [.40, .17, .05]]); cr = 0; so = 1; bl = 2; mid = 3
    for j in prange(N):
        for i in range(N):
            U = i / N * rep + .035 * (fbm(i / 90., j / 90., 3, 3) - .5); V = j / N * rep + .035 * (fbm(i / 90. + 40, j / 90., 5, 3) - .5)
            c = bl
            border = V < 1.9
            if not border:
                u = U - math.floor(U) - .5; v = V - math.floor(V) - .5
                # four petals along the diagonals of each cell
                au = abs(u); av = abs(v); p = (au + av) / math.sqrt(2.) - .345; q = (au - av) / math.sqrt(2.)
                r = math.sqrt((p / .285) ** 2 + (q / (.165)) ** 2)
                if r < 1: c = so
                if r < 1 and r > .88: c = cr
                if r < .76: c = cr
                if r < .62: c = mid
                s = abs(abs(p) - .10); 
                if math.sqrt(s * s + q * q) < .026: c = cr
                # centre cross and the small diamond between cells
                if au + av < .055: c = cr
                if (au < .012 and av < .16 or av < .012 and au < .16) and au + av > .07: c = mid
                eu = .5 - au; ev = .5 - av
                if abs(eu) + abs(av) < .075 or abs(ev) + abs(au) < .075: c = cr
                if abs(eu) + abs(av) < .040 or abs(ev) + abs(au) < .040: c = so
                for k in range(3):
                    d = .13 + .06 * k
                    if eu < .2 and math.sqrt(eu * eu + (av - d) ** 2) < .017 or ev < .2 and math.sqrt(ev * ev + (au - d) ** 2) < .017: c = cr
            else:
                a = (U + V * .62) * 1.9; k = a - math.floor(a) - .5; b = V / 1.9
                y = math.sin(b * 6.283 * 2) * .16 + k
                if V < .10 or V > 1.8: c = cr if (V < .03 or V > 1.86 or (U * 8 - math.floor(U * 8)) < .3) else so
                else:
                    c = so if abs(y) < .30 else cr
                    if abs(y) < .22: c = bl
                    if abs(y) < .10: c = mid
                    if abs(abs(y) - .395) < .03: c = mid
                    t = b * 8 - math.floor(b * 8) - .5
                    if math.sqrt((t * .12) ** 2 + y * y) < .035: c = cr
            g = fbm(i / 140., j / 140., 31, 6); cra = abs(2 * fbm(i / 60., j / 60., 77, 5) - 1)
            dye = .82 + .4 * g + .12 * (fbm(i / 5., j / 5., 8, 2) - .5)
            ck = 1.
            if cra < .014 and c == cr: ck = .6
            for z in range(3): img[j, i, z] = pal[c, z] * dye * ck
A = np.zeros((N, N, 3), np.float32); cloth(A, N, rep)
im = bpy.data.images.new('batik', N, N, float_buffer=True); im.colorspace_settings.name = 'Linear'
im.pixels.foreach_set(np.dstack([A, np.ones((N, N, 1), np.float32)]).ravel()); im.pack()
# draped folds, deep in the middle, fanning out from the upper left
def fold(x, y):
    import math as m
    a = m.atan2(y + 9, x + 10.5); r = m.hypot(x + 10.5, y + 9)
    k = fbm(a * 5., r * .05, 3, 3)
    ph = a * 15 + 3.2 * (k - .5) * 2 + .10 * m.sin(r * .4)
    s = m.sin(ph); s = m.copysign(abs(s) ** .75, s)
    return .085 * r * s * (.35 + .65 * fbm(a * 4 + 7, r * .11, 9, 3)) * .60 + .55 * (fbm(x * .22, y * .22, 21, 3) - .5) + .035 * fbm(x * 2.2, y * 2.2, 4, 3)
n = 620; xs = np.linspace(-8.5, 8.5, n); Z = np.array([[fold(x, y) for x in xs] for y in xs])
M = Mat(); t = M.node('TexImage', dict(image=im, interpolation='Cubic')); M.l.new(M.node('TexCoord').outputs['UV'], t.inputs[0])
co = M.coord('UV', (1, 1, 1)); w1 = M.node('TexWave', dict(wave_type='BANDS', bands_direction='X'), Vector=co, Scale=330.).outputs[1]; w2 = M.node('TexWave', dict(wave_type='BANDS', bands_direction='Y'), Vector=co, Scale=330.).outputs[1]
M.p(Base_Color=t.outputs[0], Roughness=.72, Specular=.25, Sheen=.35, Normal=M.bump(M.math('ADD', w1, w2), .22, .012))
o = grid(xs, xs, Z, M.m)
# arc-length texture coordinates, so that the pattern follows the folds
dx = np.sqrt(np.diff(Z, axis=1, prepend=Z[:, :1]) ** 2 + (xs[1] - xs[0]) ** 2); dy = np.sqrt(np.diff(Z, axis=0, prepend=Z[:1]) ** 2 + (xs[1] - xs[0]) ** 2)
from scipy.ndimage import gaussian_filter
U = gaussian_filter(np.cumsum(dx, 1), 3); V = gaussian_filter(np.cumsum(dy, 0), 3); U = U - U[:, n // 2:n // 2 + 1] + 9; V = V - V[n // 2:n // 2 + 1] + 11.2
ca, sa = math.cos(.22), math.sin(.22); u = ((U - 9) * ca + (V - 9) * sa + 9) / 20; v = (-(U - 9) * sa + (V - 9) * ca + 9) / 20
li = np.zeros(len(o.data.loops), np.int32); o.data.loops.foreach_get('vertex_index', li)
uv = o.data.uv_layers.new(); uv.data.foreach_set('uv', np.stack([u.ravel()[li], v.ravel()[li]], -1).astype(np.float32).ravel())
area((-9, 6, 7), (0, 0, 0), 3.0, 1500, (1, .80, .58)); area((8, -9, 6), (0, 0, 0), 5, 160, (.6, .75, 1))
camera((1.2, -8.6, 6.3), (.2, -.5, .1), 50, (-.1, -1.4, .6), .8)
render(96, 40, 3)
