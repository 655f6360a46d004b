from lib import *
GRADE = dict(ev=.3, bloom=.08, bloom_t=.8, contrast=.40, sat=1.02, dn=.25, vig=.32)
start('lomba-dayung', 10)
world((.32, .42, .56), .75); sun(24, 40, 5.2, (1, .74, .45), .7)
# water from above: olive-green estuary with wind ripples
M = Mat(); M.p(Base_Color=(.010, .060, .062), Roughness=.09, IOR=1.33, Specular=.5); co = M.coord('Object', (1, 1.5, 1), (0, 0, .3)); n = M.noise(co, .05, 4); M.p(Base_Color=M.ramp(n, [(.3, (.006, .045, .055)), (.7, (.020, .085, .070))]))
h = M.math('ADD', M.math('MULTIPLY', M.noise(co, .30, 3), .42), M.math('MULTIPLY', M.noise(co, 1.5, 4), .10)); M.p(Normal=M.bump(h, 1., 1.)); mesh([[-400, -400, 0], [400, -400, 0], [400, 400, 0], [-400, 400, 0]], [[0, 1, 2, 3]], M.m)
# foam: transparent decals with noise
F = Mat(); vc = F.node('VertexColor', dict(layer_name='Col')).outputs[0]; fn = F.noise(F.coord('Object'), 2.3, 8, .7); a = F.math('MULTIPLY', F.math('GREATER_THAN', F.math('ADD', fn, F.math('MULTIPLY', vc, .62)), .86), .85); F.p(Base_Color=(.75, .80, .80), Roughness=.9, Alpha=a)
skin = mat((.17, .085, .05), .6); oar = mat((.40, .24, .11), .55)
teams = [((.40, .030, .022), (.50, .47, .40)), ((.03, .075, .22), (.48, .33, .06)), ((.48, .30, .05), (.06, .05, .05)), ((.035, .15, .085), (.5, .47, .40)), ((.60, .58, .54), (.5, .03, .02)), ((.15, .04, .13), (.5, .36, .06))]
def foam(x0, x1, y, w, s=1., taper=1.):
    xs = np.linspace(x0, x1, 80); ys = np.linspace(-w, w, 24); X, Y = np.meshgrid(xs, ys); t = (X - x0) / (x1 - x0); val = np.clip(s * np.clip(1 - t, 0, 1) ** taper * np.clip(t * 9, 0, 1) * np.exp(-(Y / (w * .55)) ** 2), 0, 1); o = grid(xs, ys + y, np.zeros_like(X) + .045, F.m, col=np.repeat(val[..., None], 3, 2)); return o
def boat(x, y, c, ph, n=11):
    hm = mat(c[0], .25); h = hull(27, 1.5, .62, hm, 1.5, .22, .18, .02, n=60); h.location = (x, y, 0)
    R_ = Boxes(); R_.box((x, y, .50), (22, 1.02, .05)); R_.done(mat((.12, .065, .03), .7)); St = Boxes(); St.beam((x - 11, y - .70, .66), (x + 9, y - .72, .66), .10); St.beam((x - 11, y + .70, .66), (x + 9, y + .72, .66), .10); St.done(mat(c[1], .3))
    cl = mat(c[1] if sum(c[1]) > .4 else c[0], .7); hat = mat(c[0], .7); B = Boxes(); Sk = Boxes(); O = Boxes()
    for k in range(n):
        px = x - 9.2 + k * 1.62
        for s in (-1, 1):
            q = ph + R.uniform(-.05, .05); py = y + s * .34; le = .42 + .14 * q
            B.beam((px, py, .5), (px + le, py + s * .06, 1.18), .40, .28); sh = (px + le, py + s * .10, 1.14); hd = (px + le + .34, py + s * .03, 1.33)
            link('h', ico(.135, 2, skin), None, hd); link('c', ico(.142, 2, hat, lambda v: v * np.array([1, 1, .75])), None, (hd[0] - .01, hd[1], hd[2] + .05))
            g1 = (px + le + .42, y + s * .52, .95); g0 = (px + le + .30, y + s * .40, 1.42); bl = (px + le + .62 - .5 * q, y + s * 1.42, -.12)
            Sk.beam(sh, g0, .09); Sk.beam((sh[0], sh[1] + s * .12, sh[2]), g1, .09); Sk.beam((px, py, .55), (px + .62, py + s * .02, .55), .16); O.beam(g0, bl, .04); dv = Vector(bl) - Vector(g0); dv.normalize(); e = Vector(bl) - dv * .48; O.beam(tuple(e), bl, .20, .03)
            if R.random() < .9: foam(bl[0] - .85, bl[0] + .25, bl[1], .42, 1., .4)
    B.done(cl); Sk.done(skin); O.done(oar)
    # drummer at the bow, helmsman astern with a long sweep
    person((x + 9.4, y, .55), 1.45, hat, 1.57, .5, .1); dr = revolve([(.28, 0), (.33, .3), (.28, .6), (0, .6)], mat((.45, .30, .12), .6), 24); dr.location = (x + 10.1, y, .6); person((x - 11.3, y, .7), 1.7, cl, 1.57, .2, .2); Boxes().beam((x - 11.1, y + .2, 1.6), (x - 15.2, y + .8, -.2), .07).done(oar)
    # carved prow
    tube([(x + 12.6, y, .9), (x + 13.8, y, 1.5), (x + 14.4, y, 2.2), (x + 14.2, y, 2.7), (x + 13.8, y, 2.6)], [.22, .2, .17, .14, .04], mat(c[1], .3), 10); Boxes().beam((x - 13.4, y, 1.5), (x - 14.2, y, 3.4), .06).done(oar); mesh([[x - 14.1, y, 3.3], [x - 15.6, y + .15, 3.2], [x - 15.5, y - .1, 2.5], [x - 13.8, y, 2.6]], [[0, 1, 2, 3]], mat(c[1], .7))
    foam(x - 11, x - 42, y, 1.9, .75, .8); foam(x + 13.6, x + 7, y + .95, .55, .9, .6); foam(x + 13.6, x + 7, y - .95, .55, .9, .6)
    for s in (-1, 1): o = foam(x + 9, x - 22, y + s * 2.2, .9, .50, .5); o.rotation_euler = (0, 0, 0)
for k, (x, y) in enumerate([(4.5, 0), (-3.5, 8.6), (9.5, 17.6), (-9, 26.4), (1, 35.5), (-12, -9.2)]): boat(x, y, teams[k], R.choice([0, .2, .9, 1]) if k else .1)
bu = mat((.65, .12, .02), .35)
for k, y in enumerate((-4.6, 4.3, 13.1, 22, 31)):
    for q in range(12): link('b', ico(.24, 3, bu if q % 2 else mat((.65, .63, .58), .4)), None, (-40 + q * 8.5 + R.uniform(-.3, .3), y + R.uniform(-.15, .15), .08))
camera((16, -31, 33), (-.2, 10.8, 0), 38, roll=-.10)
render(26, 200, 3, clamp=3)
