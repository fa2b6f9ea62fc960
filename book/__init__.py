"""Everything that makes the book, but its chapters: `python -m book` lists what it can do.

One room, one purpose:

- `zh`, `en`: the pages that are not chapters, and the English edition's configuration;
- `site`: how pages become a site, a PDF, an archive;
- `writing`: what holds chapters and library together;
- `trust`: how far the numbers hold, and whether the checks can fail.

`places` and `tables` are for all of them. `writing` leans on no other room, `trust` and `site` on
`writing`; what `trust` measures reaches `site` as tables in data/.
"""
