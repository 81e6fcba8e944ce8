"""From a course as written to what is kept: digests, weights and times, and the shape that an editorial release may not change."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from lms.catalogue.rules.outline import ActivityOutline, ModuleOutline, Outline
from lms.catalogue.rules.questions import Asked
from lms.catalogue.rules.source import ActivitySource, CourseSource, QuestionSource, TextSource

# The fair minimum to read a text: 600 words a minute, never over a minute (courses.md).
WORDS_A_MINUTE_AT_MOST, MOST_SECONDS = 600, 60
WORDS_A_MINUTE = 130  # how fast somebody reads who learns, often in a second language
CHECK_MINUTES = 0.5  # a self-check
QUESTION_MINUTES = 1  # a question of a quiz


def digest_of(value: Any) -> str:
    """The digest of a plain value, the same whatever the order of its keys."""
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def question_digest(question: QuestionSource) -> str:
    """A question's version: everything that is asked, accepted and said."""
    return digest_of([question.type, question.points, question.topic, question.shown, question.key])


def body_digest(text: TextSource) -> str:
    """A text's version, with its pictures (they stand in it by digest)."""
    return sha256(text.html.encode()).hexdigest()


def kilobytes(text: TextSource, course: CourseSource) -> int:
    """What a text weighs with its pictures, rounded up. Both are packed on the way where that helps; this is before packing."""
    size = len(text.html.encode()) + sum(len(course.pictures[digest].data) for digest in text.pictures if digest in course.pictures)
    return -(-size // 1024)


def course_digest(course: CourseSource) -> str:
    """The digest of all that is published. Ids of the database are not in it."""
    activities = {activity.slug: _activity_doc(activity) for activity in course.activities}
    modules = [[m.slug, m.title, m.summary, m.text, [a.slug for a in m.activities]] for m in course.modules]
    head = [course.slug, course.pillar, course.title, course.summary, course.able, course.hours, course.level, course.audience]
    return digest_of([head, course.is_open, course.language, course.reviewed_by, course.rule, modules, activities])


def _activity_doc(activity: ActivitySource) -> list[Any]:
    texts = {lang: [body_digest(text), text.is_stale, text.reviewed_by] for lang, text in activity.texts.items()}
    said = [_settings(activity), activity.title, activity.minutes, texts, [question_digest(q) for q in activity.questions]]
    return [*said, activity.steps] if activity.steps else said


def _settings(activity: ActivitySource) -> list[Any]:
    return [activity.kind, activity.pass_points, activity.attempts, activity.per_page, activity.shuffle]


@dataclass(frozen=True)
class QuestionShape:
    """What decides whether a question is another: all that its source language asks and says, its points and its key.

    `accepted` are the typed answers that count, by language. A translation may come or be mended; an answer that counted
    goes on counting.
    """

    digest: str
    accepted: Mapping[str, list[str]]

    def allows(self, new: "QuestionShape") -> bool:
        """Whether `new` is the same question, in other words of a translation at most."""
        return self.digest == new.digest and all(new.accepted.get(lang) == texts for lang, texts in self.accepted.items())


def question_shape(kind: str, points: int, topic: str, shown: Mapping[str, Any], key: Mapping[str, Any], source: str) -> QuestionShape:
    """The shape of a question whose source language is `source`."""
    said = {name: key.get(name, {}).get(source) for name in ("feedback", "explanation", "said", "accepted")}
    decides = {name: value for name, value in key.items() if name not in (*said, "units")}
    return QuestionShape(digest_of([kind, points, topic, shown.get(source), said, decides]), key.get("accepted", {}))


@dataclass(frozen=True)
class Shape:
    """What enrolments pin. Two releases with equal shapes differ in words only."""

    items: tuple[tuple[str, str], ...]  # (module, activity) in order
    settings: Mapping[str, list[Any]]  # {activity: kind and, of a quiz, its rules}
    rule: dict[str, Any]  # over activity slugs
    questions: Mapping[str, Mapping[str, QuestionShape]]  # {activity: {question: its shape}}, in order
    is_open: bool


def shape_of(course: CourseSource) -> Shape:
    """The shape of a course as written."""
    return Shape(
        items=tuple((module.slug, activity.slug) for module in course.modules for activity in module.activities),
        settings={activity.slug: _settings(activity) for activity in course.activities},
        rule=course.rule,
        questions={
            activity.slug: {q.slug: question_shape(q.type, q.points, q.topic, q.shown, q.key, course.language) for q in activity.questions}
            for activity in course.activities
        },
        is_open=course.is_open,
    )


def shape_of_outline(outline: Outline, questions: Mapping[str, Sequence[Asked]]) -> Shape:
    """The shape of a published release; `questions` are {activity: its questions} in order."""
    slugs = {activity.id: activity.slug for activity in outline.activities}
    source = outline.langs[0]
    return Shape(
        items=tuple((module.slug, activity.slug) for module in outline.modules for activity in module.activities),
        settings={a.slug: [a.kind, a.pass_points, a.attempts, a.per_page, a.shuffle] for a in outline.activities},
        rule=rule_with(outline.rule, lambda number: slugs[number]),
        questions={
            slug: {q.slug: question_shape(q.type, q.points, q.topic, q.shown, q.answer_key, source) for q in questions.get(slug, ())}
            for slug in slugs.values()
        },
        is_open=outline.is_open,
    )


def differences(old: Shape, new: Shape) -> list[str]:
    """What is more than words, in words: why a release cannot be editorial."""
    found: list[str] = []
    before, after = dict.fromkeys(slug for _, slug in old.items), dict.fromkeys(slug for _, slug in new.items)
    found += [f"`{slug}` is new" for slug in after if slug not in before]
    found += [f"`{slug}` is gone" for slug in before if slug not in after]
    if not found and old.items != new.items:
        found.append("activities stand in another order or module")
    for slug in (slug for slug in after if slug in before):
        if old.settings[slug] != new.settings[slug]:
            found.append(f"the rules of `{slug}` are others (kind, pass, attempts, per_page or shuffle)")
        found += _question_differences(slug, old.questions[slug], new.questions[slug])
    if not found and old.rule != new.rule:
        found.append("the course is completed by another rule")
    if old.is_open != new.is_open:
        found.append("`open` is another")
    return found


def _question_differences(slug: str, old: Mapping[str, QuestionShape], new: Mapping[str, QuestionShape]) -> list[str]:
    found = [f"the question `{name}` of `{slug}` is another" for name in old if name in new and not old[name].allows(new[name])]
    found += [f"the question `{name}` of `{slug}` is new" for name in new if name not in old]
    found += [f"the question `{name}` of `{slug}` is gone" for name in old if name not in new]
    return found or ([f"the questions of `{slug}` stand in another order"] if list(old) != list(new) else [])


def rule_with(rule: Any, name: Callable[[Any], Any]) -> Any:
    """A completion tree with other names for its activities: ids for slugs, or slugs for ids."""
    if not isinstance(rule, dict):
        return name(rule)
    return {key: value if key == "of" else [rule_with(each, name) for each in value] for key, value in rule.items()}


def outline_of(course: CourseSource, course_id: int, ids: Mapping[str, int]) -> Outline:
    """What pages need to know of a course; `ids` are those of its activities in the database."""
    modules = tuple(
        ModuleOutline(
            slug=module.slug,
            title=module.title,
            summary=module.summary,
            text=module.text,
            activities=tuple(_activity_outline(course, activity, ids[activity.slug]) for activity in module.activities),
        )
        for module in course.modules
    )
    return Outline(
        course_id=course_id,
        slug=course.slug,
        title=course.title,
        summary=course.summary,
        able=course.able,
        hours=course.hours,
        level=course.level,
        audience=course.audience,
        langs=_langs(course),
        is_open=course.is_open,
        modules=modules,
        rule=rule_with(course.rule, lambda slug: ids[slug]),
        reviewed_by=course.reviewed_by,
        pillar=course.pillar,
    )


def _langs(course: CourseSource) -> tuple[str, ...]:
    """The languages in which one can take the whole course, the source first."""
    others = [lang for lang in sorted(course.title) if lang != course.language]
    return (course.language, *(lang for lang in others if all(lang in activity.texts for activity in course.activities)))


def _activity_outline(course: CourseSource, activity: ActivitySource, ident: int) -> ActivityOutline:
    source = activity.texts[course.language]
    count = len(source.text.split())
    is_quiz, is_lesson = activity.kind == "quiz", activity.kind == "lesson"
    return ActivityOutline(
        id=ident,
        slug=activity.slug,
        kind=activity.kind,
        title=activity.title,
        minutes=activity.minutes or _minutes(activity, count),
        seconds=0 if not is_lesson else min(MOST_SECONDS, round(count * 60 / WORDS_A_MINUTE_AT_MOST)),
        kb=kilobytes(source, course),
        langs=tuple(activity.texts),
        stale=tuple(lang for lang, text in activity.texts.items() if text.is_stale),
        unreviewed=tuple(lang for lang, text in activity.texts.items() if not text.is_reviewed),
        questions=len(activity.questions),
        points=activity.points if is_quiz else 0,
        pass_points=activity.pass_points,
        attempts=activity.attempts,
        per_page=activity.per_page,
        shuffle=activity.shuffle,
        steps_label=activity.steps,
    )


def _minutes(activity: ActivitySource, count: int) -> int:
    each = QUESTION_MINUTES if activity.kind == "quiz" else CHECK_MINUTES
    return max(1, round(count / WORDS_A_MINUTE + len(activity.questions) * each))
