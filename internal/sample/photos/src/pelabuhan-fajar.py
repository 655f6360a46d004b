from lib import *
GRADE = dict(ev=.05, haze=5200, haze_pow=1.1, haze_tint=(.85, .85, .95), bloom=.05, contrast=.45, sat=1.15, shadow=(-.005, .0, .02), dn=.14)
start('pelabuhan-fajar')
sky(dict(sun=(2.9, -.6), hor=(.50, .25, .17), zen=(.06, .12, .25), k=4., glow=(1., .42, .13), wide=.22, tight=1.1, warm=.30, disk=5,
         cover=.47, scale=.34, stretch=2.2, csun=(1.0, .42, .22), camb=(.19, .20, .28), seed=4, ground=(.03, .04, .05)), .9)
sun(2.9, -.6, .55, (1, .52, .24), 1.6)
dark = mat((.025, .024, .026), .6); red = mat((.22, .035, .02), .5); steel = mat((.05, .06, .075), .5)
water(20000, (.008, .016, .022), .05, ((.05, .8, 1), (.35, .30, 2), (1.6, .07, 2)), stretch=1.6)


def crane(x, y, h=62, boom=58, up=0., m=steel):
    B = Boxes()
    for dx in (-11, 11):
        for dy in (-10, 10):
            B.beam((x + dx, y + dy, 4), (x + dx * .93, y + dy * .55, h), 1.7)
        B.beam((x + dx, y - 10, 16), (x + dx, y + 10, 16), 1.5); B.beam((x + dx, y - 8, 36), (x + dx, y + 8, 36), 1.2)
        B.beam((x + dx, y - 10, 16), (x + dx, y + 8, 36), .7)
    for dy in (-6, 6):
        B.beam((x - 11, y + dy, 16), (x + 11, y + dy, 16), 1.4); B.beam((x - 11, y + dy, 16), (x + 11, y + dy, h - 4), .7)
        B.beam((x - 11, y + dy, h), (x + 11, y + dy, h), 2.)
    tip = (x - 11 - boom * math.cos(up), y, h + boom * math.sin(up))
    B.lattice((x - 11, y, h), tip, 3.2, 14, .55); B.lattice((x - 11, y, h), (x + 38, y, h), 3.2, 9, .55)
    ap = (x - 3, y, h + 26)
    for dy in (-4, 4):
        B.beam((x - 10, y + dy, h), ap, 1.1); B.beam((x + 10, y + dy, h), ap, .9)
    mid = [(a + b) / 2 for a, b in zip((x - 11, y, h), tip)]
    for q in (tip, mid, (x + 36, y, h)):
        B.beam(ap, q, .35)
    B.box((x + 18, y, h + 4), (12, 7, 6)); B.box((x - 20 if up < .3 else x, y, h - 4), (4, 4, 4))
    if up < .3:
        for d in (-1.5, 1.5):
            B.beam((x - 30, y + d, h), (x - 30, y + d, h - 26), .2)
        B.box((x - 30, y, h - 27), (3, 8, 1.2))
    B.done(m)


Q = Boxes(); Q.box((330, 700, 2), (560, 60, 6)); Q.box((700, 900, 2), (700, 300, 6))
for i in range(46):
    Q.box((60 + i * 12, 668, 1), (2, 2, 6))
Q.done(dark)
for i, (x, up) in enumerate([(88, 1.15), (150, 0.), (232, 0.), (330, 1.2), (395, 0)]):
    crane(x, 700, 62 - (i % 2) * 2, 58, up)
# container ship at the quay
hull(210, 30, 17, mat((.03, .05, .09), .5), .12).location = (130, 648, 0)
C = [mat(c, .6) for c in ((.20, .03, .02), (.03, .07, .16), (.22, .10, .02), (.05, .11, .08), (.15, .15, .14), (.11, .02, .03))]
bs = [Boxes() for _ in C]
for bx in range(11):
    for row in range(8):
        for t in range(R.choice([3, 4, 5, 5, 6])):
            bs[R.randrange(6)].box((63 + bx * 13.2, 637 + row * 2.6, 18.6 + t * 2.6), (12.2, 2.44, 2.5))
for i in range(150):
    for t in range(R.randint(1, 4)):
        bs[R.randrange(6)].box((420 + (i % 30) * 13, 690 + (i // 30) * 6, 6.4 + t * 2.6), (12.2, 2.44, 2.5))
[b.done(m) for b, m in zip(bs, C)]
S = Boxes(); S.box((48, 648, 32), (10, 27, 30)); S.box((49, 648, 47), (8, 32, 3)); S.box((46, 648, 51), (3, 4, 8)); S.box((37, 648, 30), (7, 9, 22)); S.beam((49, 648, 48), (49, 648, 60), .5); S.beam((222, 648, 17), (222, 648, 32), .6); S.done(mat((.3, .3, .29), .5))
# bulk carrier at anchor, tug, far ships
hull(170, 26, 13, mat((.10, .025, .02), .5), .1).location = (-330, 1500, 0)
S = Boxes(); S.box((-398, 1500, 22), (14, 24, 20)); S.box((-398, 1500, 33), (9, 27, 2.5)); S.box((-407, 1500, 33), (5, 6, 9))
for k in range(4):
    S.beam((-365 + k * 32, 1500, 13), (-365 + k * 32, 1500, 34), 1.2); S.beam((-365 + k * 32, 1500, 33), (-348 + k * 32, 1500, 26), .7)
S.done(dark)
hull(150, 22, 11, dark).location = (-40, 2600, 0); Boxes().box((-100, 2600, 18), (12, 20, 20)).done(dark)
# hills
xs = np.linspace(-5000, 5000, 400); ys = np.linspace(5200, 8000, 60)
import sky as SK
Z = np.array([[320 * max(0, SK.fbm(x / 900., y / 1500., 5, 6) - .40) * 2.2 * min(1, max(0, (y - 5300) / 800)) * (1.3 if x < -500 else .75) for x in xs] for y in ys])
grid(xs, ys, Z - 5, mat((.02, .03, .02), .9))


# fishing boats near the camera
def jukung(x, y, rz, s=1.):
    h = hull(11 * s, 2.0 * s, 1.2 * s, mat((.05, .03, .025), .5), .9, .4, .25); h.location = (x, y, 0); h.rotation_euler = (0, 0, rz)
    c, sn = math.cos(rz), math.sin(rz); T = lambda a, b, z: (x + a * s * c - b * s * sn, y + a * s * sn + b * s * c, z * s)
    B = Boxes()
    for a in (-2.2, 2.4):
        B.beam(T(a, -3.3, .75), T(a, 0, 1.5), .11 * s); B.beam(T(a, 3.3, .75), T(a, 0, 1.5), .11 * s)
        for b in (-3.3, 3.3): B.beam(T(a, b, .75), T(a, b, .1), .09 * s)
    for b in (-3.3, 3.3): B.beam(T(-4.4, b, .12), T(4.8, b, .16), .2 * s)
    B.beam(T(-.4, 0, 1), T(-.4, 0, 6.4), .12 * s); B.beam(T(-3.6, 0, 1.1), T(-3.6, 0, 3.2), .08 * s)
    B.beam(T(-.4, 0, 6.2), T(-5, 0, 1.6), .03 * s); B.beam(T(-.4, 0, 6.2), T(5.2, 0, 1.8), .03 * s)
    B.beam(T(-.4, 0, 3.4), T(-4.2, 0, 3.4), .09 * s); B.done(dark)
    return T


T = jukung(-7.5, 74, .12, 1.15); person(T(-3.0, 0, .9), 1.7, dark, .5, .3); person(T(1.4, 0, .8), 1.65, dark, 2.)
jukung(-26, 190, .3, 1.1); jukung(62, 175, 2.9, 1.1)
camera((0, 0, 7.5), (62, 640, 34), 55)
render(48, 4000, 3)
