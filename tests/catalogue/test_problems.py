"""Every mistake is said as `file:line: what is wrong; how to write it`, all of them at once, and never as a traceback."""

import re

import pytest

from tests.catalogue.conftest import Written

PARTS, QUIZ, QUIZ_RU = "01-seals/01-parts.md", "01-seals/02-quiz.md", "01-seals/02-quiz.ru.md"
ONE = "## Which class is a bolt seal? {#class topic=classes lesson=parts}"

# (file, what stood there, what stands there now, the line, what is said)
MISTAKES = [
    ("course.md", "hours: 1", "hourz: 1", "course.md:5", "`hourz` is not a key of this file; did you mean `hours`?"),
    ("course.md", "hours: 1", "pillar: x", "course.md:8", "`pillar` stands here a second time (first in line 5)"),
    ("course.md", "hours: 1", "hours: two", "course.md:5", "`hours: two` cannot be used; write `hours: 2`"),
    ("course.md", "hours: 1", "hours: -1", "course.md:5", "`hours` must be more than 0"),
    ("course.md", "hours: 1\n", "", "course.md:1", "`hours` is missing; write `hours: 2`"),
    ("course.md", "hours: 1", "hours: 1\nrequires: [x]", "course.md:6", "`requires` is not read: prerequisites are not part of this version"),  # noqa: E501
    ("course.md", "hours: 1", "hours: 1\ncertificate: {}", "course.md:6", "`certificate` is not read"),
    ("course.md", "title: Seals", "title: 2020", "course.md:3", '`title` is a number here; put it in quotes: `title: "2020"`'),
    ("course.md", "title: Seals", "title: 2020-01-01", "course.md:3", "put it in quotes"),
    ("course.md", "title: Seals", "title: Seals: look", "course.md:3", 'the front matter cannot be read (mapping values are not allowed here)'),  # noqa: E501
    ("course.md", "title: Seals", "title: *all", "course.md:3", "put the text in quotes"),
    ("course.md", "id: seals", "id: Seals_1", "course.md:2", "the id `Seals_1` is not in the form of an id"),
    ("course.md", "pillar: elearning", "pillar: practice", "course.md:8", "`pillar: practice` is not possible; `pillar` is `elearning` or `theory` or `mentorship`; write `pillar: elearning (or theory, mentorship)`"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: {all: [parst]}\npillar: elearning", "course.md:8", "did you mean `parts`?"),
    ("course.md", "pillar: elearning", "complete: {of: 9, from: [parts]}\npillar: elearning", "course.md:8", "`of: 9` in `complete` is not a number from 1 to 1"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: {all: [parst]}\npillar: elearning", "course.md:8", "There are `parts`, `seal-quiz`, `seals-module`"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: {all: [reading]}\npillar: elearning", "course.md:8", "`complete` names `reading`, which is no module, lesson or quiz of this course; write one of `parts`, `seal-quiz`, `seals-module`"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete:\n  all:\n    - parts\n    - seals\npillar: elearning", "course.md:11", "`complete` names `seals`"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: [parts]\npillar: elearning", "course.md:8", "a list that does not say how much of it is enough; write `complete: {all: "),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: {all: [parts, 12]}\npillar: elearning", "course.md:8", "`complete` has `12` where an id belongs"),  # noqa: E501
    ("course.md", "pillar: elearning", "complete: {of: 1}\npillar: elearning", "course.md:8", "`complete` has `of`, and not `all` alone"),
    ("course.md", "pillar: elearning", "complete: {}\npillar: elearning", "course.md:8", "`complete` has nothing, and not `all` alone"),
    ("course.md", "pillar: elearning", "complete: {any: []}\npillar: elearning", "course.md:8", "`any` in `complete` has no list of ids"),
    ("course.md", "audience: [customs]", "audience: []", "course.md:7", "`audience` is empty; write `audience: [customs, pcu]`"),
    ("course.md", "title: Seals", "\ttitle: Seals", "course.md:3", "(there is a tab); write spaces in place of the tab"),
    (QUIZ, "pass: 80%", "pass: 0.8", f"{QUIZ}:5", "`pass: 0.8` cannot be used; write `pass: 80% (or a number of points)`"),
    (PARTS, "id: parts\n", "", f"{PARTS}:1", "`id` is missing; write `id: reading-a-number`"),
    (PARTS, "id: parts", "id: seal-quiz", f"{QUIZ}:2", "the id `seal-quiz` is already that of 01-seals/01-parts.md"),
    (PARTS, "title: The parts", "kind: case\ntitle: The parts", f"{PARTS}:3", "`kind: case` is not possible; `kind` is `lesson` or `quiz` or `session` or `meeting` or `assignment`; write `kind: lesson (or quiz, session, meeting, assignment)`"),  # noqa: E501
    (QUIZ, "kind: quiz", "kind: quizz", f"{QUIZ}:4", "`kind: quizz` is not possible; `kind` is `lesson` or `quiz` or `session` or `meeting` or `assignment`; did you mean `quiz`?"),  # noqa: E501
    (PARTS, "title: The parts", "kind: session\ntitle: The parts", f"{PARTS}:3", "`kind: session` needs a trainer, and this course is of the pillar elearning; move it into a course with `pillar: theory`"),  # noqa: E501
    (PARTS, "title: The parts", "kind: assignment\ntitle: The parts", f"{PARTS}:3", "`kind: assignment` needs a mentor, and this course is of the pillar elearning; move it into a course with `pillar: mentorship`"),  # noqa: E501
    (PARTS, "lesson:seal-quiz", "lesson:seal-quizz", f"{PARTS}:5", "there is no lesson with the id `seal-quizz`; did you mean `seal-quiz`?"),  # noqa: E501
    (QUIZ, "Take your time.", "Read [it](lesson:parts).", f"{QUIZ}:8", "a link to a lesson can stand in the text of a lesson only"),
    (QUIZ, "> From the standard.", "> See [it](lesson:parts).", f"{QUIZ}:41", "a link to a lesson can stand in the text of a lesson only"),
    ("course.md", "- say what", "- [say](lesson:parts) what", "course.md:12", "a link to a lesson can stand in the text of a lesson only"),
    (PARTS, "lesson:seal-quiz", "http://example.org", f"{PARTS}:5", "the link `http://example.org` leads nowhere safe; write `https://example.org`"),
    (PARTS, "lesson:seal-quiz", "02-quiz.md", f"{PARTS}:5", "the link `02-quiz.md` leads nowhere safe"),
    (PARTS, "lesson:seal-quiz", "javascript:alert(1)", f"{PARTS}:5", "leads nowhere safe"),
    (PARTS, "(#parts)", "(#part)", f"{PARTS}:5", "there is no heading `{#part}` in this text"),
    (PARTS, "media/seal.svg", "media/seel.svg", f"{PARTS}:9", "there is no picture `media/seel.svg` in the course folder; did you mean `media/seal.svg`?"),  # noqa: E501
    (PARTS, "media/seal.svg", "../seal.svg", f"{PARTS}:9", "the picture `../seal.svg` is outside the course"),
    (PARTS, "media/seal.svg", "/etc/seal.svg", f"{PARTS}:9", "is outside the course"),
    (PARTS, "media/seal.svg", "https://example.org/seal.svg", f"{PARTS}:9", "is outside the course"),
    (PARTS, "media/seal.svg", "media/seal.gif", f"{PARTS}:9", "`media/seal.gif` is not a picture that is shown here"),
    (PARTS, "A bolt seal: pin and body", "", f"{PARTS}:9", "the picture `media/seal.svg` has no text alternative"),
    (PARTS, "{width=400 height=200}", "{width=400}", f"{PARTS}:9", "the picture `media/seal.svg` has no height"),
    (PARTS, "{width=400 height=200}", "{width=400 height=200 onload=x}", f"{PARTS}:9", "`onload` cannot be set in a text"),
    (PARTS, "Ask first.", "Ask <b>first</b>.", f"{PARTS}:16", "`<b>` is HTML, which is not read"),
    (PARTS, "Ask first.", "Ask <script>x</script>.", f"{PARTS}:16", "`<script>` is HTML, which is not read"),
    (PARTS, "!!! warning", "!!! waring", f"{PARTS}:15", "`!!! waring` is not a kind of note; did you mean `warning`?"),
    (PARTS, "## The parts {#parts}", "# The parts {#parts}", f"{PARTS}:7", "the title of the page stands in the front matter; write `## The parts`"),  # noqa: E501
    (PARTS, "| Pin  | the door |", "| Pin  | the door |\n{: .kees }", f"{PARTS}:14", "`.kees` means nothing here; did you mean `keys`?"),
    (PARTS, "{#where ?}", "{#where ? point=2}", f"{PARTS}:18", "`point=2` means nothing in the braces of a question; did you mean `points`?"),  # noqa: E501
    (QUIZ, "pass: 80%", "pass: 12", f"{QUIZ}:5", "`pass: 12` is more than the 11 points there are"),
    (QUIZ, "pass: 80%", "pass: most", f"{QUIZ}:5", "`pass: most` is neither a share nor a number of points"),
    (QUIZ, "pass: 80%\n", "", f"{QUIZ}:1", "`pass` is missing; write `pass: 80%"),
    (QUIZ, "attempts: 3", "attempts: 0", f"{QUIZ}:6", "`attempts` must be at least 1"),
    (QUIZ, "points=2}", "points=1.5}", f"{QUIZ}:17", "`points=1.5` is not a number of points"),
    (QUIZ, "{#signs points=2}", "{#class}", f"{QUIZ}:17", "the question id `class` stands here twice (first in line 10)"),
    (QUIZ, " {#signs points=2}", "", f"{QUIZ}:17", "a question has no id; write `## Which of these say that a seal was opened? {#short-name}`"),  # noqa: E501
    (QUIZ, "- [x] H", "- [ ] H", f"{QUIZ}:10", "the question `class` has no right answer; mark it with `- [x] `"),
    (QUIZ, "- [ ] S\n- [ ] I\n", "- [x] S\n- [x] I\n", f"{QUIZ}:10", "every answer to `class` is right"),
    (QUIZ, "- [ ] S\n- [ ] I\n", "- [ ] S\n- [ ] s\n", f"{QUIZ}:10", "two answers to `class` are the same"),
    (QUIZ, "- [x] H", "- [х] H", f"{QUIZ}:11", "the mark of this answer cannot be read"),
    (QUIZ, "- [x] H", "-[x] H", f"{QUIZ}:11", "the mark of this answer cannot be read"),
    (QUIZ, "lesson=parts", "lesson=part", f"{QUIZ}:10", "there is no lesson with the id `part`; did you mean `parts`?"),
    (QUIZ, "lesson=parts", "lesson=seal-quiz", f"{QUIZ}:10", "there is no lesson with the id `seal-quiz`"),
    (QUIZ, "= 10..12 kN", "= 12..10 kN", f"{QUIZ}:24", "the range `12..10 kN` runs backwards"),
    (QUIZ, "= 10..12 kN", "=", f"{QUIZ}:24", "there is nothing behind `=`"),
    (QUIZ, "= 10..12 kN", "Think.", f"{QUIZ}:23", "the question `load` has no answers"),
    (QUIZ, "1. View\n2. Verify\n3. Tug\n4. Twist", "1. View", f"{QUIZ}:29", "the question `order` has only one answer to choose from"),
    (QUIZ, "|------|---------|\n", "", f"{QUIZ}:36", "the matching table has no heading"),
    (QUIZ, "| I | indicative |", "| I | indicative | x |", f"{QUIZ}:40", "a matching table has two columns, this row has 3"),
    (QUIZ, "> From the standard.", "From the standard.", f"{QUIZ}:41", "there is text behind the answers"),
    (QUIZ, "> ISO 17712 names three classes.", "> ISO 17712.\n- [ ] X", f"{QUIZ}:16", "an answer stands after the explanation"),
    (QUIZ_RU, "{#class}", "{#klass}", f"{QUIZ_RU}:7", "the source (01-seals/02-quiz.md) has no question `klass`; did you mean `class`?"),
    (QUIZ_RU, "{#class}", "{#klass}", f"{QUIZ_RU}:1", "the question `class` (01-seals/02-quiz.md:10) is not translated"),
    (QUIZ_RU, "- [ ] I\n", "", f"{QUIZ_RU}:7", "this question has 2 answers, `class` in 01-seals/02-quiz.md:10 has 3"),
    (QUIZ_RU, "- [ ] S\n", "- [x] S\n", f"{QUIZ_RU}:7", "other answers are marked right than for `class`"),
    (QUIZ_RU, "= 10..12 кН", "= 10..13 кН", f"{QUIZ_RU}:21", "the number is another than for `load`"),
    (QUIZ_RU, "= 10..12 кН", "= десять", f"{QUIZ_RU}:20", "this question is of another type than `load`"),
    (QUIZ_RU, "{#signs}", "{#signs points=3}", f"{QUIZ_RU}:14", "`points` is another than for `signs`"),
    (QUIZ_RU, "| I | индикация |", "| I | защита |", f"{QUIZ_RU}:32", "two second cells are the same here"),
    (QUIZ_RU, "title: Пломбы, вопросы", "id: x\ntitle: Пломбы, вопросы", f"{QUIZ_RU}:2", "`id` is not a key of this file"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "what"), MISTAKES)
def test_a_mistake_is_said_where_it_stands_with_how_to_write_it(seals: Written, file: str, old: str, new: str, where: str, what: str):
    found = seals.changed(file, old, new).problems()
    assert any(problem.startswith(f"{where}: ") and what in problem for problem in found), "\n".join(found)
    assert all(re.fullmatch(r"\S+:\d+: .+; .+", problem, re.S) for problem in found), "\n".join(found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (PARTS, "title: The parts of a seal\n", ""),
        (PARTS, "title: The parts of a seal", "title: Parts: all of them"),
        (PARTS, "---\nid: parts", "id: parts"),
        ("01-seals/module.md", "title: Seals in the hand\n", ""),
        (QUIZ, "kind: quiz\n", ""),
        (QUIZ, "kind: quiz", "kind: exam"),
        (QUIZ, "title: Seals, asked", "title: Seals: asked"),
        (QUIZ, "attempts: 3", "attempts: three"),
        (QUIZ_RU, 'title: Пломбы, вопросы\nmade_from: "', 'title: Пломбы: вопросы\nmade_from: "'),
    ],
)
def test_one_mistake_in_a_front_matter_makes_nothing_else_wrong(seals: Written, file: str, old: str, new: str):
    named = seals.changed("course.md", "pillar: elearning", "pillar: elearning\ncomplete: {all: [seals-module, parts, seal-quiz]}")
    found = named.changed(file, old, new).problems()
    assert len(found) == 1 and found[0].startswith(f"{file}:"), "\n".join(found)


@pytest.mark.property
@pytest.mark.parametrize("file", ["course.md", "01-seals/module.md", PARTS, QUIZ, QUIZ_RU])
def test_no_sentence_stops_before_what_to_write(seals: Written, file: str):
    lines = str(seals.files[file]).split("\n")
    for at in (at for at, line in enumerate(lines) if line.strip()):
        found = seals.with_file(file, "\n".join([*lines[:at], *lines[at + 1 :]])).problems()
        assert all(re.fullmatch(r"\S+:\d+: .*\S; .*[^\s,;:]", problem) and "one of;" not in problem for problem in found), "\n".join(found)
        assert not any(problem.endswith("one of") for problem in found), "\n".join(found)


def test_a_name_where_none_can_be_read_is_told_what_to_do(seals: Written):
    alone = seals.without(PARTS, "01-seals/01-parts.ru.md", "media/seal.svg")
    assert any("no lesson with the id `parts`; there is none yet that can be read" in problem for problem in alone.problems())
    empty = Written({"course.md": str(seals.files["course.md"]).replace("hours: 1", "hours: 1\ncomplete: {all: [parts]}")})
    assert any("`complete` names `parts`" in problem and "there is none yet" in problem for problem in empty.problems())


def test_all_mistakes_are_said_at_once(seals: Written):
    spoilt = (
        seals.changed("course.md", "hours: 1", "hourz: 1")
        .changed(QUIZ, "- [x] H", "- [ ] H")
        .changed(PARTS, "media/seal.svg", "media/no.svg")
    )
    found = "\n".join(spoilt.problems())
    assert "hourz" in found and "no right answer" in found and "media/no.svg" in found


def test_a_translation_says_what_it_was_made_from(seals: Written):
    unstamped = re.sub(r"made_from: .*\n", "", str(seals.files[QUIZ_RU]))
    (problem,) = seals.with_file(QUIZ_RU, unstamped).problems()
    assert problem.startswith(f'{QUIZ_RU}:1: `made_from` is missing; write `made_from: "')
    written = re.search(r'made_from: "[0-9a-f]{12}"', problem)
    assert written and written[0] in str(seals.files[QUIZ_RU]), "the line can be copied as it is"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("01-seals/Module.md", "---\n---\n", "write its name in small letters: `module.md`"),
        ("01-seals/03-x.md", "---\n---\nX.\n", "the front matter is empty; write `id`, `title` between the two lines `---`"),
        ("01-seals/lesson.md", "---\n---\n", "number the file: `01-seals/01-lesson.md`"),
        ("seals/01-lesson.md", "---\n---\n", "number the folder: `01-seals`"),
        ("01-seals/deep/01-x.md", "---\n---\n", "this file has no place in the course"),
        ("01-seals/02 x.md", "---\n---\n", "number the file: `01-seals/02-x.md`"),
        ("01-seals/03-x.MD", "---\n---\n", "write its end in small letters: `.md`"),
        ("readme.md", "Hello", "this file has no place in the course"),
        ("01-seals/03-x.de.md", "---\n---\n", "`de` is not a language of the programme"),
        ("01-seals/03-x.ru.md", "---\ntitle: Икс\n---\n", "there is no `01-seals/03-x.md` that this translates"),
        ("01-seals/01-parts.en.md", "---\ntitle: X\n---\n", "the course itself is written in `en`"),
        ("data.csv", "a,b", "this file is not part of a course"),
        ("media/film.mp4", "x", "this is not a picture that is shown"),
        ("02-new/01-x.md", "---\nid: x\ntitle: X\n---\nX.\n", "the module has no module.md"),
        ("02-new/module.md", "---\nid: n\ntitle: N\n---\n", "the module has no lesson"),
        ("01-seals/03-x.md", "Just text.", "the front matter is missing"),
        ("01-seals/03-x.md", "---\nid: x", "the front matter does not end"),
        ("01-seals/03-x.md", "---\n- a\n---\n", "the front matter is not a list of keys"),
        ("01-seals/03-x.md", "---\nid: x\ntitle: X\n---\n", "the lesson has no text"),
        ("01-seals/03-x.md", "---\nid: x\ntitle: X\nkind: quiz\npass: 80%\n---\nText.\n", "the quiz has no questions"),
        ("01-seals/03-x.md", b"---\nid: x\ntitle: \xcf\xeb\n---\n", "the file is not UTF-8"),
        ("01-seals/03-x.md", "---\nid: x\ntitle: X\n---\nA\x00B", "there is a character that cannot be shown"),
        ("01-seals/03-x.md", "---\nid: x\ntitle: X\n---\nA\u202eB", "there is a character that cannot be shown (RIGHT-TO-LEFT OVERRIDE)"),
        ("01-seals/03-x.md", "---\nid: x\ntitle: X\n---\n\ue000where\ue001", "there is a character that cannot be shown"),
    ],
)
def test_a_strange_file_is_said(seals: Written, name: str, content: str | bytes, what: str):
    found = seals.with_file(name, content).problems()
    assert any(problem.startswith(name.rpartition("/")[0]) and what in problem for problem in found), "\n".join(found)


def test_a_folder_without_a_course_is_said(seals: Written):
    assert "the course has no course.md" in seals.without("course.md", "course.ru.md").problems()[0]
    assert "the course has no modules" in "".join(Written({"course.md": seals.files["course.md"]}).problems())


def test_problems_outside_a_check_are_those_of_text_in_fences_never(lesson):
    assert lesson("```\n## Not a question {#x ?}\n- [x] <b>bold</b>\n```\n").problems() == []
