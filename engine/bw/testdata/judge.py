"""Reads pairs of files, an original and its gray, from the arguments, and prints for each
pair a line: frames, the largest difference of gray from Pillow's luma of the original, and
of transparency; or what is wrong. Frames are compared as they are seen."""
import sys
from PIL import Image, ImageChops, ImageSequence

Image.MAX_IMAGE_PIXELS = None


def planes(frame):
    """Gray and opacity of a frame, in 8 bits, or its 16-bit gray and None."""
    if frame.mode.startswith("I;16") or frame.mode == "I":
        return frame.convert("I"), None
    rgba = frame.convert("RGBA")
    alpha = rgba.getchannel("A")
    gray = rgba.convert("RGB").convert("L")
    # What nobody can see doesn't count.
    return ImageChops.darker(gray, alpha.point(lambda a: 255 if a else 0)), alpha


def frames(name):
    with Image.open(name) as image:
        for frame in ImageSequence.Iterator(image):
            yield frame.copy(), frame.info.get("duration"), frame.info.get("loop")


def largest(a, b):
    if a is None or b is None:
        return 0 if a is b else 255
    if a.mode == "I":
        return max(abs(x - y) for x, y in zip(a.getdata(), b.getdata()))
    return ImageChops.difference(a, b).getextrema()[1]


def compare(a, b):
    count, gray, alpha = 0, 0, 0
    one, two = list(frames(a)), list(frames(b))
    if len(one) != len(two):
        return "frames %d %d" % (len(one), len(two))
    for (f, delay, loop), (g, delay2, loop2) in zip(one, two):
        if f.size != g.size or delay != delay2 or loop != loop2:
            return "size or time %s %s" % ((f.size, delay, loop), (g.size, delay2, loop2))
        (x, u), (y, v) = planes(f), planes(g)
        count += 1
        gray, alpha = max(gray, largest(x, y)), max(alpha, largest(u, v))
    return "%d %d %d" % (count, gray, alpha)


for a, b in zip(sys.argv[1::2], sys.argv[2::2]):
    try:
        print(compare(a, b))
    except Exception as problem:
        print("pillow", repr(problem))
