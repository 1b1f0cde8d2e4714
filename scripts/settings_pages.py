"""Writes the reference of settings from the code: docs/vi/settings.md, docs/en/settings.md and config/docarchive.toml.

python scripts/settings_pages.py            writes them
python scripts/settings_pages.py --check    says which of them the code has left behind, and exits with 1
"""

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import ByteSize

from docarchive.settings import Settings
from docarchive.settings.knobs import about
from docarchive.settings.wording import accepted

ROOT = Path(__file__).parent.parent
FIELDS = Settings.model_fields
GROUPS = {
    "office": ("Cơ quan", "The office"),
    "stores": ("Nơi lưu trữ", "Stores"),
    "web": ("Trang web và đăng nhập", "Web and signing in"),
    "uploads": ("Tải lên", "Uploads"),
    "work": ("Xử lý", "Work"),
    "logs": ("Nhật ký", "Logs"),
}
INTRO = {
    "vi": """# Cấu hình

*Trang này được tạo từ mã nguồn bằng `scripts/settings_pages.py`. Mẫu để chép: `config/docarchive.toml`.*

Không cấu hình gì thì kho chạy được ngay: mọi thứ nằm trong `./archive`. Mỗi giá trị lấy từ nơi đầu tiên có nó:

1. biến môi trường `DOCARCHIVE_` + tên viết hoa, ví dụ `DOCARCHIVE_PORT=9000`;
2. tệp mà `--config` hoặc `DOCARCHIVE_CONFIG` chỉ ra, nếu không thì `./docarchive.toml`;
3. mặc định dưới đây.

Tên có dấu 🔑 có thể chứa bí mật: không bao giờ hiện trong nhật ký, và đọc được từ tệp bằng biến có đuôi `_FILE`,
ví dụ `DOCARCHIVE_S3_SECRET_KEY_FILE=/run/secrets/s3_secret_key`.
Tên lạ, giá trị sai, hoặc các nơi lưu trữ không đi được với nhau thì chương trình không khởi động, và nói rõ sai ở đâu.

Hai dạng được hỗ trợ. **Một máy**: `sqlite`, `file`, `tantivy`, `broker` để trống. **Nhiều máy**: `postgresql+psycopg`, `s3`,
Elasticsearch (`http`/`https`), `amqp`. `amqp` không đi với SQLite hoặc tantivy.
""",
    "en": """# Settings

*This page is made from the code by `scripts/settings_pages.py`. A sample to copy: `config/docarchive.toml`.*

With nothing set the archive runs: everything lies in `./archive`. Each value comes from the first place that has it:

1. the environment variable `DOCARCHIVE_` + its name in capitals, for instance `DOCARCHIVE_PORT=9000`;
2. the file that `--config` or `DOCARCHIVE_CONFIG` names, else `./docarchive.toml`;
3. the default below.

A name with 🔑 may hold a secret: it is never shown in logs, and can be read from a file by the variable that ends in `_FILE`,
for instance `DOCARCHIVE_S3_SECRET_KEY_FILE=/run/secrets/s3_secret_key`.
An unknown name, a wrong value or stores that don't go together stop the start, with a sentence that says what is wrong.

Two forms are supported. **One machine**: `sqlite`, `file`, `tantivy`, `broker` empty. **Many machines**: `postgresql+psycopg`,
`s3`, Elasticsearch (`http`/`https`), `amqp`. `amqp` goes with neither SQLite nor tantivy.
""",
}
COLUMNS = {"vi": "| tên | nhận | mặc định | để làm gì |", "en": "| name | takes | default | what for |"}


def grouped() -> Iterator[tuple[str, list[str]]]:
    """Groups in order, each with the names of its settings."""
    for group, names in groupby(FIELDS, key=lambda name: str(about(name)["group"])):
        yield group, list(names)


def default(name: str) -> str:
    """The default as TOML, with the data folder as an operator would have it."""
    value: Any = FIELDS["data"].default if name == "data" else getattr(Settings(data=Path("/var/lib/docarchive")), name)
    if isinstance(value, ByteSize):
        return json.dumps(value.human_readable().replace(".0", ""))
    if isinstance(value, float):
        return f"{value:g}"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def page(language: str) -> str:
    """The reference page in "vi" or "en"."""
    lines = [INTRO[language]]
    for group, names in grouped():
        lines += [f"## {GROUPS[group][language == 'en']}", "", COLUMNS[language], "| --- | --- | --- | --- |"]
        for name in names:
            told = about(name)
            key = " 🔑" if told["secret"] else ""
            takes = accepted(FIELDS[name], language)
            lines.append(f"| `{name}`{key} | {takes} | `{default(name)}` | {told[language]} |")
        lines.append("")
    return "\n".join(lines)


def sample() -> str:
    """The commented docarchive.toml: every setting with its default, none set."""
    lines = [
        "# docarchive.toml: cấu hình của kho. Bỏ dấu # ở dòng muốn đổi. Trang đầy đủ: docs/vi/settings.md",
        "# The archive's settings. Take the # off the line that you want to change. All of it: docs/en/settings.md",
        "# Các đường dẫn mặc định là ví dụ cho data = /var/lib/docarchive; giá trị suy từ data, host, port tự đổi theo.",
        "# Paths are shown as they are with data = /var/lib/docarchive; what is derived from data, host or port follows them.",
    ]
    for group, names in grouped():
        lines += ["", f"# --- {GROUPS[group][0]} · {GROUPS[group][1]}"]
        for name in names:
            told = about(name)
            lines += ["", f"# {told['vi']}", f"# {told['en']}", f"# {accepted(FIELDS[name], 'en')}"]
            lines.append(f"#{name} = {default(name)}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the three files, or with --check compare them; 1 when one is out of date."""
    made = {"docs/vi/settings.md": page("vi"), "docs/en/settings.md": page("en"), "config/docarchive.toml": sample()}
    behind = [name for name, text in made.items() if not (ROOT / name).is_file() or (ROOT / name).read_text("utf-8") != text]
    if "--check" not in sys.argv:
        for name in behind:
            (ROOT / name).write_text(made[name], encoding="utf-8")
        return 0
    for name in behind:
        print(f"{name} is behind the code: run python scripts/settings_pages.py")
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
