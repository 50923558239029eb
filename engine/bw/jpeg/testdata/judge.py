"""Compares JPEG files by libjpeg, through its TurboJPEG interface, in one process for
thousands of them. Each question is two lengths of 4 bytes and two files: one as it came in,
and the gray one. Each answer is a line of JSON:

    refused    libjpeg reads nothing from the first file, or gives up at some place
    complaint  what it says of either, warnings included
    pixels     the gray decodes of both are the same
    coefficients  so are luma's coefficients, or null for a sampling that TurboJPEG has no name for
    colours    so are the coefficients of all components; null also if it gives up on the first file
    second     what it says of the second file alone
"""
import ctypes
import json
import struct
import sys

turbo = ctypes.CDLL("libturbojpeg.so.0")
turbo.tjInitDecompress.restype = turbo.tjInitTransform.restype = ctypes.c_void_p
turbo.tjGetErrorStr2.restype = ctypes.c_char_p
turbo.tjFree.argtypes = [ctypes.c_void_p]
GRAY_PIXELS, FATAL = 6, 1
GRAY, COPY_NOTHING = 8, 64
SCAN = b"\xff\xda"


class Transform(ctypes.Structure):
    _fields_ = [("region", ctypes.c_int * 4), ("op", ctypes.c_int), ("options", ctypes.c_int),
                ("data", ctypes.c_void_p), ("filter", ctypes.c_void_p)]


def complaint(handle, status):
    """What was wrong, and whether nothing came of it."""
    if status == 0:
        return "", False
    return turbo.tjGetErrorStr2(handle).decode(), turbo.tjGetErrorCode(handle) == FATAL


def with_handle(start):
    """Gives each file a handle of its own: a used one still has the tables of the file before."""
    def decorate(look):
        def looked(file, *more):
            handle = ctypes.c_void_p(start())
            try:
                return look(handle, file, *more)
            finally:
                turbo.tjDestroy(handle)
        return looked
    return decorate


@with_handle(turbo.tjInitDecompress)
def pixels(decoder, file):
    width, height, sampling, space = (ctypes.c_int() for _ in range(4))
    turbo.tjDecompressHeader3(decoder, file, ctypes.c_ulong(len(file)), ctypes.byref(width), ctypes.byref(height),
                              ctypes.byref(sampling), ctypes.byref(space))
    if width.value * height.value == 0:
        return None, complaint(decoder, -1)[0]
    out = ctypes.create_string_buffer(b"\x5a" * (width.value * height.value), width.value * height.value)
    text, fatal = complaint(decoder, turbo.tjDecompress2(
        decoder, file, ctypes.c_ulong(len(file)), out, 0, width, height, GRAY_PIXELS, 0))
    return (width.value, height.value, out.raw, fatal), text


@with_handle(turbo.tjInitTransform)
def coefficients(transformer, file, options=GRAY):
    out, size = ctypes.c_void_p(), ctypes.c_ulong()
    step = Transform(options=options | COPY_NOTHING)
    text, fatal = complaint(transformer, turbo.tjTransform(
        transformer, file, ctypes.c_ulong(len(file)), 1, ctypes.byref(out), ctypes.byref(size), ctypes.byref(step), 0))
    whole = ctypes.string_at(out, size.value) if out.value and not fatal else None
    turbo.tjFree(out)
    return whole, text


while True:
    head = sys.stdin.buffer.read(8)
    if len(head) < 8:
        break
    before, after = (sys.stdin.buffer.read(n) for n in struct.unpack(">II", head))
    (a, said), (b, also) = pixels(before), pixels(after)
    answer = {"refused": a is None or a[3], "complaint": (said + " " + also).strip(),
              "pixels": a is not None and b is not None and a[:3] == b[:3], "second": also}
    (a, said), (b, also) = coefficients(before), coefficients(after)
    unnamed = "subsampling" in said
    answer["coefficients"] = None if unnamed else a is not None and a == b
    # Which number a table has does not matter, so only what follows the scan's header is compared.
    (a, _), (b, _) = coefficients(before, 0), coefficients(after, 0)
    answer["colours"] = None if unnamed or a is None else b is not None and a.split(SCAN)[1:] == b.split(SCAN)[1:]
    print(json.dumps(answer), flush=True)
