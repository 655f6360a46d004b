"""Small Blender (Cycles) helpers shared by the scenes: run with
   blender -b -P <slug>.py -- [width] [samples]"""
import json
import math
import os
import random
import sys
import time
import bpy
import bmesh
import numpy as np
from mathutils import Vector, Matrix, Euler

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
OUT = os.environ.get('PIX_OUT', 'out')
ARGS = sys.argv[sys.argv.index('--') + 1:] if '--' in sys.argv else []
WIDTH = int(ARGS[0]) if ARGS else 1280
SPP = int(ARGS[1]) if len(ARGS) > 1 else None
SC = None
META = {}
R = random.Random(7)


def start(slug, seed=7, aspect=1.5):
    global SC
    bpy.ops.wm.read_factory_settings(use_empty=True)
    SC = bpy.context.scene
    R.seed(seed); np.random.seed(seed)
    META.clear(); META.update(slug=slug, w=WIDTH, h=int(round(WIDTH / aspect)))
    SC.render.resolution_x, SC.render.resolution_y = META['w'], META['h']
    return SC


# ---------- materials
class Mat:
    def __init__(self, name='m'):
        self.m = bpy.data.materials.new(name); self.m.use_nodes = True
        self.t = self.m.node_tree; self.n = self.t.nodes; self.l = self.t.links
        self.b = self.n['Principled BSDF']; self.out = self.n['Material Output']

    def node(self, kind, props=None, **inp):
        nd = self.n.new('ShaderNode' + kind)
        for k, v in (props or {}).items():
            setattr(nd, k, v)
        for k, v in inp.items():
            self.set(nd, k, v)
        return nd

    def set(self, nd, key, v):
        key = int(key[1:]) if key[0] == 'i' and key[1:].isdigit() else key.replace('_', ' ')
        s = nd.inputs[key]
        if hasattr(v, 'is_output'):
            self.l.new(v, s)
        else:
            if s.type == 'RGBA' and len(v) == 3:
                v = (*v, 1)
            s.default_value = v
        return self

    def p(self, **kw):
        for k, v in kw.items():
            self.set(self.b, k, v)
        return self

    def coord(self, kind='Object', scale=(1, 1, 1), rot=(0, 0, 0)):
        c = self.node('TexCoord')
        return self.node('Mapping', Vector=c.outputs[kind], Scale=scale, Rotation=rot).outputs[0]

    def noise(self, vec=None, scale=5., detail=6., rough=.55, dist=0., out='Fac'):
        nd = self.node('TexNoise', Scale=scale, Detail=detail, Roughness=rough, Distortion=dist)
        if vec is not None:
            self.l.new(vec, nd.inputs['Vector'])
        return nd.outputs[out]

    def ramp(self, fac, stops):
        nd = self.node('ValToRGB', Fac=fac)
        e = nd.color_ramp.elements
        while len(e) < len(stops):
            e.new(.5)
        for x, (pos, col) in zip(e, stops):
            x.position = pos; x.color = (*col, 1) if len(col) == 3 else col
        return nd.outputs[0]

    def bump(self, height, strength=.3, dist=.05, normal=None):
        nd = self.node('Bump', Strength=strength, Distance=dist, Height=height)
        if normal is not None:
            self.l.new(normal, nd.inputs['Normal'])
        return nd.outputs[0]

    def math(self, op, a, b=0.):
        return self.node('Math', dict(operation=op), i0=a, i1=b).outputs[0]

    def mix(self, fac, a, b, mode='MIX'):
        nd = self.node('MixRGB', dict(blend_type=mode), Fac=fac, Color1=a, Color2=b)
        return nd.outputs[0]


def mat(color, rough=.6, metal=0., **kw):
    return Mat().p(Base_Color=color, Roughness=rough, Metallic=metal, **kw).m


def varied(c1, c2, rough=.6, kind='Random', spec=.4, bump=0, bscale=40, bdist=.02, **kw):
    """Colour varying per object, plus a little surface noise."""
    M = Mat()
    f = M.node('ObjectInfo').outputs['Random']
    M.p(Base_Color=M.ramp(f, [(0, c1), (1, c2)]), Roughness=rough, Specular=spec, **kw)
    if bump:
        M.p(Normal=M.bump(M.noise(M.coord(), bscale), bump, bdist))
    return M.m


def emit(color, strength=1., camera=None):
    M = Mat(); e = M.node('Emission', Color=color, Strength=strength)
    M.l.new(e.outputs[0], M.out.inputs[0])
    return M.m


def vcol(rough=.7, name='Col', **kw):
    M = Mat(); M.p(Base_Color=M.node('VertexColor', dict(layer_name=name)).outputs[0], Roughness=rough, **kw)
    return M


# ---------- geometry
def link(name, me, m=None, loc=(0, 0, 0), rot=(0, 0, 0), scale=(1, 1, 1)):
    o = bpy.data.objects.new(name, me)
    o.location, o.rotation_euler, o.scale = loc, rot, (scale,) * 3 if np.isscalar(scale) else scale
    if m is not None and not me.materials:
        me.materials.append(m)
    SC.collection.objects.link(o)
    return o


def mesh(v, f, m=None, smooth=False, name='mesh', col=None, add=True):
    me = bpy.data.meshes.new(name)
    v = np.asarray(v, np.float32); f = np.asarray(f, np.int32)
    k = f.shape[1]
    me.vertices.add(len(v)); me.vertices.foreach_set('co', v.ravel())
    me.loops.add(f.size); me.loops.foreach_set('vertex_index', f.ravel())
    me.polygons.add(len(f)); me.polygons.foreach_set('loop_start', np.arange(0, f.size, k, dtype=np.int32))
    me.polygons.foreach_set('loop_total', np.full(len(f), k, np.int32))
    if smooth:
        me.polygons.foreach_set('use_smooth', np.ones(len(f), bool))
    me.update(calc_edges=True)
    if col is not None:
        a = me.color_attributes.new('Col', 'FLOAT_COLOR', 'POINT')
        c = np.ones((len(v), 4), np.float32); c[:, :3] = col
        a.data.foreach_set('color', c.ravel())
    if m is not None:
        me.materials.append(m)
    return link(name, me) if add else me


def grid(xs, ys, Z, m=None, smooth=True, col=None, name='grid'):
    nx, ny = len(xs), len(ys)
    X, Y = np.meshgrid(xs, ys)
    if callable(Z):
        Z = Z(X, Y)
    v = np.stack([X, Y, Z], -1).reshape(-1, 3)
    i = np.arange(nx * ny).reshape(ny, nx)
    f = np.stack([i[:-1, :-1], i[:-1, 1:], i[1:, 1:], i[1:, :-1]], -1).reshape(-1, 4)
    return mesh(v, f, m, smooth, name, None if col is None else col.reshape(-1, 3))


CUBE_V = np.array([[x, y, z] for x in (-.5, .5) for y in (-.5, .5) for z in (-.5, .5)])
CUBE_F = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def rotz(a):
    return np.array([[math.cos(a), -math.sin(a), 0], [math.sin(a), math.cos(a), 0], [0, 0, 1]])


class Boxes:
    """Many boxes and beams in one mesh."""
    def __init__(self):
        self.v = []; self.f = []; self.n = 0

    def add(self, v, f=CUBE_F):
        self.v.append(v); self.f.append(np.asarray(f) + self.n); self.n += len(v)

    def box(self, c, s, rz=0.):
        v = CUBE_V * np.array(s)
        if rz:
            v = v @ rotz(rz).T
        self.add(v + np.array(c))
        return self

    def beam(self, a, b, w=.1, w2=None):
        a, b = Vector(a), Vector(b); d = b - a
        q = d.to_track_quat('Z', 'Y').to_matrix()
        s = np.array([w, w2 or w, d.length])
        self.add((CUBE_V * s) @ np.array(q).T + np.array((a + b) / 2))
        return self

    def lattice(self, a, b, w, n, t):
        """Square truss from a to b."""
        a, b = np.array(a, float), np.array(b, float)
        d = (b - a) / np.linalg.norm(b - a)
        up = np.array([0, 0, 1.]) if abs(d[2]) < .9 else np.array([1., 0, 0])
        s = np.cross(d, up); s /= np.linalg.norm(s); u = np.cross(s, d)
        cs = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        P = [[a + (b - a) * k / n + (s * p + u * q) * w / 2 for p, q in cs] for k in range(n + 1)]
        for j in range(4):
            self.beam(P[0][j], P[n][j], t)
            for k in range(n):
                self.beam(P[k][j], P[k + 1][(j + 1) % 4], t * .6)
                self.beam(P[k][j], P[k][(j + 1) % 4], t * .6)
        return self

    def done(self, m, name='boxes', add=True):
        return mesh(np.concatenate(self.v), np.concatenate(self.f), m, name=name, add=add)


def revolve(prof, m=None, n=48, smooth=True, add=True, name='rev'):
    p = np.asarray(prof, float); k = len(p)
    a = np.arange(n) / n * 2 * math.pi
    v = np.stack([np.outer(np.cos(a), p[:, 0]), np.outer(np.sin(a), p[:, 0]), np.tile(p[:, 1], (n, 1))], -1).reshape(-1, 3)
    i = np.arange(n * k).reshape(n, k); j = np.roll(i, -1, 0)
    f = np.stack([i[:, :-1], j[:, :-1], j[:, 1:], i[:, 1:]], -1).reshape(-1, 4)
    return mesh(v, f, m, smooth, name, add=add)


def bm_mesh(fn, m=None, smooth=True, name='bm'):
    b = bmesh.new(); fn(b)
    me = bpy.data.meshes.new(name); b.to_mesh(me); b.free()
    if smooth:
        me.polygons.foreach_set('use_smooth', np.ones(len(me.polygons), bool))
    if m:
        me.materials.append(m)
    return me


def ico(r=1., sub=3, m=None, fn=None):
    me = bm_mesh(lambda b: bmesh.ops.create_icosphere(b, subdivisions=sub, radius=r), m)
    if fn:
        co = np.zeros(len(me.vertices) * 3, np.float32); me.vertices.foreach_get('co', co)
        me.vertices.foreach_set('co', np.asarray(fn(co.reshape(-1, 3)), np.float32).ravel()); me.update()
    return me


def tube(path, rad, m=None, n=10, smooth=True, add=True, name='tube'):
    P = np.asarray(path, float); k = len(P)
    rad = np.full(k, rad) if np.isscalar(rad) else np.asarray(rad)
    T = np.gradient(P, axis=0); T /= np.linalg.norm(T, axis=1)[:, None] + 1e-9
    up = np.array([0.31, 0.17, .93])
    S = np.cross(T, up); S /= np.linalg.norm(S, axis=1)[:, None] + 1e-9
    U = np.cross(S, T)
    a = np.arange(n) / n * 2 * math.pi
    v = P[:, None] + rad[:, None, None] * (np.cos(a)[None, :, None] * S[:, None] + np.sin(a)[None, :, None] * U[:, None])
    i = np.arange(k * n).reshape(k, n); j = np.roll(i, -1, 1)
    f = np.stack([i[:-1], j[:-1], j[1:], i[1:]], -1).reshape(-1, 4)
    return mesh(v.reshape(-1, 3), f, m, smooth, name, add=add)


def scatter(meshes, locs, rots=None, scales=None):
    for i, p in enumerate(locs):
        me = meshes[R.randrange(len(meshes))]
        link('s', me, None, p, rots[i] if rots is not None else (R.random() * 6.3, R.random() * 6.3, R.random() * 6.3),
             scales[i] if scales is not None else 1.)


def palm(loc, h=8., lean=.15, m_trunk=None, m_leaf=None, seed=0, fronds=15):
    r = random.Random(seed); a = r.random() * 6.3
    t = np.linspace(0, 1, 10)
    P = np.stack([np.cos(a) * lean * h * t ** 1.8, np.sin(a) * lean * h * t ** 1.8, h * t], -1)
    tube(P + np.array(loc), .17 * (h / 8) * (1.25 - .6 * t), m_trunk, 7)
    V = []; F = []; n = 0; top = P[-1] + np.array(loc)
    for k in range(fronds):
        az = k / fronds * 6.283 + r.uniform(-.25, .25); el = r.uniform(-.15, 1.15); L = h * .36 * r.uniform(.8, 1.1) + .6
        s = np.linspace(0, 1, 13)
        hx = L * (np.cos(el) * s * (1 - .12 * s)); hz = L * (np.sin(el) * s - .75 * s ** 2.1)
        pth = np.stack([np.cos(az) * hx, np.sin(az) * hx, hz], -1) + top
        side = np.array([-np.sin(az), np.cos(az), 0])
        for i in range(1, 12):
            w = L * .27 * math.sin(math.pi * (0.12 + .88 * s[i])) ** .7
            for sg in (-1, 1):
                b0 = pth[i]; b1 = pth[i] + (pth[i + 1] - pth[i]) * .55
                tip = pth[i] + side * sg * w * .8 + (pth[i + 1] - pth[i]) * 1.5 + np.array([0, 0, -w * r.uniform(.35, .7)])
                V += [b0, b1, tip, tip]; F.append([n, n + 1, n + 2, n + 3]); n += 4
        for i in range(12):
            V += [pth[i] - side * .03, pth[i] + side * .03, pth[i + 1] + side * .02, pth[i + 1] - side * .02]
            F.append([n, n + 1, n + 2, n + 3]); n += 4
    mesh(V, F, m_leaf)


def leafblob(m, n=600, r=1., size=.16, seed=0, flat=.8):
    """A mesh of leaf quads filling a lumpy crown."""
    g = np.random.RandomState(seed)
    c = g.normal(size=(9, 3)); c /= np.linalg.norm(c, axis=1)[:, None]; c *= .55 * r
    p = c[g.randint(9, size=n)] + (lambda q: q / np.linalg.norm(q, axis=1)[:, None])(g.normal(size=(n, 3))) * r * .5 * g.uniform(.7, 1, (n, 1))
    p[:, 2] *= flat
    a = g.normal(size=(n, 3)); a /= np.linalg.norm(a, axis=1)[:, None]
    b = np.cross(a, g.normal(size=(n, 3))); b /= np.linalg.norm(b, axis=1)[:, None]
    v = np.stack([p - a * size, p + b * size * .45, p + a * size, p - b * size * .45], 1).reshape(-1, 3)
    return mesh(v, np.arange(4 * n).reshape(-1, 4), m, add=False)


def person(loc, h=1.7, m=None, rz=0., arm=0., stride=.15):
    """A tiny standing or walking figure, for silhouettes."""
    B = Boxes(); x = h / 1.7
    for s in (-1, 1):
        B.beam((s * .09 * x, s * stride * x, 0), (s * .08 * x, 0, .85 * x), .13 * x)
        e = (s * (.26 + .1 * arm) * x, .05 * x, (.85 + arm * .9) * x) if s > 0 else (-.27 * x, -.04 * x, .82 * x)
        B.beam((s * .2 * x, 0, 1.38 * x), e, .085 * x)
    B.beam((0, 0, .8 * x), (0, 0, 1.42 * x), .36 * x, .2 * x)
    me = B.done(m, add=False)
    link('p', me, None, loc, (0, 0, rz))
    hd = ico(.115 * x, 2, m, lambda v: v * np.array([1, 1, 1.2]))
    link('h', hd, None, (loc[0], loc[1], loc[2] + 1.56 * x))


def sculpt_noise(v, amp, freq, seed=0):
    from mathutils import noise
    o = Vector((seed * 7.1, seed * 3.3, seed * 1.7))
    return np.array([p * (1 + amp * noise.noise(Vector(p) * freq + o)) for p in v])


# ---------- light and camera
def sun(el, az, energy=3., color=(1, .9, .75), angle=.6):
    L = bpy.data.lights.new('sun', 'SUN'); L.energy, L.color, L.angle = energy, color, math.radians(angle)
    o = bpy.data.objects.new('sun', L); SC.collection.objects.link(o)
    e, a = math.radians(el), math.radians(az)
    o.rotation_euler = Vector((math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e))).to_track_quat('Z', 'Y').to_euler()


def area(loc, target, size, energy, color=(1, 1, 1), size_y=None, spread=None):
    L = bpy.data.lights.new('area', 'AREA'); L.energy, L.color, L.size = energy, color, size
    if size_y:
        L.shape, L.size_y = 'RECTANGLE', size_y
    if spread:
        L.spread = math.radians(spread)
    o = bpy.data.objects.new('area', L); SC.collection.objects.link(o); o.location = loc
    o.rotation_euler = (Vector(loc) - Vector(target)).to_track_quat('Z', 'Y').to_euler()
    return o


def point(loc, energy, color=(1, .8, .5), r=.1):
    L = bpy.data.lights.new('pt', 'POINT'); L.energy, L.color, L.shadow_soft_size = energy, color, r
    o = bpy.data.objects.new('pt', L); SC.collection.objects.link(o); o.location = loc


def spot(loc, target, energy, color=(1, .8, .5), deg=60, r=.1, blend=.5):
    L = bpy.data.lights.new('sp', 'SPOT'); L.energy, L.color, L.shadow_soft_size = energy, color, r
    L.spot_size, L.spot_blend = math.radians(deg), blend
    o = bpy.data.objects.new('sp', L); SC.collection.objects.link(o); o.location = loc
    o.rotation_euler = (Vector(loc) - Vector(target)).to_track_quat('Z', 'Y').to_euler()


def world(color=(.05, .05, .05), strength=1.):
    w = bpy.data.worlds.new('w'); SC.world = w; w.use_nodes = True
    b = w.node_tree.nodes['Background']
    b.inputs[0].default_value = (*color, 1); b.inputs[1].default_value = strength
    return w


def sky(P, strength=1.):
    """Light the scene with sky.py and draw it behind everything in finish.py."""
    import sky as S
    w = world((1, 1, 1), strength)
    P = dict(P); META['sky'] = P; Q = dict(P); Q['disk'] = 0
    e = S.equirect(Q); h, wd = e.shape[:2]
    im = bpy.data.images.new('sky', wd, h, float_buffer=True)
    im.colorspace_settings.name = 'Linear'
    im.pixels.foreach_set(np.dstack([e, np.ones((h, wd, 1), np.float32)]).ravel()); im.pack()
    t = w.node_tree.nodes.new('ShaderNodeTexEnvironment'); t.image = im
    w.node_tree.links.new(t.outputs[0], w.node_tree.nodes['Background'].inputs[0])
    SC.render.film_transparent = True


def camera(loc, target, lens=35., focus=None, fstop=None, shift_y=0., roll=0.):
    c = bpy.data.cameras.new('cam'); o = bpy.data.objects.new('cam', c); SC.collection.objects.link(o)
    o.location = loc
    q = (Vector(loc) - Vector(target)).to_track_quat('Z', 'Y')
    o.rotation_euler = (q.to_matrix() @ Matrix.Rotation(roll, 3, 'Z')).to_euler()
    c.lens, c.sensor_width, c.clip_end, c.clip_start, c.shift_y = lens, 36, 60000, .01, shift_y
    if fstop:
        c.dof.use_dof, c.dof.aperture_fstop = True, fstop
        c.dof.focus_distance = focus if np.isscalar(focus) else (Vector(focus) - Vector(loc)).length
    SC.camera = o
    META['cam'] = dict(loc=list(loc), rot=[list(r) for r in o.rotation_euler.to_matrix()], lens=lens, shift_y=shift_y)


def render(spp=64, mist=100., bounces=4, clamp=4., thresh=.02, volume=0, caustics=False, direct=12):
    c = SC.cycles; SC.render.engine = 'CYCLES'
    c.samples = SPP or spp; c.use_adaptive_sampling, c.adaptive_threshold = True, thresh
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces = bounces, min(bounces, 3), bounces
    c.transmission_bounces, c.transparent_max_bounces, c.volume_bounces = bounces, 8, volume
    c.sample_clamp_indirect, c.sample_clamp_direct = clamp, direct
    c.caustics_reflective = c.caustics_refractive = caustics; c.blur_glossy = 1.
    c.use_denoising = False; c.filter_width = 1.4; c.seed = 3
    SC.render.threads_mode, SC.render.threads = 'FIXED', 2
    SC.view_settings.view_transform = 'Raw'
    vl = SC.view_layers[0]
    vl.use_pass_mist, vl.use_pass_normal, vl.use_pass_diffuse_color = True, True, True
    SC.world.mist_settings.start, SC.world.mist_settings.depth, SC.world.mist_settings.falloff = 0, mist, 'LINEAR'
    META['mist'] = mist
    SC.use_nodes = True; t = SC.node_tree; t.nodes.clear()
    rl = t.nodes.new('CompositorNodeRLayers'); fo = t.nodes.new('CompositorNodeOutputFile')
    tmp = os.path.join(OUT, META['slug'] + '.tmp'); os.makedirs(tmp, exist_ok=True)
    fo.base_path = tmp; fo.format.file_format, fo.format.color_depth, fo.format.color_mode = 'OPEN_EXR', '32', 'RGBA'
    fo.file_slots.clear()
    for s in ('Image', 'Mist', 'Normal', 'DiffCol'):
        fo.file_slots.new(s); t.links.new(rl.outputs[s], fo.inputs[s])
    t0 = time.time()
    bpy.ops.render.render()
    res = {}
    for s in ('Image', 'Mist', 'Normal', 'DiffCol'):
        f = [x for x in os.listdir(tmp) if x.startswith(s)][0]
        im = bpy.data.images.load(os.path.join(tmp, f)); im.colorspace_settings.name = 'Raw'
        a = np.zeros(im.size[0] * im.size[1] * 4, np.float32); im.pixels.foreach_get(a)
        a = a.reshape(im.size[1], im.size[0], 4)[::-1]
        res[s] = a if s == 'Image' else a[..., :1] if s == 'Mist' else a[..., :3]
        os.remove(os.path.join(tmp, f))
    os.rmdir(tmp)
    np.savez(os.path.join(OUT, META['slug'] + '.npz'), meta=json.dumps(META), **res)
    print('RENDERED', META['slug'], round(time.time() - t0, 1), 's')


def water(size=6000., base=(.01, .03, .035), rough=.06, waves=((.12, .5, 1.), (.6, .25, 1.), (2.5, .12, 1.)), z=0., stretch=1., fade=None):
    """Sea: bump from (frequency per metre, height, detail) layers."""
    M = Mat(); M.p(Base_Color=base, Roughness=rough, IOR=1.33, Specular=.5)
    co = M.coord('Object', (1, stretch, 1)); h = None
    for fr, am, de in waves:
        n = M.math('MULTIPLY', M.noise(co, fr, 2 + de, .5, .3), am)
        h = n if h is None else M.math('ADD', h, n)
    M.p(Normal=M.bump(h, 1., 1.))
    s = size
    return mesh([[-s, -s, z], [s, -s, z], [s, s, z], [-s, s, z]], [[0, 1, 2, 3]], M.m)


def hull(L, Bm, D, m, sheer=.25, bow=.28, stern=.1, z=0., add=True, n=40):
    """Ship hull along +X, keel under water, deck at D."""
    s = np.linspace(0, 1, n); V = []
    prof = np.array([[.0, -.35], [.75, -.2], [.95, .2], [1., .6], [1., 1.]])
    for t in s:
        wf = 1.
        if t > 1 - bow: wf = max(.015, 1 - ((t - 1 + bow) / bow) ** 2.0)
        if t < stern: wf = .72 + .28 * math.sin(t / stern * math.pi / 2)
        sh = sheer * D * (2 * abs(t - .42)) ** 2.4
        for sg in (-1, 1):
            for p in (prof if sg < 0 else prof[::-1]):
                w = wf ** (1.6 - .9 * max(p[1], 0)); rake = max(0, t - 1 + bow) / bow * (p[1] - .3) * bow * .22
                V.append([(t - .5 + rake) * L, sg * p[0] * w * Bm / 2, p[1] * D + (sh if p[1] > .9 else sh * .5 * max(p[1], 0)) + z])
    k = 10; i = np.arange(n * k).reshape(n, k)
    f = [np.stack([i[:-1, a], i[1:, a], i[1:, a + 1], i[:-1, a + 1]], -1) for a in range(k - 1)]
    f += [np.stack([i[:-1, 9], i[1:, 9], i[1:, 0], i[:-1, 0]], -1), np.stack([i[:-1, 4], i[1:, 4], i[1:, 5], i[:-1, 5]], -1)]
    e0 = np.array([[i[0, a], i[0, a + 1], i[0, 8 - a], i[0, 9 - a]] for a in range(4)])
    return mesh(V, np.concatenate([x.reshape(-1, 4) for x in f] + [e0]), m, add=add, name='hull')
