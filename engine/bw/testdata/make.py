"""Writes small pictures of many formats and kinds into the folder that the argument
names, all drawn from one field of colours."""
import os
import sys
from PIL import Image, ImageFilter

folder = sys.argv[1]
W, H = 61, 43


def field(seed=0):
    image = Image.new("RGB", (W, H))
    image.putdata([((x * 4 + seed * 40) & 255, (y * 6 + x) & 255, (x * y + seed * 7) & 255)
                   for y in range(H) for x in range(W)])
    return image


def save(image, name, **options):
    image.save(os.path.join(folder, name), **options)


rgb = field()
mask = Image.new("L", (W, H))
mask.putdata([(x * 5 + y) & 255 for y in range(H) for x in range(W)])
rgba = rgb.copy()
rgba.putalpha(mask)
kinds = {"rgb": rgb, "rgba": rgba, "palette": rgb.quantize(200), "few": rgb.quantize(13), "gray": rgb.convert("L"),
         "bilevel": rgb.convert("1"), "cmyk": rgb.convert("CMYK"), "even": Image.merge("RGB", [rgb.convert("L")] * 3)}

for kind in ("rgb", "rgba", "palette", "few", "gray", "bilevel", "even"):
    save(kinds[kind], "bmp-%s.bmp" % kind)
for kind in ("palette", "few", "gray", "bilevel"):
    save(kinds[kind], "gif-%s.gif" % kind, comment=b"a comment")
pages = [field(i) for i in range(4)]
save(pages[0].quantize(60), "gif-animation.gif", save_all=True, append_images=[p.quantize(60) for p in pages[1:]],
     duration=[40, 50, 60, 70], loop=3, disposal=2)
shapes = [p.quantize(30) for p in pages]
save(shapes[0], "gif-clear.gif", save_all=True, append_images=shapes[1:], duration=80, loop=0, transparency=5, disposal=[1, 2, 3, 1])
save(shapes[0], "gif-interlaced.gif", interlace=1)

for name in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "tiff_deflate"):
    for kind in ("rgb", "rgba", "palette", "gray", "bilevel", "cmyk", "even"):
        save(kinds[kind], "tiff-%s-%s.tif" % (kind, name), compression=name if name != "raw" else None, dpi=(300, 300))
for name in ("group3", "group4", "tiff_ccitt"):
    save(kinds["bilevel"], "tiff-bilevel-%s.tif" % name, compression=name)
save(rgb, "tiff-rgb-jpeg.tif", compression="jpeg", quality=95)
save(rgb, "tiff-predictor.tif", compression="tiff_lzw", tiffinfo={317: 2})
save(rgb, "tiff-strips.tif", compression="tiff_lzw", tiffinfo={278: 5})
save(pages[0], "tiff-pages.tif", save_all=True, append_images=pages[1:], compression="tiff_lzw")

save(rgb, "webp-lossy.webp", quality=85)
save(rgba, "webp-lossy-alpha.webp", quality=85)
save(rgb, "webp-lossless.webp", lossless=True)
save(rgba, "webp-lossless-alpha.webp", lossless=True, exact=True)
save(pages[0], "webp-animation.webp", save_all=True, append_images=pages[1:], duration=[40, 50, 60, 70], loop=3, quality=80)
save(pages[0], "webp-animation-lossless.webp", save_all=True, append_images=pages[1:], duration=30, loop=0, lossless=True)

save(rgb.filter(ImageFilter.GaussianBlur(6)).convert("CMYK"), "jpeg-inks.jpg", quality=95)
with open(os.path.join(folder, "jpeg-inks.jpg"), "rb") as file:
    inks = file.read()
at = inks.index(b"\xff\xee")  # Adobe's marker, which some writers leave out
with open(os.path.join(folder, "jpeg-inks-plain.jpg"), "wb") as file:
    file.write(inks[:at] + inks[at + 2 + int.from_bytes(inks[at + 2:at + 4], "big"):])
