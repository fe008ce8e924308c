"""Pictures from files and clipboards are read; what is none is said in a sentence."""

import gzip
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageWriter, QPainter, QPen

from digitpad.ui.drawing import painting
from digitpad.ui.drawing.picture_files import (
    PictureError,
    picture_from,
    source_in,
    write_png,
)

WHITE, BLACK = QColor("white"), QColor("black")
CLEAR = QColor(0, 0, 0, 0)


def corner(width: int, height: int, ink: QColor, paper: QColor) -> QImage:
    """An L as tall as it is wide, in the middle of an image with room around it."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(paper)
    side = min(width, height)
    painter = QPainter(image)
    painter.translate((width - side) / 2, (height - side) / 2)
    painter.setPen(QPen(ink, side * 0.08))
    painter.drawLine(int(0.25 * side), int(0.2 * side), int(0.25 * side), int(0.8 * side))
    painter.drawLine(int(0.25 * side), int(0.8 * side), int(0.75 * side), int(0.8 * side))
    painter.end()
    return image


def as_l(image: np.ndarray) -> tuple[bool, bool]:
    """Whether there is ink at the upper left and the lower right, and none at the upper right."""
    return bool(image[6:20, 4:12].max() > 0.9), bool(image[4:14, 18:].max() > 0.1)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        (BLACK, WHITE),
        (WHITE, BLACK),
        (QColor("#1a3a8a"), QColor("#e8e0d0")),
        (QColor("yellow"), QColor("navy")),
        (BLACK, CLEAR),
    ],
)
def test_ink_is_read_and_shown_whatever_its_colour_and_its_papers(
    qapp, ink: QColor, paper: QColor
) -> None:
    picture = picture_from(corner(300, 200, ink, paper))
    assert picture.image.shape == (28, 28) and picture.image.dtype == np.float32
    assert as_l(picture.image) == (True, False)
    assert picture.shown.shape == (200, 300) and picture.shown.dtype == np.uint8
    assert picture.shown[0].max() < 10  # paper
    assert picture.shown[100, 50 + 50] > 245  # ink
    assert picture.test_digit is None


def test_a_file_is_read_like_the_image_in_it(qapp, tmp_path: Path) -> None:
    path = tmp_path / "an L, größer.png"
    image = corner(300, 300, BLACK, WHITE)
    assert image.save(str(path))
    assert np.array_equal(picture_from(path).image, picture_from(image).image)
    plain = tmp_path / "without an ending"
    path.rename(plain)
    assert np.array_equal(picture_from(plain).image, picture_from(image).image)


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp", "tif"])
def test_each_usual_format_is_read(qapp, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"digit.{kind}"
    assert corner(300, 300, BLACK, WHITE).save(str(path))
    assert as_l(picture_from(path).image) == (True, False)


def test_a_photo_is_turned_as_the_camera_was_held(qapp, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    writer = QImageWriter(str(path))
    writer.setTransformation(QImageIOHandler.Transformation.TransformationRotate90)
    assert writer.write(corner(400, 300, BLACK, WHITE))
    picture = picture_from(path)
    assert picture.shown.shape == (400, 300)
    turned = np.rot90(picture.image)  # back, against the clock
    assert as_l(turned) == (True, False)


def test_a_large_picture_is_scaled_down(qapp, tmp_path: Path) -> None:
    large = corner(3000, 2000, BLACK, WHITE)
    path = tmp_path / "large.png"
    assert large.save(str(path))
    for source in (path, large):
        picture = picture_from(source)
        assert picture.shown.shape in [(666, 1000), (667, 1000)]
        assert as_l(picture.image) == (True, False)


def test_a_narrow_picture_is_a_picture(qapp) -> None:
    image = QImage(5000, 2, QImage.Format.Format_Grayscale8)
    image.fill(WHITE)
    for x in range(2000, 3000):
        image.setPixelColor(x, 0, BLACK)
        image.setPixelColor(x, 1, BLACK)
    assert picture_from(image).image.max() > 0.9


def a_text(folder: Path) -> Path:
    (folder / "notes.txt").write_text("no picture")
    return folder / "notes.txt"


def an_empty_file(folder: Path) -> Path:
    (folder / "empty.png").write_bytes(b"")
    return folder / "empty.png"


def a_text_called_png(folder: Path) -> Path:
    (folder / "text.png").write_text("no picture")
    return folder / "text.png"


def a_file_cut_short(folder: Path) -> Path:
    path = folder / "short.png"
    assert corner(300, 300, BLACK, WHITE).save(str(path))
    path.write_bytes(path.read_bytes()[:100])
    return path


def a_folder(folder: Path) -> Path:
    (folder / "folder.png").mkdir()
    return folder / "folder.png"


def a_pipe_without_end(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def a_missing_file(folder: Path) -> Path:
    return folder / "missing.png"


def a_blank_sheet(folder: Path) -> Path:
    path = folder / "blank.png"
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    assert image.save(str(path))
    return path


def a_huge_picture(folder: Path) -> Path:
    """60,000 x 60,000 pixels, as the header of the file says."""
    path = folder / "huge.png"
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    assert image.save(str(path))
    content = bytearray(path.read_bytes())
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    path.write_bytes(content)
    return path


@pytest.mark.qt_log_ignore("libpng error")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_text, "is not a picture"),
        (an_empty_file, "is not a picture"),
        (a_text_called_png, "is not a picture"),
        (a_file_cut_short, "cannot be read"),
        (a_folder, "it is a folder"),
        pytest.param(
            a_pipe_without_end,
            "it is not a file",
            marks=pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names"),
        ),
        (a_missing_file, "is not there"),
        (a_blank_sheet, "has no ink"),
        (a_huge_picture, "60,000 × 60,000 pixels"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    qapp, tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(PictureError) as caught:
        picture_from(path)
    sentence = str(caught.value)
    assert path.name in sentence and words in sentence and sentence.endswith(".")


def test_one_picture_is_found_in_what_was_dropped(qapp, tmp_path: Path) -> None:
    def data(*urls: QUrl, image: QImage | None = None, text: str = "") -> QMimeData:
        data = QMimeData()
        if urls:
            data.setUrls(urls)
        if image is not None:
            data.setImageData(image)
        if text:
            data.setText(text)
        return data

    one, two = QUrl.fromLocalFile(str(tmp_path / "1.png")), QUrl.fromLocalFile(str(tmp_path / "2"))
    web = QUrl("https://example.com/3.png")
    image = corner(30, 30, BLACK, WHITE)
    assert source_in(data(one)) == tmp_path / "1.png"
    assert source_in(data(one, image=image)) == tmp_path / "1.png"
    found = source_in(data(web, image=image))  # as from a browser
    assert isinstance(found, QImage) and found.size() == image.size()
    for nothing in (
        data(),
        data(text="words"),
        data(web),
        data(one, two),
        data(QUrl.fromLocalFile(str(tmp_path / "net.json"))),
        data(QUrl.fromLocalFile(str(tmp_path / "NET.JSON"))),
    ):
        assert source_in(nothing) is None
    broken = QMimeData()
    broken.setData("image/png", QByteArray(b"no picture"))
    assert source_in(broken) is None


def test_a_png_that_cannot_be_written_leaves_the_old_file(qapp, tmp_path: Path) -> None:
    image = corner(30, 30, BLACK, WHITE)
    path = tmp_path / "digit.png"
    write_png(image, path)
    assert QImage(str(path)).convertToFormat(image.format()) == image
    before = path.read_bytes()
    for wrong in (tmp_path, tmp_path / "missing" / "digit.png"):
        with pytest.raises(PictureError, match="cannot be written: .*[.]$") as caught:
            write_png(image, wrong)
        assert wrong.name in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["digit.png"]


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
width="99" height="99"><image xlink:href="%s" width="9" height="9"/>%s</svg>"""


def nested() -> bytes:
    """Each group has the one before ten times: a thousand million in the end."""
    groups = [b'<g id="g0"><rect width="1" height="1"/></g>']
    groups += [
        b'<g id="g%d">%s</g>' % (i, 10 * (b'<use xlink:href="#g%d"/>' % (i - 1)))
        for i in range(1, 10)
    ]
    return b"".join(groups)


@pytest.mark.parametrize("name", ["a.svg", "a.png", "a.svgz"])
@pytest.mark.parametrize("body", [b"<rect/>", nested()], ids=["plain", "endless"])
def test_a_drawing_that_is_a_program_is_no_picture(
    qapp, tmp_path: Path, name: str, body: bytes
) -> None:
    other = tmp_path / "other.png"
    corner(9, 9, QColor("black"), QColor("white")).save(str(other))
    text = SVG % (str(other).encode(), body)
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith("z") else text)
    with pytest.raises(PictureError, match="not a picture"):
        picture_from(path)


def test_ink_is_tinted_wherever_it_lies_in_memory() -> None:
    gray = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    for view in (gray, gray.T, gray[::-1, ::2]):
        image = painting.tinted(view, WHITE, BLACK)
        height, width = view.shape
        shades = [[255 - image.pixelColor(x, y).red() for x in range(width)] for y in range(height)]
        assert shades == view.tolist()
