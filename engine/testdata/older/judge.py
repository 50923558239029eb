"""Judges results by Pillow: each must be a gray picture of its original's size, within JPEG loss of its "L".

usage: judge.py ORIGINAL RESULT [ORIGINAL RESULT]...      (exit 1 and a line for each that is not)
"""
import sys

from PIL import Image, ImageChops, ImageStat

LOSS = 4.0  # mean gray levels: Pillow's own quality 75 stays below 3.5 on photographs

bad = 0
for original, result in zip(sys.argv[1::2], sys.argv[2::2]):
    with Image.open(original) as before, Image.open(result) as after:
        try:
            after.load()
            if after.mode != "L":
                raise ValueError(f"mode {after.mode}")
            if after.size != before.size:
                raise ValueError(f"size {after.size}, not {before.size}")
            mean = ImageStat.Stat(ImageChops.difference(before.convert("L"), after)).mean[0]
            if mean > LOSS:
                raise ValueError(f"differs by {mean:.2f} levels")
        except (OSError, ValueError) as reason:
            print(f"{result}: {reason}")
            bad = 1
sys.exit(bad)
