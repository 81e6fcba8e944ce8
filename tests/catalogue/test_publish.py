"""A course folder becomes an immutable release; a mended sentence reaches everybody, anything more only whoever starts anew."""

from datetime import UTC, datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from lms.catalogue import queries
from lms.catalogue.actions import HasProblems, NeedsSeverity, Published, compare, publish
from lms.catalogue.models import Activity, Asset, Body, Question, QuestionVersion, Release, ReleaseItem, Severity
from lms.catalogue.rules.marking import mark_asked, right_answer
from lms.lib.refusals import Conflict, NotThere
from tests.catalogue.conftest import Written

AT = datetime(2020, 6, 26, 5, tzinfo=UTC)
PARTS, QUIZ = "01-seals/01-parts.md", "01-seals/02-quiz.md"


def put(written: Written, severity: Severity | None = None) -> Published:
    return publish(written.stamped.folder, severity, at=AT)


def lesson_text(base_id: int, *langs: str) -> str:
    activity = queries.head(base_id).outline.find("parts")
    assert activity is not None
    found = queries.text(base_id, activity.id, langs or ("en",))
    assert found is not None
    return found.html


def test_a_folder_is_published_and_everything_a_page_needs_is_there(db: SQLAlchemy, seals: Written):
    done = put(seals)
    (row,) = queries.courses()
    assert (done.no, done.severity, done.is_new) == (1, Severity.FIRST, True)
    assert (row.slug, row.base_id, row.release_id) == ("seals", done.release_id, done.release_id)
    assert queries.release_for_start(row.course_id) == done.release_id
    lesson, quiz = row.outline.activities
    assert (lesson.kind, lesson.langs, lesson.unreviewed, lesson.stale) == ("lesson", ("en", "ru"), ("ru",), ())
    assert (quiz.questions, quiz.points, quiz.pass_points, quiz.attempts) == (6, 11, 9, 3)
    assert row.outline.rule == {"all": [lesson.id, quiz.id]} and row.outline.langs == ("en", "ru")
    assert "A bolt seal has a pin" in lesson_text(done.base_id)
    asked = queries.questions(done.release_id, quiz.id)
    assert [question.slug for question in asked] == ["class", "signs", "load", "who", "order", "match"]
    assert sum(mark_asked(question, right_answer(question)) for question in asked) == quiz.points


def test_publishing_twice_changes_nothing(db: SQLAlchemy, seals: Written):
    first = put(seals)
    for severity in (None, Severity.EDITORIAL, Severity.MAJOR):
        again = put(seals, severity)
        assert (again.release_id, again.is_new) == (first.release_id, False)
    assert db.session.scalar(select(func.count()).select_from(Release)) == 1


def test_a_mended_sentence_reaches_whoever_is_enrolled(db: SQLAlchemy, seals: Written):
    first = put(seals)
    second = put(seals.changed(PARTS, "a pin and a body", "a pin and a bush"), Severity.EDITORIAL)
    assert (second.no, second.base_id) == (2, first.release_id)
    assert "a pin and a bush" in lesson_text(first.base_id)
    assert queries.release_for_start(first.course_id) == first.release_id
    assert queries.head(first.base_id).release_id == second.release_id
    assert db.session.scalar(select(func.count()).select_from(Body)) == 5, "only the changed text is kept anew"
    assert db.session.scalar(select(func.count()).select_from(QuestionVersion)) == 7
    assert db.session.scalar(select(func.count()).select_from(Asset)) == 1


def test_a_larger_change_reaches_only_whoever_starts_anew(db: SQLAlchemy, seals: Written):
    first = put(seals)
    second = put(seals.changed(QUIZ, "- [x] H", "- [ ] H").changed(QUIZ, "- [ ] S\n", "- [x] S\n"), Severity.MINOR)
    assert second.base_id == second.release_id == queries.release_for_start(first.course_id)
    quiz = queries.outline(first.release_id).activities[1]
    old, new = queries.questions(first.release_id, quiz.id)[0], queries.questions(second.release_id, quiz.id)[0]
    assert (old.answer_key["right"], new.answer_key["right"]) == ([0], [1])
    third = put(seals.changed(PARTS, "a pin and a body", "a pin and a bush"), Severity.MAJOR)
    assert "a pin and a body" in lesson_text(first.base_id) and "a pin and a bush" in lesson_text(third.base_id)


def test_an_editorial_release_follows_the_newest_base(db: SQLAlchemy, seals: Written):
    put(seals)
    minor = put(seals.changed(QUIZ, "attempts: 3", "attempts: 2"), Severity.MINOR)
    words = seals.changed(QUIZ, "attempts: 3", "attempts: 2").changed(PARTS, "a pin and a body", "a pin and a bush")
    assert put(words, Severity.EDITORIAL).base_id == minor.release_id


def fewer(seals: Written) -> Written:
    """What a minor release changes: the quiz, and no text."""
    return seals.changed(QUIZ, "attempts: 3", "attempts: 2")


def test_a_mended_sentence_reaches_whoever_is_enrolled_on_an_older_base(db: SQLAlchemy, seals: Written):
    first = put(seals)
    minor = put(fewer(seals), Severity.MINOR)
    mended = fewer(seals).changed(PARTS, "a pin and a body", "a pin and a bush").changed(PARTS, "title: The parts", "title: All parts")
    last = put(mended, Severity.EDITORIAL)
    assert (last.base_id, last.carried, last.behind) == (minor.base_id, (first.base_id,), ())
    assert "a pin and a bush" in lesson_text(first.base_id) and "a pin and a bush" in lesson_text(minor.base_id)
    before, head = queries.outline(first.release_id), queries.head(first.base_id)
    lesson, quiz = head.outline.activities
    assert (lesson.title["en"], quiz.attempts, head.outline.rule) == ("All parts of a seal", 3, before.rule)
    assert queries.all_questions(head.release_id) == queries.all_questions(first.release_id)
    items = select(ReleaseItem.activity_id, ReleaseItem.module_slug, ReleaseItem.pos, ReleaseItem.weight).order_by(ReleaseItem.pos)
    was, now = (db.session.execute(items.where(ReleaseItem.release_id == each)).all() for each in (first.release_id, head.release_id))
    assert was == now


def test_a_carried_release_is_never_the_newest_of_the_course(db: SQLAlchemy, seals: Written):
    first = put(seals)
    minor = put(fewer(seals), Severity.MINOR)
    mended = fewer(seals).changed(PARTS, "a pin and a body", "a pin and a bush")
    last = put(mended, Severity.EDITORIAL)
    assert queries.release_for_start(first.course_id) == minor.release_id
    assert queries.course("seals") == queries.courses()[0]
    assert (queries.course("seals").release_id, queries.course("seals").base_id) == (last.release_id, minor.base_id)
    count = select(func.count()).select_from(Release)
    assert db.session.scalar(count) == 4
    for severity in (None, Severity.EDITORIAL, Severity.MAJOR):
        assert not put(mended, severity).is_new
    assert db.session.scalar(count) == 4
    back = put(fewer(seals), Severity.EDITORIAL)
    assert back.no > last.no and "a pin and a body" in lesson_text(first.base_id), "the next mending reaches the older base, too"


def test_a_lesson_that_said_something_else_keeps_its_words(db: SQLAlchemy, seals: Written):
    first = put(seals)
    other = seals.changed(PARTS, "a pin and a body", "a pin and a barrel")
    put(fewer(other), Severity.MINOR)
    last = put(fewer(other).changed(PARTS, "a barrel", "a bush"), Severity.EDITORIAL)
    assert (last.carried, last.behind) == ((), (first.base_id,))
    assert queries.head(first.base_id).release_id == first.release_id and "a pin and a body" in lesson_text(first.base_id)


def test_a_translation_of_a_mended_source_is_outdated_on_the_older_base_too(db: SQLAlchemy, seals: Written):
    first = put(seals)
    put(fewer(seals), Severity.MINOR)
    stamped = fewer(seals).stamped.changed(PARTS, "a pin and a body", "a pin and a bush")
    publish(stamped.folder, Severity.EDITORIAL, at=AT)
    lesson = queries.head(first.base_id).outline.activities[0]
    russian, english = queries.text(first.base_id, lesson.id, ("ru",)), queries.text(first.base_id, lesson.id, ("en",))
    assert lesson.stale == ("ru",) and russian is not None and russian.is_stale
    assert english is not None and not english.is_stale and lesson.unreviewed == ("ru",)


def test_questions_of_an_older_base_stay_as_they_are(db: SQLAlchemy, seals: Written):
    first = put(seals)
    put(fewer(seals), Severity.MINOR)
    last = put(fewer(seals).changed("01-seals/02-quiz.ru.md", "Пломбу ставит ___.", "Кто ставит пломбу?"), Severity.EDITORIAL)
    assert (last.carried, last.behind) == ((), (first.base_id,))


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (QUIZ, "- [x] H", "- [x] High", "the question `class` of `seal-quiz` is another"),
        (QUIZ, "> ISO 17712 names", "> ISO 17712:2013 names", "the question `class` of `seal-quiz` is another"),
        (QUIZ, "points=3}", "points=4}", "the question `match` of `seal-quiz` is another"),
        (QUIZ, "pass: 80%", "pass: 50%", "the rules of `seal-quiz` are others"),
        (QUIZ, "attempts: 3\n", "", "the rules of `seal-quiz` are others"),
        (QUIZ, "id: seal-quiz", "id: quiz-two", "`quiz-two` is new; `seal-quiz` is gone"),
        (PARTS, "{#where ?}", "{#which ?}", "the question `which` of `parts` is new; the question `where` of `parts` is gone"),
        ("01-seals/module.md", "id: seals-module", "id: m", "activities stand in another order or module"),
        (
            "course.md",
            "pillar: elearning",
            "pillar: elearning\ncomplete: {any: [parts, seal-quiz]}",
            "the course is completed by another rule",
        ),
    ],
)
def test_editorial_is_refused_when_more_than_words_differ(db: SQLAlchemy, seals: Written, file: str, old: str, new: str, why: str):
    put(seals)
    english = seals.without(*(name for name in seals.files if ".ru." in name))
    changed = seals.changed(file, old, new) if file == "course.md" or file.endswith("module.md") else english.changed(file, old, new)
    if "id: quiz-two" in new:
        changed = changed.changed(PARTS, "lesson:seal-quiz", "lesson:quiz-two")
    with pytest.raises(Conflict, match="cannot be published as editorial") as refused:
        publish(changed.folder, Severity.EDITORIAL, at=AT)
    assert why in str(refused.value.sentence)


def test_a_translation_with_questions_is_words_and_reaches_whoever_is_enrolled(db: SQLAlchemy, seals: Written):
    english = seals.without("01-seals/01-parts.ru.md", "01-seals/02-quiz.ru.md")
    first = put(english)
    second = put(seals, Severity.EDITORIAL)
    head = queries.head(first.base_id)
    assert head.release_id == second.release_id and "У болтовой пломбы" in lesson_text(first.base_id, "ru")
    who = queries.questions(head.release_id, head.outline.activities[1].id)[3]
    assert "ru" in who.shown and mark_asked(who, {"value": "отправитель"}) == who.points
    mended = put(seals.changed("01-seals/02-quiz.ru.md", "Пломбу ставит ___.", "Кто ставит пломбу?"), Severity.EDITORIAL)
    assert mended.base_id == first.base_id


def test_a_typed_answer_that_counted_goes_on_counting(db: SQLAlchemy, seals: Written):
    put(seals)
    with pytest.raises(Conflict, match="the question `who` of `seal-quiz` is another"):
        put(seals.changed("01-seals/02-quiz.ru.md", "= отправитель | грузоотправитель", "= грузоотправитель"), Severity.EDITORIAL)


def test_changed_content_needs_somebody_to_say_how_much(db: SQLAlchemy, seals: Written):
    put(seals)
    with pytest.raises(NeedsSeverity, match="seals has changed since release 1: say --severity editorial, minor or major") as words:
        put(seals.changed(PARTS, "a pin and a body", "a pin and a bush"))
    assert words.value.reasons == ()
    with pytest.raises(NeedsSeverity, match="say --severity minor or major"):
        put(seals.changed(QUIZ, "attempts: 3", "attempts: 2"))


def test_a_first_release_takes_no_severity(db: SQLAlchemy, seals: Written):
    with pytest.raises(Conflict, match="its first release takes no --severity"):
        put(seals, Severity.MAJOR)
    assert queries.courses() == []


def test_a_course_with_a_problem_is_not_published(db: SQLAlchemy, seals: Written):
    with pytest.raises(HasProblems) as refused:
        put(seals.changed(QUIZ, "- [x] H", "- [ ] H"))
    assert refused.value.problems[0].file == "seals/01-seals/02-quiz.md"
    assert queries.courses() == []


def test_ids_stay_whatever_happens_to_titles_and_folders(db: SQLAlchemy, seals: Written):
    first = queries.outline(put(seals).release_id)
    moved = {name.replace("01-seals", "05-other").replace("01-parts", "01-pieces"): text for name, text in seals.files.items()}
    renamed = Written(moved).changed("05-other/01-pieces.md", "title: The parts of a seal", "title: Anew")
    second = queries.outline(put(renamed, Severity.EDITORIAL).release_id)
    assert {each.slug: each.id for each in first.activities} == {each.slug: each.id for each in second.activities}
    ids = select(Activity.slug, Question.slug).join(Question)
    assert len(db.session.execute(ids).all()) == 7


def test_a_lesson_does_not_become_a_quiz(db: SQLAlchemy, seals: Written):
    put(seals)
    english = seals.without(*(name for name in seals.files if ".ru." in name)).changed("01-seals/02-quiz.md", "lesson=parts", "")
    swapped = english.changed(PARTS, "id: parts", "id: seal-quiz").changed(QUIZ, "id: seal-quiz", "id: parts")
    with pytest.raises(Conflict, match="was a quiz and cannot become a lesson"):
        publish(swapped.folder, Severity.MAJOR, at=AT)


def test_a_reader_gets_the_best_language_there_is(db: SQLAlchemy, seals: Written):
    done = put(seals.without("01-seals/02-quiz.ru.md"))
    lesson, quiz = queries.outline(done.release_id).activities
    russian = queries.text(done.base_id, lesson.id, ("kk", "ru", "en"))
    english = queries.text(done.base_id, quiz.id, ("kk", "ru", "en"))
    assert russian is not None and (russian.lang, russian.is_source, russian.awaits_review) == ("ru", False, True)
    assert english is not None and (english.lang, english.is_source, english.awaits_review) == ("en", True, False)
    assert queries.text(done.base_id, lesson.id + 99, ("en",)) is None


def test_a_stale_translation_says_so(db: SQLAlchemy, seals: Written):
    done = publish(seals.changed(PARTS, "a pin and a body", "a pin and a bush").folder, None, at=AT)
    lesson = queries.outline(done.release_id).activities[0]
    text = queries.text(done.base_id, lesson.id, ("ru",))
    assert lesson.stale == ("ru",) and text is not None and text.is_stale


def test_going_back_to_an_earlier_text_is_a_release_of_its_own(db: SQLAlchemy, seals: Written):
    first = put(seals)
    put(seals.changed(PARTS, "a pin and a body", "a pin and a bush"), Severity.EDITORIAL)
    third = put(seals, Severity.EDITORIAL)
    assert third.no == 3 and "a pin and a body" in lesson_text(first.base_id)


def test_comparing_writes_nothing(db: SQLAlchemy, seals: Written):
    assert compare(seals.read()).newest is None
    done = put(seals)
    standing = compare(seals.read())
    assert standing.is_published and standing.newest is not None and standing.newest.id == done.release_id


def test_what_is_not_there_is_not_there(db: SQLAlchemy):
    for ask in (queries.outline, queries.release_for_start, queries.head):
        with pytest.raises(NotThere):
            ask(99)
    with pytest.raises(NotThere):
        queries.course("seals")
