"""Nothing outside the folder of a course is ever read, and nothing in it can hurt."""

import os
from pathlib import Path

import pytest

from lms.catalogue.rules.folder import course_folders, read_folder
from lms.catalogue.rules.reading import read_course
from tests.catalogue.conftest import Written


def said(folder: Path) -> str:
    return "\n".join(map(str, read_course(read_folder(folder))[1]))


def test_a_folder_on_the_disk_is_the_course_that_was_written(seals: Written, tmp_path: Path):
    assert said(seals.put(tmp_path)) == ""
    assert read_folder(tmp_path / "seals").files == seals.folder.files


def test_links_are_not_followed(seals: Written, tmp_path: Path):
    (tmp_path / "secret.svg").write_text("<svg/>")
    folder = seals.put(tmp_path)
    (folder / "media/seal.svg").unlink()
    (folder / "media/seal.svg").symlink_to(tmp_path / "secret.svg")
    (folder / "02-linked").symlink_to(folder / "01-seals")
    found = said(folder)
    assert "media/seal.svg:1: this is a link; copy the file itself" in found and "02-linked:1: this is a link" in found
    (tmp_path / "other").symlink_to(folder)
    assert "the course folder is a link" in said(tmp_path / "other")


def test_files_that_are_too_big_are_said_and_not_read(seals: Written, tmp_path: Path):
    big = seals.with_file("media/seal.svg", "x" * 81 * 1024).with_file("01-seals/03-long.md", "x" * 201 * 1024).put(tmp_path)
    found = said(big)
    assert "media/seal.svg:1: the file has 81 KB, more than 80 KB" in found
    assert "01-seals/01-parts.md:10: the picture `media/seal.svg` is larger than 80 KB" in found or "larger than 80 KB" in found
    assert "01-seals/03-long.md:1: the file has 201 KB, more than 200 KB; split it into several lessons" in found


def test_a_pipe_is_not_waited_for(seals: Written, tmp_path: Path):
    folder = seals.put(tmp_path)
    os.mkfifo(folder / "01-seals/03-pipe.md")
    assert "01-seals/03-pipe.md:1: this is not an ordinary file" in said(folder)


def test_a_name_that_cannot_be_shown_is_said_in_a_way_that_can(seals: Written, tmp_path: Path):
    folder = seals.put(tmp_path)
    (folder / os.fsdecode(b"media/\xcf\xeb.svg")).write_text("x")
    (folder / "media/a\nb.svg").write_text("x")
    found = said(folder)
    assert found.count("the name of this file cannot be shown") == 2 and found.isascii()


def test_hidden_files_and_copies_of_editors_are_left_out(seals: Written, tmp_path: Path):
    assert said(seals.with_file(".DS_Store", "x").with_file("01-seals/01-parts.md~", "x").put(tmp_path)) == ""


def test_courses_are_found_in_a_folder_of_courses_and_in_their_own(seals: Written, tmp_path: Path):
    folder = seals.put(tmp_path)
    assert course_folders(tmp_path) == [folder] == course_folders(folder)


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x, x]\nb: [*a, *a]",
        "id: !!python/object/apply:os.system [ls]",
        "id: " + "[" * 500,
        "x: " + "y" * 9000,
        "? [a, b]\n: c",
        "id: 1" + "0" * 5000,
        "\x85",
        "id: {}\ntitle: []",
        "2020-13-45: x\nid: 2020-13-45",
        "id: |\n  x\n\ttitle: y",
    ],
)
def test_no_front_matter_is_a_traceback(seals: Written, head: str):
    found = seals.with_file("01-seals/03-bad.md", f"---\n{head}\n---\nText.\n").problems()
    assert any(problem.startswith("01-seals/03-bad.md:") for problem in found)


@pytest.mark.parametrize(
    "body", ["> " * 2000 + "x", "- " * 500 + "x", "*" * 5001, "[" * 1000, "`" * 3001, "![](" * 500, "{" * 999, "| " * 3000]
)
def test_no_text_is_a_traceback(lesson, body: str):
    for problem in lesson(body).problems():
        assert problem.startswith("01-seals/")
