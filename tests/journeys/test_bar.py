"""The bar: brand, sections and the reader's own corner, in one row or in two, at every width and in every language."""

import pytest

WIDTHS = (320, 360, 768, 1024, 1280)
WORDS = {
    "en": ["Home", "Courses", "Sessions", "Mentor", "Conversations", "Certificates", "First steps"],
    "ru": ["Главная", "Курсы", "Занятия", "Наставник", "Переписка", "Свидетельства", "Первые шаги"],
}
MANY = """words => {
  const row = document.querySelector(".sections ul"), one = row.querySelector("li:not(:first-child), li").cloneNode(true);
  one.querySelector("a").removeAttribute("aria-current");
  row.replaceChildren(...words.map((word, n) => {
    const li = one.cloneNode(true);
    li.querySelector("a").textContent = word;
    if (n === 0) li.querySelector("a").setAttribute("aria-current", "page");
    return li;
  }));
}"""
BOXES = """() => Object.fromEntries([".bar", ".brand", ".brand span", ".sections", ".bar-end", ".bar .reader"].map(name => {
  const box = document.querySelector(name).getBoundingClientRect();
  return [name, [box.left, box.top, box.right, box.bottom]];
}))"""


def apart(one: list[float], other: list[float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_bar_holds_seven_sections_at_every_width(site, lang):
    officer = site.make.trainee(lang=lang, call_name="Айгуль Т." if lang == "ru" else "Dilnoza R.")
    for width in WIDTHS:
        page = site.pc(officer, viewport={"width": width, "height": 800})
        page.goto("/profile")
        for words in (WORDS[lang][:2], WORDS[lang]):
            page.evaluate(MANY, words)
            at = page.evaluate(BOXES)
            where = (width, words, at)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, where
            assert all(apart(at[a], at[b]) for a, b in [(".brand", ".sections"), (".brand", ".bar-end"), (".sections", ".bar-end")]), where
            assert at[".brand span"][3] - at[".brand span"][1] < 40, where  # two lines at most, hidden on a phone
            assert at[".bar"][3] - at[".bar"][1] <= (54 if width == 1280 and len(words) == 2 else 2 * 53 + 1), where
            assert at[".bar .reader"][2] - at[".bar .reader"][0] > 50, where
            assert (at[".brand span"][2] > at[".brand span"][0]) is (width >= 768), where


def test_sections_that_do_not_fit_scroll_in_their_row_and_the_present_one_can_be_reached(site):
    page = site.pc(site.make.trainee(), viewport={"width": 360, "height": 800})
    page.goto("/profile")
    page.evaluate(MANY, WORDS["ru"])
    last = page.locator(".sections a").last
    last.focus()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = last.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 361 and box["height"] >= 44
