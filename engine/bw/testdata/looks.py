"""make FOLDER: pictures of the kinds that make.py leaves out: JPEG, PNG, and photographs' soft
colours. judge: reads lines of JSON, each a look's numbers, an original and what was made of it, and
answers each with a line of JSON: how far the gray is from what Pillow, numpy and ImageMagick make of
the original by the published formulas."""
import functools
import json
import os
import struct
import subprocess
import sys
import zlib

import numpy
from PIL import Image, ImageSequence

Image.MAX_IMAGE_PIXELS = None
W, H = 61, 43


def soft():
    """Colours as photographs have them: none at its bound, and no sharp edges."""
    y, x = numpy.mgrid[0:H, 0:W]
    r = 128 + 70 * numpy.sin(x / 9.0) + 20 * numpy.cos(y / 5.0)
    g = 120 + 60 * numpy.cos((x + y) / 11.0)
    b = 110 + 50 * numpy.sin(y / 7.0) - 30 * numpy.cos(x / 13.0)
    return Image.fromarray(numpy.stack([r, g, b], 2).round().astype(numpy.uint8))


def wild(seed=0):
    image = Image.new("RGB", (W, H))
    image.putdata([((x * 4 + seed * 40) & 255, (y * 6 + x) & 255, (x * y + seed * 7) & 255) for y in range(H) for x in range(W)])
    return image


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(path, samples, depth, interlaced=False):
    """A PNG file of height x width x channels samples, which Pillow can't write so."""
    height, width, channels = samples.shape
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    data = b""
    for x, y, dx, dy in passes:
        for row in samples[y::dy, x::dx]:
            if row.size:
                data += b"\0" + row.astype(">u%d" % (depth // 8)).tobytes()
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)) +
                chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def make(folder):
    def save(image, name, **options):
        image.save(os.path.join(folder, name), **options)
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        save(soft(), "jpeg-%s.jpg" % name, quality=92, subsampling=subsampling)
        save(soft(), "jpeg-%s-progressive.jpg" % name, quality=92, subsampling=subsampling, progressive=True)
    save(soft().convert("L"), "jpeg-gray.jpg", quality=92)
    save(soft().convert("CMYK"), "jpeg-cmyk.jpg", quality=95)
    y, x = numpy.mgrid[0:H, 0:W]
    mask = ((x * 5 + y) & 255).astype(numpy.uint8)
    rgb = numpy.asarray(wild())
    rgba = numpy.dstack([rgb, mask])
    save(soft(), "webp-soft.webp", quality=90)
    save(soft(), "tiff-soft-jpeg.tif", compression="jpeg", quality=95)
    save(wild(), "png-rgb.png")
    png(os.path.join(folder, "png-alpha.png"), rgba, 8)
    png(os.path.join(folder, "png-interlaced.png"), rgb, 8, True)
    png(os.path.join(folder, "png-alpha-interlaced.png"), rgba, 8, True)
    save(wild().quantize(200), "png-palette.png")
    save(wild().quantize(13), "png-few.png", transparency=3)
    save(wild().convert("L"), "png-gray.png")
    save(wild().convert("1"), "png-bilevel.png")
    frames = [wild(i) for i in range(3)]
    save(frames[0], "png-animation.png", save_all=True, append_images=frames[1:], duration=[40, 50, 60], loop=2)
    wide = numpy.dstack([numpy.asarray(wild(i)).astype(numpy.uint16)[:, :, i] * 251 + (x * y) % 251 for i in range(3)])
    png(os.path.join(folder, "deep-rgb.png"), wide, 16)
    png(os.path.join(folder, "deep-interlaced.png"), wide, 16, True)
    png(os.path.join(folder, "deep-alpha.png"), numpy.dstack([wide, mask.astype(numpy.uint16) * 257]), 16)


def tone(v, look):
    black, white = look["levels"]
    v = (v - black) / (white - black)
    v = numpy.clip((v - 0.5) * look["contrast"] + 0.5 + look["brightness"], 0, 1)
    return curve(v ** (1 / look["gamma"]), look["curve"])


def curve(v, points):
    """The cubic of Fritsch and Butland through points from black to white, as scipy's PchipInterpolator."""
    if points == [0, 0.25, 0.5, 0.75, 1]:
        return v
    x, y = numpy.linspace(0, 1, 5), numpy.array(points)
    d = numpy.diff(y) / numpy.diff(x)
    m = numpy.zeros(5)
    for i in 1, 2, 3:
        m[i] = 0 if d[i - 1] * d[i] <= 0 else 2 / (1 / d[i - 1] + 1 / d[i])
    for end, (near, far) in ((0, (d[0], d[1])), (4, (d[3], d[2]))):
        m[end] = 1.5 * near - 0.5 * far
        if numpy.sign(m[end]) != numpy.sign(near):
            m[end] = 0
        elif numpy.sign(near) != numpy.sign(far) and abs(m[end]) > 3 * abs(near):
            m[end] = 3 * near
    k = numpy.clip(numpy.searchsorted(x, v, "right") - 1, 0, 3)
    s = v - x[k]
    # Newton's form: from the left point, its slope, and the slopes' differences.
    c = (3 * d[k] - 2 * m[k] - m[k + 1]) / 0.25
    b = (m[k] - 2 * d[k] + m[k + 1]) / 0.25**2
    return y[k] + s * (m[k] + s * (c + s * b))


def grays(rgb, look):
    """What a look makes of colours: the exact gray, 0 to 255."""
    v = rgb.astype(numpy.float64) / 255
    w = numpy.array(look["weights"]) / 100
    if look["light"]:
        v = numpy.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4) @ w
        v = numpy.where(v <= 0.0031308, v * 12.92, 1.055 * v ** (1 / 2.4) - 0.055)
    else:
        v = v @ w
    return 255 * tone(v, look)


def neutral(look):
    return look["neutral"] and (look["contrast"], look["brightness"], look["gamma"], look["levels"], look["curve"]) == (1, 0, 1, [0, 1], [0, 0.25, 0.5, 0.75, 1])


def sauvola(g, k, window):
    height, width = g.shape
    window = window or min(max(9, min(width, height) // 40 | 1), 999)
    r = window // 2
    padded = numpy.pad(g.astype(numpy.float64), r, mode="reflect")
    views = numpy.lib.stride_tricks.sliding_window_view(padded, (window, window))
    return views.mean((2, 3)) * (1 + k * (views.std((2, 3)) / 128 - 1))


def bilevel(g, look):
    """A gray as black and white, and where both would be right."""
    image, method = Image.fromarray(g), look["method"]
    if method == "floyd-steinberg":
        return numpy.asarray(image.convert("1").convert("L")), None
    if method == "ordered":
        pgm = b"P5 %d %d 255\n" % image.size + g.tobytes()
        out = subprocess.run(["convert", "-", "-ordered-dither", "o8x8", "-depth", "8", "gray:-"], input=pgm, capture_output=True, check=True).stdout
        return numpy.frombuffer(out, numpy.uint8).reshape(g.shape), None
    if method == "sauvola":
        t = sauvola(g, look["k"], look["window"])
        return (g > t) * numpy.uint8(255), numpy.abs(g - t) < 1e-7
    t = look["threshold"]
    if method == "otsu":
        n = numpy.bincount(g.ravel(), minlength=256).astype(numpy.float64)
        low, total = numpy.cumsum(n)[:-1], n.sum()
        dark = numpy.cumsum(n * numpy.arange(256))
        with numpy.errstate(all="ignore"):
            between = numpy.nan_to_num(low * (total - low) * (dark[:-1] / low - (dark[-1] - dark[:-1]) / (total - low)) ** 2)
        t = int(numpy.argmax(between > between.max() * (1 - 1e-12)))
    return (g > t) * numpy.uint8(255), None


@functools.lru_cache(4)
def frames(path, luma):
    with Image.open(path) as image:
        if luma and image.format == "JPEG" and image.mode == "RGB":
            image.draft("L", image.size)
        return [(frame.copy(), frame.info.get("duration") or 0) for frame in ImageSequence.Iterator(image)]


def expected(frame, look):
    """Exact gray, black and white (or None), where either would be right (or None), and alpha."""
    if frame.mode == "L":
        rgb = numpy.dstack([numpy.asarray(frame)] * 3)
        alpha = numpy.full(rgb.shape[:2], 255, numpy.uint8)
    else:
        rgba = numpy.asarray(frame.convert("RGBA"))
        rgb, alpha = rgba[:, :, :3], rgba[:, :, 3]
    if neutral(look):
        gray = numpy.asarray(Image.fromarray(numpy.ascontiguousarray(rgb)).convert("L")).astype(numpy.float64)
    else:
        gray = grays(rgb, look)
    if look["method"] == "none":
        return gray, None, alpha
    return gray, bilevel((gray + 0.5).astype(numpy.uint8), look), alpha


def pure(gray, look):
    """frames of a gray picture that is known to be right, for black and white to be told by."""
    for frame, _ in frames(gray, False):
        g = numpy.asarray(frame.convert("RGBA"))
        yield bilevel(numpy.ascontiguousarray(g[:, :, 0]), look)


def judge(job):
    look = job["look"]
    reference = list(pure(job["gray"], look)) if job["gray"] else None
    one, two = frames(job["original"], look["neutral"]), frames(job["result"], False)
    verdict = {"modes": sorted({f.mode for f, _ in two}), "frames": len(two), "mean": 0, "worst": 0, "near": 1, "alpha": 0, "wrong": 0}
    if len(one) != len(two):
        verdict["problem"] = "%d frames became %d" % (len(one), len(two))
        return verdict
    for i, ((f, delay), (g, delay2)) in enumerate(zip(one, two)):
        if f.size != g.size or delay != delay2:
            return dict(verdict, problem="size and time %s became %s" % ((f.size, delay), (g.size, delay2)))
        want, white, alpha = expected(f, look)
        if reference:
            white = reference[i]
        got = numpy.asarray(g.convert("RGBA"))
        shown = alpha > 0
        verdict["alpha"] = max(verdict["alpha"], int(numpy.abs(got[:, :, 3].astype(int) - alpha).max()))
        if numpy.ptp(got[:, :, :3].astype(int), 2)[shown].max() > job["tint"]:
            return dict(verdict, problem="it is not gray")
        got = got[:, :, 0].astype(numpy.float64)
        if white is not None:
            off = (got != white[0]) & shown
            if white[1] is not None:
                off &= ~white[1]
            verdict["wrong"] = max(verdict["wrong"], float(off.mean()))
            verdict["pure"] = bool(numpy.isin(got[shown], (0, 255)).all())
        off = numpy.abs(got - want)[shown]
        verdict["mean"] = max(verdict["mean"], float(off.mean()))
        verdict["worst"] = max(verdict["worst"], float(off.max()))
        verdict["near"] = min(verdict["near"], float((off <= 4).mean()))
    return verdict


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    for line in sys.stdin:
        try:
            print(json.dumps(judge(json.loads(line))))
        except Exception as problem:
            print(json.dumps({"problem": repr(problem)}))
