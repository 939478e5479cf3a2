"""The files that a scenario is made of: itself, and tables beside it.

A file that the scenario names lies in the scenario's folder or below it, links followed; otherwise it is not opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from types import MappingProxyType

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Node, Quoted, Refusal, Scalar, text_document

BYTE_ORDER_MARK = "\ufeff"
OUTSIDE_HINT = Text(
    "use a file in the scenario's folder or below, or add --allow-outside",
    "请使用方案所在文件夹之内的文件；如确有需要可加 --allow-outside",
)


def parse(text: str, name: str, context: Context) -> Node | None:
    """The nodes of a scenario's or schedule's text; JSON where the name says so, else YAML."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    document = text_document(name, 0, text)
    if name.lower().endswith(".json"):
        from expo_planner.files.read.from_json import read
    else:
        from expo_planner.files.read.from_yaml import read  # a program's JSON need not pay for the YAML library
    return read(text, document, context.report)


def parse_file(path: Path, context: Context, name: str | None = None) -> Node | None:
    """The same of a file on disk; `name` is how messages call it, its last part where none is given."""
    name = path.name if name is None else name
    start = Scalar("", True, 0, text_document(name, 0, ""))
    try:
        return parse(decoded(read_bytes(path, context.unwritten), name, 0), name, context)
    except Refusal as refusal:
        context.report.refuse(refusal, start, "")
        return None


def read_bytes(path: Path, unwritten: Mapping[Path, bytes] = MappingProxyType({})) -> bytes:
    """The bytes of a file; those that it will have, where they are not written yet."""
    if path in unwritten:
        return unwritten[path]
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(Text("there is no such file", "没有这个文件"), Text("check the name", "请检查文件名")) from None
    except IsADirectoryError:
        raise Refusal(Text("this is a folder, not a file", "这是文件夹，不是文件")) from None
    except (OSError, ValueError):
        message = Text("the file cannot be read", "无法读取该文件")
        raise Refusal(message, Text("check its permissions", "请检查文件权限")) from None


def decoded(data: bytes, name: str, order: int) -> str:
    """The text of a file in UTF-8. What follows the first wrong byte is not looked at."""
    try:
        return data.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = Scalar("", True, len(before), text_document(name, order, before))
        hint = Text("save the file as UTF-8", "请将文件另存为 UTF-8 编码")
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            hint = Text("this is UTF-16; save the file as UTF-8", "文件为 UTF-16 编码，请另存为 UTF-8")
        elif _is_gbk(data):
            hint = Text("this looks like GBK; save the file as UTF-8", "文件像是 GBK 编码，请另存为 UTF-8")
        message = Text("the byte {byte} is not UTF-8", "字节 {byte} 不是 UTF-8 编码")
        raise Refusal(message.fill(byte=f"0x{data[error.start]:02x}"), hint, place) from None


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def named_file(node: Scalar, context: Context) -> tuple[Path, str]:
    """The file that a scenario names, and its name relative to the scenario's folder. Refused outside of it."""
    name, folder = node.text, context.folder
    if folder is None:
        raise Refusal(
            Text(
                "this scenario cannot name files, because it is not a file itself",
                "该方案本身不是文件，不能引用其他文件",
            )
        )
    if "://" in name:
        raise Refusal(
            Text("{name} is an address, not a file", "{name}是网址，不是文件").fill(name=Quoted(name)), OUTSIDE_HINT
        )
    try:
        path, home = (folder / name).resolve(), folder.resolve()
        exists = path.is_file()
    except (OSError, RuntimeError, ValueError):
        raise Refusal(Text("{name} is not a valid file name", "{name}不能用作文件名").fill(name=Quoted(name))) from None
    absolute = Path(name).is_absolute() or PureWindowsPath(name).drive or name.startswith("\\")
    if not context.allow_outside and (absolute or not path.is_relative_to(home)):
        message = Text("{name} is outside the scenario's folder", "{name}不在方案所在的文件夹内")
        raise Refusal(message.fill(name=Quoted(name)), OUTSIDE_HINT)
    if not exists:
        raise Refusal(
            Text("there is no file {name}", "没有文件{name}").fill(name=Quoted(name)),
            Text("paths are relative to the scenario's folder", "路径以方案所在文件夹为起点"),
        )
    return path, path.relative_to(home).as_posix() if path.is_relative_to(home) else name
