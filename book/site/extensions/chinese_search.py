"""Makes Chinese text searchable, by pairs of neighbouring characters.

Chinese puts no spaces between words, so page and query are both cut into overlapping pairs:
梯度下降 is indexed as 梯度, 度下 and 下降, and a page is found if it has all the pairs of the
query. Single characters are indexed as well, for queries of one. Everything else is split into
words as usual. No dictionary, no package, and it works from ``file://``.
"""

import re
from itertools import pairwise

from sphinx.search import SearchLanguage

HAN = "\u3400-\u9fff"
RUNS = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


class ChineseByPairs(SearchLanguage):
    lang = "zh"
    language_name = "Chinese"

    # The same for the query, in the reader's browser.
    js_splitter_code = """
var splitQuery = (query) =>
  (query.match(/[\\u3400-\\u9fff]+|(?:(?![\\u3400-\\u9fff])[\\p{L}\\p{N}_])+/gu) || [])
    .flatMap((run) => /[\\u3400-\\u9fff]/.test(run) && run.length > 1
      ? Array.from({length: run.length - 1}, (_, i) => run.substr(i, 2))
      : [run]);
"""

    def split(self, text):
        words = []
        for run in RUNS.findall(text):
            is_chinese = re.match(f"[{HAN}]", run)
            words += [*run, *map("".join, pairwise(run))] if is_chinese else [run]
        return words


def setup(app):
    app.add_search_language(ChineseByPairs)
