# Makes gray and 1-bit pictures by Pillow, to compare with.
#
#   judge.py gray IN.ppm R G B OUT    convert("L", matrix) with these weights, raw bytes
#   judge.py neutral IN.ppm OUT       convert("L")
#   judge.py dither IN.pgm OUT        convert("1")
#   judge.py cut IN.pgm OUT           convert("1") without dither
#   judge.py time IN.ppm              nanoseconds of CPU a pixel of each, and of Otsu
import sys
import time

from PIL import Image


def otsu(im):
    counts = im.histogram()
    everything, total = sum(counts), sum(v * n for v, n in enumerate(counts))
    below = dark = best = at = 0
    for v, n in enumerate(counts):
        below += n
        dark += v * n
        if 0 < below < everything:
            apart = dark / below - (total - dark) / (everything - below)
            if apart * apart * below * (everything - below) > best:
                best, at = apart * apart * below * (everything - below), v
    return im.point([255 * (v > at) for v in range(256)])


def measure(name, pixels, work):
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    print(name, best * 1e9 / pixels)


what, file = sys.argv[1:3]
im = Image.open(file)
im.load()
if what == "time":
    gray, pixels = im.convert("L"), im.size[0] * im.size[1]
    measure("neutral", pixels, lambda: im.convert("L"))
    measure("gray", pixels, lambda: im.convert("L", (0.9, 0.1, 0, 0)))
    measure("dither", pixels, lambda: gray.convert("1"))
    measure("cut", pixels, lambda: gray.convert("1", dither=0))
    measure("otsu", pixels, lambda: otsu(gray))
    sys.exit()
if what == "gray":
    out = im.convert("L", tuple(float(w) / 100 for w in sys.argv[3:6]) + (0,))
elif what == "neutral":
    out = im.convert("L")
elif what == "dither":
    out = im.convert("1").convert("L")
elif what == "cut":
    out = im.convert("1", dither=0).convert("L")
else:
    sys.exit("unknown: " + what)
with open(sys.argv[-1], "wb") as f:
    f.write(out.tobytes())
