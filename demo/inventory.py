"""Rows of a dossier list (mục lục hồ sơ), made up by chance: long appendices needn't be typed."""

import re

from numpy.random import Generator, default_rng

_HEAD = "| Hộp | Số HS | Tiêu đề hồ sơ | Thời gian | Số tờ |"
_TITLES = [
    "Hồ sơ xây dựng {work} tại {place}",
    "Tập lưu quyết định nâng bậc lương, bổ nhiệm ngạch cán bộ, công chức {place}",
    "Hồ sơ giải quyết đơn khiếu nại về đất đai của công dân {place}",
    "Báo cáo tổng kết công tác {field} của {place}",
    "Hồ sơ hội nghị tổng kết phong trào {field} tại {place}",
    "Bản đồ giải thửa và sổ mục kê ruộng đất {place}",
    "Kế hoạch phòng, chống lụt bão và tìm kiếm cứu nạn của {place}",
    "Hồ sơ thanh tra việc quản lý, sử dụng kinh phí {field} tại {place}",
    "Tập báo cáo thống kê dân số, hộ tịch của {place}",
    "Hồ sơ đề nghị khen thưởng thành tích {field} của {place}",
    "Công văn trao đổi về việc điều chỉnh địa giới hành chính {place}",
    "Hồ sơ quyết toán công trình {work} tại {place}",
    "Sổ đăng ký văn bản đi, văn bản đến của {place}",
    "Biên bản bàn giao tài sản, tài liệu khi chia tách {place}",
    "Hồ sơ bầu cử đại biểu Hội đồng nhân dân {place}",
    "Phương án giao rừng, khoán đất lâm nghiệp cho hộ gia đình {place}",
]
_WORKS = [
    "cầu treo", "đập thủy lợi Hồ Mây", "trạm bơm điện", "trường phổ thông cơ sở", "trạm y tế", "đường liên xã",
    "chợ trung tâm", "kho lương thực", "đường dây 35 kV", "nhà văn hóa", "kè chống sạt lở", "bưu điện văn hóa",
]  # fmt: skip
_FIELDS = [
    "văn thư, lưu trữ", "khuyến nông", "xóa mù chữ", "trồng rừng", "vệ sinh phòng bệnh", "phòng cháy, chữa cháy",
    "hợp tác xã", "đền ơn đáp nghĩa", "an toàn giao thông", "thủy lợi nội đồng", "tiêm phòng gia súc", "thể dục thể thao",
]  # fmt: skip
_PLACES = [
    "xã Đồng Mây", "xã Suối Lam", "xã Thạch Bàn Hạ", "xã Yên Trúc", "phường Bình Trúc", "thị trấn Cầu Lam",
    "huyện Lam Thượng", "huyện Trúc Giang", "xã Phú Mây", "xã Tân Suối", "thị xã Vĩnh Lam", "Lâm trường Đá Trắng",
]  # fmt: skip
_DIRECTIVE = re.compile(r"^@dossiers (?P<count>\d+) (?P<first>\d{4}) (?P<last>\d{4})$", re.MULTILINE)


def filled(body: str) -> str:
    """`body` with each line `@dossiers COUNT FIRST LAST` replaced by a table of COUNT dossiers from these years.

    The chance is the directive's own: the list is part of the text and doesn't change with the seed of the drawing.
    """
    return _DIRECTIVE.sub(lambda found: _table(int(found["count"]), int(found["first"]), int(found["last"])), body)


def _table(count: int, first: int, last: int) -> str:
    chance = default_rng([count, first, last])
    rows = [_HEAD]
    box = 1
    for number in range(1, count + 1):
        year = first + (last - first) * (number - 1) // count
        rows.append(f"| {box} | {number} | {_title(chance)} | {_span(year, chance)} | {chance.integers(12, 240)} |")
        box += int(chance.random() < 0.14)
    return "\n".join(rows)


def _title(chance: Generator) -> str:
    title, work, area, place = (choices[chance.integers(len(choices))] for choices in (_TITLES, _WORKS, _FIELDS, _PLACES))
    return title.format(work=work, field=area, place=place)


def _span(year: int, chance: Generator) -> str:
    return f"{year}" if chance.random() < 0.7 else f"{year} - {year + int(chance.integers(1, 4))}"
