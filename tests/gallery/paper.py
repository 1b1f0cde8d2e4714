"""A page of paper for the gallery, drawn with Pillow: invented text, and the boxes of the words that a search would mark."""

from contextlib import suppress
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from docarchive.records.pages import Box

WIDTH, HEIGHT = 1000, 1414
LINES = [
    (360, 110, "ỦY BAN NHÂN DÂN TỈNH LAM GIANG", 22),
    (430, 250, "THÔNG BÁO", 28),
    (130, 330, "Kết luận tại cuộc họp về tiến độ số hóa tài liệu lưu trữ 6 tháng đầu năm", 23),
    (130, 430, "1. Giao Sở Nội vụ hoàn thành số hóa tài liệu lưu trữ vĩnh viễn của Phông", 23),
    (130, 470, "UBND tỉnh giai đoạn 1997 - 2010 trước ngày 30 tháng 11 năm 2026.", 23),
    (130, 540, "2. Giao Sở Tư pháp rà soát các kết luận, quyết định đã ban hành.", 23),
    (130, 580, "Văn phòng UBND tỉnh theo dõi, đôn đốc, báo cáo kết quả.", 23),
]
PHRASE = "số hóa tài liệu lưu trữ"


@cache
def face(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A serif with Vietnamese letters where the machine has one; else Pillow's own face, which draws boxes for them."""
    for name in ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf"):
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.load_default(size)


def draw_page(number: int) -> Image.Image:
    """Page `number`; 99 is the cut of page 1 round its second hit (744 × 252)."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#fbfaf6")
    draw = ImageDraw.Draw(image)
    for x, y, text, size in LINES:
        draw.text((x, y), text, fill="#222", font=face(size))
    draw.text((480, 1350), str(number), fill="#222", font=face(20))
    return image.crop((110, 395, 854, 647)) if number == 99 else image


def boxes(lines: list[tuple[int, int, str, int]]) -> list[Box]:
    """The words of PHRASE in `lines`, each stretched to where the next begins."""
    found = []
    for x, y, text, size in lines:
        at = text.find(PHRASE)
        while at >= 0:
            place = x + face(size).getlength(text[:at])
            words = PHRASE.split()
            for n, word in enumerate(words):
                width = face(size).getlength(word if n == len(words) - 1 else f"{word} ")
                found.append(Box(round(place), y - 2, round(place + width), y + size + 7))
                place += width
            at = text.find(PHRASE, at + 1)
    return found


HITS = {1: boxes(LINES[3:]), 2: boxes(LINES[:3])}
