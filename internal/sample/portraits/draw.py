"""Draws the portraits of the demo newspaper's people: flat shapes, as cut from
paper, on a ground of batik. Nobody sat for them. Writes one SVG each:

    python3 draw.py OUT
    chromium --headless --screenshot=NAME.png --window-size=640,800 NAME.svg
    convert NAME.png -resize 160x -quality 78 NAME/160.jpg
    convert NAME.png -resize 320x -quality 82 NAME/320.jpg
"""
import sys

INK, PAPER = "#16130E", "#FFFDF8"
PEOPLE = {
    #                      ground     skin       hair       clothes    drawn with
    "maheswari-lintang": ("#A3231C", "#B98058", "#2A211B", "#F4EFE4", "bun earrings lapel"),
    "bram-tirtakala":    ("#0B4F7A", "#A9714B", "#1E1A17", "#DCD3C0", "short glasses collar grey"),
    "ranita-wulung":     ("#1E5B2E", "#C08A62", "#E9B949", "#3B2A4A", "hijab"),
    "yosua-palaramba":   ("#0E5A6B", "#6E4630", "#17120F", "#F2B705", "curls collar"),
    "oktavia-randusari": ("#5B2A6E", "#BE8A64", "#241C18", "#7FB7BE", "bob glasses round"),
    "gilang-samparan":   ("#4C5212", "#A36B45", "#1B1613", "#C8B48A", "long beard round"),
    "bagas-umbulan":     ("#7A3A0C", "#99633F", "#1B1613", "#2F5650", "cap beard collar"),
    "jarot-saptahari":   ("#3D4349", "#A8764F", "#D8D4CB", "#EDE4D2", "peci moustache glasses collar"),
}


def darker(colour, by=.8):
    return "#" + "".join("%02x" % int(int(colour[i:i + 2], 16) * by) for i in (1, 3, 5))


def kawung(colour):
    petal = '<ellipse cx="%d" cy="%d" rx="17" ry="9" transform="rotate(%d 40 40)"/>'
    petals = "".join(petal % (20, 40, a) for a in (45, 135, 225, 315))
    return ('<pattern id="k" width="80" height="80" patternUnits="userSpaceOnUse">'
            '<rect width="80" height="80" fill="%s"/><g fill="%s">%s<circle cx="40" cy="40" r="4"/></g></pattern>'
            % (colour, darker(colour, .88), petals))


def portrait(ground, skin, hair, clothes, has):
    has = has.split()
    shade, out = darker(skin, .86), []
    add = out.append
    if "bun" in has:
        add('<circle cx="320" cy="150" r="62" fill="%s"/>' % hair)
    if "bob" in has:
        add('<path d="M178 330c0-110 52-172 142-172s142 62 142 172v150c-40 26-244 26-284 0z" fill="%s"/>' % hair)
    if "long" in has:
        add('<path d="M180 330c0-110 50-176 140-176s140 66 140 176l14 190H166z" fill="%s"/>' % hair)
    if "hijab" in has:
        add('<path d="M150 400c-14-160 60-262 170-262s184 102 170 262c-6 70 12 130 40 190H110c28-60 46-120 40-190z" fill="%s"/>' % hair)
    # Shoulders, neck.
    add('<path d="M40 800c0-150 80-214 190-232h180c110 18 190 82 190 232z" fill="%s"/>' % clothes)
    if "hijab" in has:
        add('<path d="M158 470c30 110 90 170 162 170s132-60 162-170c30 90 40 150 20 210-100 60-264 60-364 0-20-60-10-120 20-210z" fill="%s"/>' % darker(hair, .9))
    else:
        add('<path d="M262 470h116v110c0 40-116 40-116 0z" fill="%s"/>' % shade)
    if "lapel" in has:
        add('<path d="M40 800c0-150 80-214 190-232l90 150 90-150c110 18 190 82 190 232z" fill="%s"/>' % darker(ground, .6))
        add('<path d="M262 562l58 110 58-110c-20 24-96 24-116 0z" fill="%s"/>' % clothes)
    if "collar" in has:
        add('<path d="M250 556l70 76-62 46-40-92zM390 556l-70 76 62 46 40-92z" fill="%s"/>' % darker(clothes, .86))
    if "round" in has:
        add('<path d="M240 572c20 60 140 60 160 0" fill="none" stroke="%s" stroke-width="16"/>' % darker(clothes, .8))
    # Ears, face, the shadow of one half.
    if "hijab" not in has:
        add('<ellipse cx="200" cy="372" rx="22" ry="36" fill="%s"/><ellipse cx="440" cy="372" rx="22" ry="36" fill="%s"/>' % (shade, shade))
    if "earrings" in has:
        add('<circle cx="198" cy="418" r="9" fill="#F2B705"/><circle cx="442" cy="418" r="9" fill="#F2B705"/>')
    face = "M206 330c0-88 44-130 114-130s114 42 114 130c0 120-40 196-114 196s-114-76-114-196z"
    add('<path d="%s" fill="%s"/>' % (face, skin))
    add('<clipPath id="f"><path d="%s"/></clipPath><path d="M320 180h140v370H320c26-40 20-120 0-170z" fill="%s" clip-path="url(#f)" opacity=".6"/>' % (face, shade))
    if "beard" in has:
        add('<path d="M206 380c6 110 50 160 114 160s108-50 114-160c-20 40-50 54-114 54s-94-14-114-54z" fill="%s"/>' % hair)
    # Brows, eyes, nose, mouth.
    brow = hair if "hijab" not in has else INK
    add('<path d="M240 338q30-18 58-4M342 334q30-14 58 4" fill="none" stroke="%s" stroke-width="9" stroke-linecap="round"/>' % (brow if "peci" not in has else "#8b867b"))
    add('<path d="M250 372q20 12 40 0M350 372q20 12 40 0" fill="none" stroke="%s" stroke-width="8" stroke-linecap="round"/>' % INK)
    add('<path d="M322 372c-6 30-22 48-10 58 8 6 18 4 24 0" fill="none" stroke="%s" stroke-width="7" stroke-linecap="round"/>' % darker(skin, .7))
    add('<path d="M284 468q38 26 74-2" fill="none" stroke="%s" stroke-width="8" stroke-linecap="round"/>' % (darker(skin, .5)))
    if "moustache" in has:
        add('<path d="M266 452c20-20 44-18 54-8 10-10 34-12 54 8-24 8-84 8-108 0z" fill="%s"/>' % hair)
    if "glasses" in has:
        add('<g fill="#fff" fill-opacity=".16" stroke="%s" stroke-width="8"><rect x="228" y="346" width="82" height="60" rx="26"/><rect x="330" y="346" width="82" height="60" rx="26"/><path d="M310 368q10-8 20 0M228 366l-24-8M412 366l24-8" fill="none"/></g>' % INK)
    # Hair in front.
    if "bun" in has:
        add('<path d="M196 350c-14-120 40-180 124-180s138 60 124 180c-10-70-40-110-90-118-60 30-130 40-158 118z" fill="%s"/>' % hair)
    if "short" in has:
        add('<path d="M198 340c-20-120 40-182 128-182 84 0 132 60 116 182-10-50-26-82-52-96-60 16-120 10-150-6-24 24-36 54-42 102z" fill="%s"/><path d="M198 340c-6-40-2-70 6-92l18 20c-10 20-14 40-16 72zM442 340c6-40 2-70-6-92l-18 20c10 20 14 40 16 72z" fill="#8b867b"/>' % hair)
    if "bob" in has:
        add('<path d="M192 380c-10-140 50-204 128-204s138 64 128 204c-14-60-40-100-60-116-70 20-150 20-170-4-14 30-20 70-26 120z" fill="%s"/>' % hair)
    if "long" in has:
        add('<path d="M194 400c-16-160 50-226 126-226s142 66 126 226c-10-80-40-140-126-166-86 26-116 86-126 166z" fill="%s"/>' % hair)
    if "curls" in has:
        spots = [(206, 290), (214, 244), (240, 206), (276, 182), (320, 172), (364, 182), (400, 206), (426, 244), (434, 290), (256, 236), (300, 220), (344, 220), (386, 238)]
        add('<g fill="%s">%s</g>' % (hair, "".join('<circle cx="%d" cy="%d" r="36"/>' % s for s in spots)))
    if "cap" in has:
        add('<path d="M196 310c-10-100 46-152 124-152s134 52 124 152c-60-24-188-24-248 0z" fill="%s"/><path d="M190 316c60-34 200-34 260 0 30 6 70 26 76 44-100-34-236-40-336-44z" fill="%s"/>' % (darker(clothes, .8), darker(clothes, .6)))
    if "peci" in has:
        add('<path d="M200 300l14-140c60-20 152-20 212 0l14 140c-70-20-170-20-240 0z" fill="%s"/><path d="M200 300c70-20 170-20 240 0l4 26c-70-22-178-22-248 0z" fill="%s"/>' % (INK, darker("#3D4349", .7)))
    if "hijab" in has:
        add('<path d="M196 400c-20-130 36-216 124-216s144 86 124 216c0-110-30-164-124-164s-124 54-124 164z" fill="%s"/>' % hair)
        add('<path d="M204 420c14 90 60 130 116 130s102-40 116-130l36 40c-10 110-70 150-152 150s-142-40-152-150z" fill="%s"/>' % hair)
    return ('<svg xmlns="http://www.w3.org/2000/svg" width="640" height="800" viewBox="0 0 640 800">%s'
            '<rect width="640" height="800" fill="url(#k)"/>%s</svg>' % (kawung(ground), "".join(out)))


for name, how in PEOPLE.items():
    open("%s/%s.svg" % (sys.argv[1], name), "w").write(portrait(*how))
