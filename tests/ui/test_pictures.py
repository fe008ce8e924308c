"""Pictures from files and clipboards are read; what is none is said in a sentence."""

import zlib

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageWriter, QPainter, QPen

from digitpad.ui.drawing import painting
from digitpad.ui.drawing.picture_transfer import picture_from, source_in
from digitpad.ui.files.export_dialog import png_of

WHITE, BLACK = QColor("white"), QColor("black")
CLEAR = QColor(0, 0, 0, 0)


def corner(width, height, ink, paper):
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


def as_l(image):
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
def test_ink_is_read_and_shown_whatever_its_colour_and_its_papers(qapp, ink, paper):
    picture = picture_from(corner(300, 200, ink, paper))
    assert picture.image.shape == (28, 28) and picture.image.dtype == np.float32
    assert as_l(picture.image) == (True, False)
    assert picture.shown.shape == (200, 300) and picture.shown.dtype == np.uint8
    assert picture.shown[0].max() < 10  # paper
    assert picture.shown[100, 50 + 50] > 245  # ink
    assert picture.test_digit is None


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp", "tif"])
def test_a_file_of_each_usual_format_is_read_whatever_its_name(qapp, tmp_path, kind):
    path = tmp_path / f"an L, größer.{kind}"
    assert corner(300, 300, BLACK, WHITE).save(str(path))
    plain = path.rename(tmp_path / "without an ending")
    assert as_l(picture_from(plain).image) == (True, False)


def test_a_photo_is_turned_as_the_camera_was_held(qapp, tmp_path):
    path = tmp_path / "photo.jpg"
    writer = QImageWriter(str(path))
    writer.setTransformation(QImageIOHandler.Transformation.TransformationRotate90)
    assert writer.write(corner(400, 300, BLACK, WHITE))
    picture = picture_from(path)
    assert picture.shown.shape == (400, 300)
    turned = np.rot90(picture.image)  # back, against the clock
    assert as_l(turned) == (True, False)


def test_a_large_picture_is_scaled_down(qapp, tmp_path):
    large = corner(3000, 2000, BLACK, WHITE)
    path = tmp_path / "large.png"
    assert large.save(str(path))
    for source in (path, large):
        picture = picture_from(source)
        assert picture.shown.shape in [(666, 1000), (667, 1000)]
        assert as_l(picture.image) == (True, False)


def test_a_narrow_picture_is_a_picture(qapp):
    image = QImage(5000, 2, QImage.Format.Format_Grayscale8)
    image.fill(WHITE)
    for x in range(2000, 3000):
        image.setPixelColor(x, 0, BLACK)
        image.setPixelColor(x, 1, BLACK)
    assert picture_from(image).image.max() > 0.9


def a_huge_png():
    """60,000 x 60,000 pixels, as the header of the file says."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    content = bytearray(png_of(image))
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def a_blank_png():
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    return png_of(image)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>'


@pytest.mark.qt_log_ignore("libpng error", "QImageIOHandler: Rejecting image")
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"no picture", "is not a picture"),
        (lambda: b"", "is not a picture"),
        (lambda: SVG, "is not a picture"),  # it could name other files
        (lambda: png_of(corner(300, 300, BLACK, WHITE))[:100], "cannot be read"),
        (a_huge_png, "cannot be read"),
        (a_blank_png, "has no ink"),
        (None, "is not there"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(qapp, tmp_path, make, words):
    path = tmp_path / "digit.png"
    if make is not None:
        path.write_bytes(make())
    with pytest.raises(OSError, match=words) as caught:
        picture_from(path)
    assert path.name in str(caught.value) and str(caught.value).endswith(".")


def test_one_picture_is_found_in_what_was_dropped(qapp, tmp_path):
    def data(*urls, image=None, text=""):
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


def test_ink_is_tinted_wherever_it_lies_in_memory():
    gray = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    for view in (gray, gray.T, gray[::-1, ::2]):
        image = painting.tinted(view, WHITE, BLACK)
        height, width = view.shape
        shades = [[255 - image.pixelColor(x, y).red() for x in range(width)] for y in range(height)]
        assert shades == view.tolist()
