#!/usr/bin/env python3
"""Build the theme's three typefaces from the open sources of the families.

usage: build.py SOURCES OUT

SOURCES holds the variable woff2 files of the families (see README.md for
their names). Each typeface is cut to the axes that the theme uses, scaled to
1000 units per em, merged from its Latin and Latin Extended parts, stripped of
hinting and of features nobody asks for, and kerned anew: pair kerning varies
with the weight in the sources, which costs more bytes than the outlines. We
keep one set of values, taken at the weight the face is mostly set in, as one
class table.
"""

import io
import os
import sys
import unicodedata
from collections import defaultdict

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

# What Indonesian, English and the names of Europe need, and the punctuation of
# a newspaper. No-break and narrow no-break space are there, so that no line
# falls back to another face for a space.
LATIN = (
    list(range(0x20, 0x7F))
    + [0xA0, 0xA1, 0xA3, 0xA7, 0xA9, 0xAA, 0xAB, 0xAE, 0xB0, 0xB2, 0xB3, 0xB7]
    + [0xBA, 0xBB, 0xBD, 0xBF]
    + list(range(0xC0, 0x100))
    + [0x131, 0x152, 0x153, 0x2BC, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A]
    + [0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F, 0x2030, 0x2039, 0x203A]
    + [0x20AC, 0x2122, 0x2212]
)
# Turkish, Polish, Czech, Slovak, Hungarian, Romanian, Croatian, Baltic.
EXTENDED = [
    ord(c)
    for c in "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŔŕŘřŚśŞşŠšŤťŪūŮůŰűŲųŹźŻżŽžȘșȚț"
]

FACES = [
    # kern: where the one set of kerning is taken; floor and step: what is too
    # small to keep, and to what the rest is rounded, in units of 1/1000 em.
    dict(out="newsreader", src="newsreader", axis="opsz", limits={"opsz": 28, "wght": (380, 700)},
         kern={"opsz": 28, "wght": 640}, floor=9, step=7, features=["liga"]),
    dict(out="source-serif", src="source-serif-4", axis="opsz", limits={"opsz": 16, "wght": (400, 700)},
         kern={"opsz": 16, "wght": 400}, floor=12, step=8, features=["liga"]),
    dict(out="jakarta", src="plus-jakarta-sans", axis="wght", limits={"wght": (400, 700)},
         kern={"wght": 600}, floor=9, step=7, features=["tnum"], space=235),
]


def reopen(font):
    font.flavor = None
    data = io.BytesIO()
    font.save(data)
    data.seek(0)
    return TTFont(data)


def load(path, limits):
    font = instancer.instantiateVariableFont(TTFont(path), limits)
    font = reopen(font)
    if font["head"].unitsPerEm != 1000:
        scale_upem(font, 1000)
        font = reopen(font)
    return font


def merge(font, other, codes):
    """Copy glyphs of other into font; components come along."""
    for f in (font, other):  # read every table before the order of glyphs grows
        for table in ("glyf", "hmtx", "gvar", "cmap", "GPOS", "GSUB", "GDEF", "HVAR"):
            if table in f:
                getattr(f[table], "table", None)
                if table == "gvar":
                    dict(f[table].variations.items())
    theirs = other.getBestCmap()
    ours = set(font.getGlyphOrder())
    taken = {}

    def take(name, as_name):
        if name in taken:
            return taken[name]
        new = as_name
        while new in ours:
            new += ".x"
        taken[name] = new
        ours.add(new)
        glyph = other["glyf"][name]
        if glyph.isComposite():
            for c in glyph.components:
                code = next((k for k, v in theirs.items() if v == c.glyphName), None)
                mine = font.getBestCmap().get(code) if code else None
                c.glyphName = mine or take(c.glyphName, c.glyphName)
        font["glyf"][new] = glyph
        font["hmtx"][new] = other["hmtx"][name]
        if "gvar" in font:
            font["gvar"].variations[new] = other["gvar"].variations.get(name, [])
        return new

    for code in codes:
        if code in font.getBestCmap() or code not in theirs:
            continue
        new = take(theirs[code], "uni%04X" % code)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = new
    if "HVAR" in font:  # derived from gvar's phantom points; wrong after a merge
        del font["HVAR"]


def narrow_space(font):
    cmap = font.getBestCmap()
    if 0x202F in cmap:
        return
    glyph = "nnbsp"
    font.getGlyphOrder()
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    font["glyf"][glyph] = Glyph()
    font["hmtx"][glyph] = (font["hmtx"][cmap[0x20]][0] * 7 // 10, 0)
    if "gvar" in font:
        font["gvar"].variations[glyph] = []
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x202F] = glyph


def pairs(font):
    """All kerning of a static font as (left, right) → units."""
    out = {}
    gpos = font["GPOS"].table
    lookups = set()
    for record in gpos.FeatureList.FeatureRecord:
        if record.FeatureTag == "kern":
            lookups.update(record.Feature.LookupListIndex)
    names = set(font.getBestCmap().values())
    for index in sorted(lookups):
        seen = set()
        for sub in gpos.LookupList.Lookup[index].SubTable:
            if sub.LookupType == 9:
                sub = sub.ExtSubTable
            if sub.LookupType != 2:
                continue
            for i, left in enumerate(sub.Coverage.glyphs):
                if left not in names:
                    continue
                if sub.Format == 1:
                    for rec in sub.PairSet[i].PairValueRecord:
                        if rec.SecondGlyph in names and (left, rec.SecondGlyph) not in seen:
                            seen.add((left, rec.SecondGlyph))
                            v = rec.Value1.XAdvance if rec.Value1 and hasattr(rec.Value1, "XAdvance") else 0
                            out[left, rec.SecondGlyph] = v
                    continue
                row = sub.Class1Record[sub.ClassDef1.classDefs.get(left, 0)].Class2Record
                for right in names:
                    if (left, right) in seen:
                        continue
                    value = row[sub.ClassDef2.classDefs.get(right, 0)].Value1
                    v = value.XAdvance if value and hasattr(value, "XAdvance") else 0
                    seen.add((left, right))
                    if v:
                        out[left, right] = v
    return out


def kern(font, static, floor, step):
    """Write one class table; accented letters kern as their base letter."""
    source = pairs(static)
    smap, cmap = static.getBestCmap(), font.getBestCmap()
    members = defaultdict(list)
    taken = set()  # a glyph with two characters, such as the soft hyphen, kerns once
    for code, name in sorted(cmap.items()):
        if name in taken:
            continue
        taken.add(name)
        base = unicodedata.normalize("NFD", chr(code))[0]
        if code in (0x142, 0x141):
            base = "lL"[code == 0x141]
        if not base.isspace():
            members[ord(base)].append(name)
    bases = [c for c in members if c in smap]
    grid = {}
    for left in bases:
        for right in bases:
            value = source.get((smap[left], smap[right]), 0)
            value = 0 if abs(value) < floor else int(round(value / step)) * step
            if value:
                grid[left, right] = value

    def group(side):
        classes = defaultdict(list)
        for c in bases:
            key = tuple(sorted((b, v) for (a, b), v in grid.items() if a == c)) if side == 0 else tuple(
                sorted((a, v) for (a, b), v in grid.items() if b == c))
            if key:
                classes[key].append(c)
        return list(classes.values())

    lefts, rights = group(0), group(1)
    fea = ["languagesystem DFLT dflt;", "languagesystem latn dflt;"]
    for tag, sets in (("L", lefts), ("R", rights)):
        for i, s in enumerate(sets):
            fea.append("@%s%d=[%s];" % (tag, i, " ".join(g for c in s for g in dict.fromkeys(members[c]))))
    fea.append("feature kern {")
    for i, l in enumerate(lefts):
        for j, r in enumerate(rights):
            v = grid.get((l[0], r[0]))
            if v:
                fea.append(" pos @L%d @R%d %d;" % (i, j, v))
    fea.append("} kern;")
    if "GPOS" in font:
        del font["GPOS"]
    addOpenTypeFeaturesFromString(font, "\n".join(fea), tables={"GPOS"})
    return len(lefts), len(rights)


def slim(font, tolerance):
    """Leave out deltas that can be interpolated to within tolerance units."""
    if "gvar" not in font:
        return
    glyf = font["glyf"]
    for name, variations in font["gvar"].variations.items():
        if not variations:
            continue
        coords, control = glyf._getCoordinatesAndControls(name, font["hmtx"].metrics)
        for v in variations:
            v.optimize(list(coords), control.endPts, tolerance=tolerance, isComposite=glyf[name].isComposite())


def face(sources, out, spec):
    folder = os.path.join(sources, spec["src"], "files")
    path = lambda part: os.path.join(folder, "%s-%s-%s-normal.woff2" % (spec["src"], part, spec["axis"]))
    font = load(path("latin"), spec["limits"])
    static = load(path("latin"), spec["kern"])
    merge(font, load(path("latin-ext"), spec["limits"]), EXTENDED)
    if "space" in spec:  # Plus Jakarta Sans spaces words for posters, too tightly for 13 px
        for code in (0x20, 0xA0):
            font["hmtx"][font.getBestCmap()[code]] = (spec["space"], 0)
    narrow_space(font)
    font = reopen(font)
    slim(font, 1.5)
    kern(font, static, spec["floor"], spec["step"])
    options = subset.Options()
    options.layout_features = ["kern"] + spec["features"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]
    options.drop_tables += ["HVAR", "MVAR", "DSIG", "GDEF"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LATIN + EXTENDED)
    cutter.subset(font)
    font.flavor = "woff2"
    target = os.path.join(out, spec["out"] + ".woff2")
    font.save(target)
    missing = [chr(c) for c in LATIN + EXTENDED if c not in font.getBestCmap()]
    print("%-14s %6d bytes %4d glyphs  missing %s" % (spec["out"], os.path.getsize(target), len(font.getGlyphOrder()), "".join(missing)))


if __name__ == "__main__":
    for spec in FACES:
        face(sys.argv[1], sys.argv[2], spec)
