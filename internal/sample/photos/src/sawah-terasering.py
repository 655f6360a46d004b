import sys
from terrain import *
GRADE = dict(ev=.35, bloom=.06, contrast=.45, sat=1.0, dn=0, vig=.3)
N = 2200; x0, y0, px = -75., -8., .075


@njit(parallel=True)
def build(H, Wt, C):
    for j in prange(N):
        for i in range(N):
            x = x0 + i * px; y = y0 + j * px
            # a bowl of hillside: two spurs and a valley that opens towards the light
            b = 9.5 * fbm(x / 62. + 3, y / 62. + 1, 3, 3) + .060 * y + .0014 * (x - 4) ** 2 + 5.5 * math.exp(-((x - 34) / 20) ** 2) * min(1., max(0., y / 50)) + 2.6 * math.sin((x * .05 + y * .03))
            b += .55 * (fbm(x / 9., y / 9., 9, 3) - .5)
            st = 1.05; k = math.floor(b / st); f = b / st - k
            H[j, i] = k * st; Wt[j, i] = 0.
            g = .6 + .8 * fbm(x / 1.1, y / 1.1, 21, 4)
            rip = (fbm(k * 7.31, 2.2, 44, 1) + .35 * math.sin(k * 2.4))
            if f < .10:      # bund, grassy
                H[j, i] += .22 * math.sin(f / .10 * 3.14) + .05 * fbm(x * 6, y * 6, 5, 2)
                C[0, j, i] = .085 * g; C[1, j, i] = .135 * g; C[2, j, i] = .028 * g
            elif f < .89:
                pd = .5 + .5 * math.sin(x * .33 + 3 * fbm(x / 14., k * 3.7, 31, 2) * 4)
                if rip > .86:   # planted green
                    H[j, i] += .10 + .10 * fbm(x * 9, y * 9, 6, 2); s = .75 + .6 * fbm(x * 4, y * 4, 8, 3); C[0, j, i] = .075 * s; C[1, j, i] = .19 * s; C[2, j, i] = .022 * s
                else:
                    Wt[j, i] = 1.; C[0, j, i] = .060; C[1, j, i] = .048; C[2, j, i] = .030
                    # seedlings in rows, thin
                    q = fbm(k * 3.1, 7.7, 51, 1)
                    if q > .68 and y < 60:
                        a = x * .8 + y * .6; b2 = -x * .6 + y * .8
                        if abs(a / .42 - math.floor(a / .42) - .5) < .16 and abs(b2 / .42 - math.floor(b2 / .42) - .5) < .17: H[j, i] += .16; Wt[j, i] = 0.; C[0, j, i] = .07; C[1, j, i] = .20; C[2, j, i] = .02
            else:            # earthen riser with grass
                r = (f - .89) / .11; H[j, i] += st * r; e = fbm(x * 2., b * 5, 61, 4); C[0, j, i] = .10 * g * (.5 + e) ; C[1, j, i] = (.105 + .03 * e) * g; C[2, j, i] = .035 * g
            # wooded ridge behind
            w = min(1., max(0., (y - 84 + 12 * math.sin(x * .06)) / 10))
            if w > 0:
                tr = 5.5 * abs(fbm(x / 2.6, y / 2.6, 71, 4)) + 10 * fbm(x / 24., y / 30., 81, 4) + .16 * (y - 96)
                H[j, i] = H[j, i] * (1 - w) + w * (k * st + tr); Wt[j, i] *= 1 - w; s = .4 + 1.1 * fbm(x / .9, y / .9, 91, 4)
                C[0, j, i] = C[0, j, i] * (1 - w) + w * .030 * s; C[1, j, i] = C[1, j, i] * (1 - w) + w * .058 * s; C[2, j, i] = C[2, j, i] * (1 - w) + w * .016 * s


H = np.zeros((N, N)); Wt = np.zeros((N, N)); C = np.zeros((3, N, N)); build(H, Wt, C)
P = dict(sun=(10, -20), hor=(.80, .52, .34), zen=(.10, .22, .46), k=3., glow=(1., .62, .30), wide=.16, tight=1.0, warm=.4, cover=.55, scale=.42, stretch=1.6, seed=3, csun=(1.1, .68, .42), camb=(.36, .38, .46))
z = bil(H, (2 - x0) / px, (0 - y0) / px)
render('sawah-terasering', H, Wt, C, x0, y0, px, (2, -4, z + 15), (-3, 54, z + 2.6), 30, P, W=int(sys.argv[1]) if len(sys.argv) > 1 else 2000, tmax=158, amb=(.40, .44, .50), csun=(3.4, 2.3, 1.3), haze=320, haze_tint=(.78, .80, .9), gloss=2.0, wave=.006)
