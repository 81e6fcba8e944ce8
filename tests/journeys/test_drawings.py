"""The words of our own drawings, in each language, stand beside each other and inside the picture."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from config import ROOT

DRAWINGS = sorted((ROOT / "courses").glob("*/media/*.svg"))
OVERLAPS = """() => {
  const sheet = document.querySelector("svg").getBoundingClientRect();
  const words = [...document.querySelectorAll("svg text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const both = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const meet = (a, b) => both(a, b, "left", "right") > 1 && both(a, b, "top", "bottom") > 6;
  const out = ([, box]) => box.left < sheet.left - 1 || box.right > sheet.right + 1;
  const over = words.flatMap(([a, one], at) => words.slice(at + 1).filter(([, other]) => meet(one, other)).map(([b]) => `${a} | ${b}`));
  return [...over, ...words.filter(out).map(([word]) => word)];
}"""


@pytest.fixture(scope="module")
def sheet(chromium: Browser):
    """A window that drawings are put into, one after the other."""
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_no_word_of_a_drawing_stands_on_another(sheet, drawing: Path):
    sheet.set_content(drawing.read_text())
    assert sheet.evaluate(OVERLAPS) == []
