"""usage: read-code.py SVG: draws the image's one path and prints what a reader of QR codes sees in it."""
import re
import sys

import zxingcpp

svg = open(sys.argv[1], encoding="utf-8").read()
side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg).group(1))
scale = 4
rows = [bytearray(b"\xff" * side * scale) for _ in range(side * scale)]
(path,) = re.findall(r'<path d="([^"]*)"', svg)
for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path):
    assert width == back
    for row in range(int(y) * scale, (int(y) + 1) * scale):
        for column in range(int(x) * scale, (int(x) + int(width)) * scale):
            rows[row][column] = 0
image = memoryview(b"".join(rows)).cast("B", (side * scale, side * scale))
(code,) = zxingcpp.read_barcodes(image)
assert code.format == zxingcpp.BarcodeFormat.QRCode, code.format
sys.stdout.buffer.write(code.bytes)
