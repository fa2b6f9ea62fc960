"""The checks see what is wrong and let pass what is right, however it is written."""

import pytest

from book import tables
from book.trust import wrong_answers
from book.workshop import desk
from book.workshop.reader import checking, session, words
from book.writing import growth
from book.writing.notebooks import cells, chapters
from tests.workshop.answers import all_of

GIVEN = desk.given("en")
TASKS = {each["name"]: each for each in session.tasks(GIVEN)}
LIBRARY = growth.library_definitions()
WRONG = [(name, *answer) for name, answers in all_of("WRONG").items() for answer in answers]
RIGHT = [(name, how, text) for name, ways in all_of("RIGHT").items() for how, text in ways.items()]


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    """Let the checks answer in English."""
    monkeypatch.setattr(words, "language", "en")


def broken(name, text, seed=checking.LEARNER):
    """Return the promises that an answer breaks, with the details, as the notebook says them."""
    section = session.prepared(GIVEN, TASKS[name], text)
    results, _ = session.tried(GIVEN, name, section, {}, seed)
    return [(each.name, each.detail) for each in results if not each.kept]


@pytest.mark.parametrize("name", TASKS)
def test_the_book_s_own_answer_passes(name):
    for seed in (checking.LEARNER, 1, 2):
        assert broken(name, growth.shown(*LIBRARY[name]), seed) == []


@pytest.mark.parametrize("name", TASKS)
def test_the_untouched_stub_is_refused(name):
    methods, keep = desk.marks()[name]
    assert broken(name, desk.empty(LIBRARY[name], methods, "# yours", keep))


@pytest.mark.parametrize("name, how, text", RIGHT, ids=[f"{n}-{h}" for n, h, _ in RIGHT])
def test_a_right_answer_passes_however_it_is_written(name, how, text):
    for seed in (checking.LEARNER, 1):
        assert broken(name, text, seed) == []


@pytest.mark.parametrize("name, what, old, new, due", WRONG, ids=[f"{w[0]}-{w[1]}" for w in WRONG])
def test_a_wrong_answer_is_refused_for_what_is_wrong(name, what, old, new, due, record_property):
    text = growth.shown(*LIBRARY[name])
    assert old in text, f"the book's {name} has no {old}"
    for seed in (checking.LEARNER, 1):
        first, detail = broken(name, text.replace(old, new), seed)[0]
        assert first == due, detail
    record_property("answer", {"definition": name, "wrong answer": what, "refused for": first})


def test_the_table_of_wrong_answers_is_of_these():
    rows = [(row["definition"], row["wrong answer"], row["refused for"])
            for row in tables.read(wrong_answers.TABLE)]  # fmt: skip
    assert rows == [(name, what, due) for name, what, _, _, due in WRONG], "make wrong-answers"


@pytest.mark.parametrize("name", TASKS)
def test_each_promise_is_broken_by_some_wrong_answer(name):
    text = growth.shown(*LIBRARY[name])
    found = {promise for task, _, old, new, _ in WRONG if task == name
             for promise, _ in broken(name, text.replace(old, new))}  # fmt: skip
    assert {check.promise[1] for check in checking.checks_of(name)} - found == set()


def test_each_task_has_its_words_in_both_languages():
    marks = [cell.metadata["workshop"] for chapter in chapters() for cell in cells(chapter)
             if "workshop" in cell.metadata]  # fmt: skip
    assert len(marks) > 10
    for mark in marks:
        assert set(mark["task"]) == set(mark["hints"]) == {"zh", "en"}, mark["write"]
        hints = [*mark["hints"]["zh"], *mark["hints"]["en"]]
        assert len(hints) == 4 and all(hints), f"two hints in each language: {mark['write']}"


def test_there_are_wrong_and_right_answers_for_all():
    assert [name for name in TASKS if len(all_of("WRONG")[name]) < 4] == []
    assert set(all_of("RIGHT")) == set(TASKS)
