"""Wrong answers that the self-checks of exercises must reject: (chapter, check) -> answers.

test_exercises.py tries them.
"""

from tests.writing.wrong_answers import part1, part2, part3

WRONG_ANSWERS = {**part1.WRONG_ANSWERS, **part2.WRONG_ANSWERS, **part3.WRONG_ANSWERS}
