"""Word and Excel to PDF by LibreOffice, where the machine has it. Nothing leaves the machine; one conversion at a time."""

import os
import re
import shutil
import subprocess
import tempfile
import zlib
from pathlib import Path
from threading import Lock

from mingjing.kernel.errors import ConflictError

_SECONDS = 120
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_STREAM = re.compile(rb"/ObjStm.*?stream\r?\n(.*?)endstream", re.DOTALL)
# Fonts of official documents that a server rarely has, and what stands in for them.
_STAND_INS = {
    "Noto Serif CJK SC": ("方正小标宋简体", "方正小标宋_GBK", "仿宋", "仿宋_GB2312", "FangSong", "宋体", "SimSun", "楷体", "楷体_GB2312"),
    "Noto Sans CJK SC": ("黑体", "SimHei", "微软雅黑"),
}  # fmt: skip
_one_at_a_time = Lock()


def program() -> str | None:
    """Return the path of LibreOffice, None without one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(content: bytes, suffix: str = "docx") -> bytes:
    """Return a file of that suffix as PDF. Raises ConflictError without LibreOffice and when it fails."""
    office = program()
    if office is None:
        raise ConflictError(
            "本机没有安装 LibreOffice，不能生成 PDF",
            do="下载后用办公软件另存为 PDF，用浏览器打印本页，或者请管理员安装 LibreOffice",
        )
    with tempfile.TemporaryDirectory(prefix="mingjing-pdf-") as folder, _one_at_a_time:
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(content)
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(_fonts(), encoding="utf-8")
        profile = (Path(folder) / "profile").as_uri()
        command = [
            office, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}",
            "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        settings = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        try:
            subprocess.run(  # noqa: S603
                command, check=True, capture_output=True, timeout=_SECONDS, cwd=folder, env=settings
            )
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise ConflictError(
                "LibreOffice 没有生成 PDF", why=str(error)[:200], do="稍后重试，或者下载后另存为 PDF"
            ) from error


def pages(content: bytes) -> int:
    """Return how many pages a PDF has, 0 when that can't be seen."""
    found = len(_PAGE.findall(content))
    if found:
        return found
    for packed in _STREAM.findall(content):
        try:
            found += len(_PAGE.findall(zlib.decompress(packed)))
        except zlib.error:
            continue
    return found


def _fonts() -> str:
    """Return the machine's own font settings with stand-ins added; a font that is there is always preferred."""
    rows = (
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="append" binding="strong"><string>{other}</string></edit></match>'
        for other, names in _STAND_INS.items()
        for name in names
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{"".join(rows)}</fontconfig>'
    )
