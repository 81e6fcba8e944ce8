"""A folder of Markdown becomes a course."""

from tests.catalogue.conftest import Written


def test_a_trainer_writes_a_folder_and_it_is_a_course_in_two_languages(seals: Written):
    course = seals.read()
    lesson, quiz = course.activities
    assert (course.slug, course.title) == ("seals", {"en": "Seals", "ru": "Пломбы"})
    assert [module.slug for module in course.modules] == ["seals-module"]
    assert list(lesson.texts) == ["en", "ru"] == list(quiz.texts)
    assert [question.slug for question in lesson.questions] == ["where"]
    assert [question.type for question in quiz.questions] == ["single", "multiple", "number", "text", "sequence", "matching"]
    assert (quiz.points, quiz.pass_points, quiz.attempts) == (11, 9, 3), "80 % of 11 is 9 points, rounded up"
    assert course.rule == {"all": ["parts", "seal-quiz"]}
    assert "say what a seal tells" in course.able["en"] and "сказать" in course.able["ru"]


def test_the_key_is_read_from_the_source_alone(seals: Written):
    ours = seals.read().activities[1].questions[0]
    marked = seals.changed("01-seals/02-quiz.ru.md", "- [ ] H", "- [x] H").read().activities[1].questions[0]
    assert ours.key["right"] == marked.key["right"] == [0]


def test_a_typed_answer_may_be_written_in_any_language_of_the_question(seals: Written):
    who = seals.read().activities[1].questions[3]
    assert who.key["accepted"] == {"en": ["shipper", "the shipper"], "ru": ["отправитель", "грузоотправитель"]}


def test_a_missing_translation_leaves_the_source(seals: Written):
    course = seals.without("01-seals/01-parts.ru.md").read()
    assert list(course.activities[0].texts) == ["en"]
    assert list(course.activities[1].texts) == ["en", "ru"]


def test_a_changed_source_makes_its_translation_stale_until_it_is_stamped(seals: Written):
    changed = seals.changed("01-seals/01-parts.md", "a pin and a body", "a pin, a body and a number")
    assert changed.read().activities[0].texts["ru"].is_stale
    assert not changed.read().activities[1].texts["ru"].is_stale, "the quiz has not changed"
    assert not changed.stamped.read().activities[0].texts["ru"].is_stale


def test_a_change_of_settings_leaves_translations_as_they_are(seals: Written):
    changed = seals.changed("01-seals/02-quiz.md", "attempts: 3", "attempts: 2").read()
    assert not changed.activities[1].texts["ru"].is_stale


def test_a_translation_without_a_reviewer_awaits_one(seals: Written):
    reviewed = seals.changed("01-seals/01-parts.ru.md", "title: Части пломбы", "title: Части пломбы\nreviewed_by: А. Каримова")
    assert not seals.read().activities[0].texts["ru"].is_reviewed
    assert reviewed.read().activities[0].texts["ru"].reviewed_by == "А. Каримова"


def test_files_stand_in_the_order_of_their_numbers(seals: Written):
    many = seals
    for number in (10, 9, 2):
        many = many.with_file(f"{number:02}-more/module.md", f"---\nid: m{number}\ntitle: M{number}\n---\n")
        many = many.with_file(f"{number:02}-more/{number}-x.md", f"---\nid: a{number}\ntitle: A\n---\nText.\n")
    assert [module.slug for module in many.read().modules] == ["seals-module", "m2", "m9", "m10"]


def test_completion_may_name_modules_and_activities(seals: Written):
    some = seals.changed("course.md", "pillar: elearning", "pillar: elearning\ncomplete: {of: 1, from: [seals-module, seal-quiz]}")
    assert some.read().rule == {"of": 1, "from": [{"all": ["parts", "seal-quiz"]}, "seal-quiz"]}
    every = seals.changed("course.md", "pillar: elearning", "pillar: elearning\ncomplete: {all: [seals-module]}")
    assert every.read().rule == {"all": ["parts", "seal-quiz"]}


def test_a_course_may_be_written_in_russian_first(seals: Written):
    english = seals.without(*(name for name in seals.files if ".ru." in name))
    course = english.changed("course.md", "pillar: elearning", "pillar: elearning\nlanguage: ru").read()
    assert list(course.activities[0].texts) == ["ru"]


def test_windows_line_ends_and_a_byte_order_mark_are_read_like_others(seals: Written):
    lesson = str(seals.files["01-seals/01-parts.md"])
    windows = seals.with_file("01-seals/01-parts.md", "\ufeff" + lesson.replace("\n", "\r\n"))
    assert windows.read().activities[0].texts["en"].html == seals.read().activities[0].texts["en"].html


def test_notes_are_not_published(seals: Written, tmp_path):
    from lms.catalogue.rules.folder import read_folder

    folder = seals.with_file("NOTES.md", "Sources.").put(tmp_path)
    assert "NOTES.md" not in read_folder(folder).files
