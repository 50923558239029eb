"""make FOLDER: pictures in several colour spaces and formats. judge IN OUT...: for each pair,
how far the gray seen in OUT is from the luma of IN seen through its profile, in steps of
sRGB, 99 of 100 pixels, by littlecms."""
import io
import os
import struct
import sys
from PIL import Image, ImageCms

W, H = 64, 48


def s15(v):
    return struct.pack(">i", round(v * 65536))


def profile(name, primaries, curve):
    """A version 2 profile of a matrix (columns XYZ relative to D50) and one curve."""
    def text(s):
        data = s.encode() + b"\0"
        return b"desc\0\0\0\0" + struct.pack(">I", len(data)) + data + b"\0" * 78
    tags = {b"desc": text(name), b"cprt": b"text\0\0\0\0none\0", b"wtpt": b"XYZ \0\0\0\0" + s15(.9642) + s15(1) + s15(.8249)}
    for tag, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries):
        tags[tag] = b"XYZ \0\0\0\0" + b"".join(map(s15, xyz))
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        tags[tag] = curve
    body, table, at = b"", struct.pack(">I", len(tags)), 132 + 12 * len(tags)
    for tag, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += tag + struct.pack(">II", at + len(body), len(data))
        body += data
    head = b"\0" * 4 + struct.pack(">I", 0x02200000) + b"mntrRGB XYZ " + b"\0" * 12 + b"acsp" + b"\0" * 28 + s15(.9642) + s15(1) + s15(.8249) + b"\0" * 48
    data = head + table + body
    return struct.pack(">I", len(data) + 4) + data


def gamma(g):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(g * 256))


def table(f):
    return b"curv\0\0\0\0" + struct.pack(">I", 1024) + b"".join(struct.pack(">H", round(65535 * f(i / 1023))) for i in range(1024))


srgb = table(lambda v: v / 12.92 if v <= .04045 else ((v + .055) / 1.055) ** 2.4)
spaces = {
    "srgb": profile("sRGB", [(.4361, .2225, .0139), (.3851, .7169, .0971), (.1431, .0606, .7141)], srgb),
    "adobe": profile("Adobe RGB", [(.6097, .3111, .0195), (.2053, .6257, .0609), (.1492, .0632, .7446)], gamma(563 / 256)),
    "p3": profile("Display P3", [(.5151, .2412, -.0011), (.2920, .6922, .0419), (.1571, .0666, .7841)], srgb),
    "prophoto": profile("ProPhoto", [(.7977, .2880, 0), (.1352, .7119, 0), (.0313, .0001, .8249)], gamma(1.8)),
}


def make(folder):
    image = Image.new("RGB", (W, H))
    image.putdata([(x * 4, y * 5, (x + y) * 2) for y in range(H) for x in range(W)])
    for name, icc in spaces.items():
        path = os.path.join(folder, name)
        image.save(path + ".png", icc_profile=icc)
        image.save(path + ".tif", icc_profile=icc, compression="tiff_lzw")
        image.save(path + ".lossless.webp", icc_profile=icc, lossless=True)
        image.save(path + ".lossy.webp", icc_profile=icc, quality=95)
        image.save(path + ".jpg", icc_profile=icc, quality=100, subsampling=0)


def seen(image, icc):
    """A picture as sRGB shows it."""
    if not icc:
        return image.convert("RGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    mode = "L" if source.profile.xcolor_space.strip() == "GRAY" else "RGB"
    image = image.convert("RGB").convert(mode) if mode == "RGB" else image.convert("L")
    return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), renderingIntent=1, outputMode="RGB")


def judge(a, b):
    one, two = Image.open(a), Image.open(b)
    gray = one.convert("RGB").convert("L")
    want = seen(Image.merge("RGB", [gray] * 3), one.info.get("icc_profile"))
    got = seen(two, two.info.get("icc_profile"))
    off = sorted(abs(x - y) for p, q in zip(want.getdata(), got.getdata()) for x, y in zip(p, q))
    return off[len(off) * 99 // 100]


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    for a, b in zip(sys.argv[2::2], sys.argv[3::2]):
        print(judge(a, b))
