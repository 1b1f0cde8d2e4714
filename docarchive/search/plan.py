"""A query made into clauses that both engines know, so that both give the same list in the same order.

The weights were settled by measurement on judged queries (law questions, document numbers, titles); they are not to be
tuned to a few documents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docarchive.records.access import AccessFilter
from docarchive.records.dates import from_edtf
from docarchive.records.numbers import number_token
from docarchive.records.objects import ItemState
from docarchive.records.queries import FACETS, Field, Filter, Phrase, Query, Terms
from docarchive.records.text import folded, has_marks, pairs
from docarchive.search.clauses import Begins, Between, Both, Clause, Fixed, InOrder, OneOf, Resembles, Words

#: Up to so many words all must be there; of more, 40 % of those kept.
SHORT = 6
#: A list shorter than this is followed by the near ones.
FEW = 20
_LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What an engine runs for one query.

    `exact`: the list; `near`: the wider one that follows when the list is short; `alike`: words misspelt by a letter, asked only
    when both are empty. `groups`: facets' chosen values, apart, since each facet is counted without its own.
    """

    exact: Both
    near: Both | None = None
    alike: Both | None = None
    groups: Mapping[Field, Clause] = field(default_factory=dict)
    ranked: bool = True


def plan(query: Query, access: AccessFilter, frequent: Collection[str]) -> Plan:
    """The clauses for `query`, with the asker's access inside each of them. `frequent`: syllables too common to weigh."""
    groups, fixed, unwanted = _filters(query.filters)
    excluded = (*_may_not_see(access), *unwanted, *map(_excluded, query.excluded))
    around = Both(filters=(*_may_see(access), *fixed), must_not=excluded)

    def narrowed(branches: Iterable[tuple[Terms, Clause]], but: tuple[Clause, ...] = ()) -> Both:
        ranked = tuple(_branch(terms, match, frequent, exact=query.exact) for terms, match in branches)
        return Both((Both(should=ranked, least=1),), (), around.filters, (*around.must_not, *but))

    if not query.any_of:
        return Plan(around, groups=groups, ranked=False)
    exact = narrowed((terms, _matching(terms, frequent)) for terms in query.any_of)
    if len(query.any_of) > 1 or _number_alone(_folded(query.any_of[0].words)):
        # Begun words weigh nothing, so a list of these alone has no order of its own.
        return Plan(exact, groups=groups, ranked=any(terms.words or _parts(terms)[0] for terms in query.any_of))
    loose = _unquoted(query.any_of[0])
    words = _folded(loose.words)
    some, misread = _some_words(words, frequent), Both(must=tuple(Fixed(_resembling(word), 1) for word in words))
    quoted, short = loose != query.any_of[0], len(words) <= SHORT
    near = narrowed([(loose, some)], but=(exact,)) if quoted or (short and len(words) > 1) else None
    alike = narrowed([(loose, misread)]) if words and short else None
    return Plan(exact, near, alike, groups, ranked=bool(words))


def _unquoted(terms: Terms) -> Terms:
    """The words of quotes as free words, each quote a run; begun words stay."""
    whole = (phrase.words[: -1 if phrase.prefix else None] for phrase in terms.phrases)
    begun = tuple(Phrase(phrase.words[-1:], prefix=True) for phrase in terms.phrases if phrase.prefix)
    return Terms((*terms.runs, *filter(None, whole)), begun)


def _some_words(words: tuple[str, ...], frequent: Collection[str]) -> Clause:
    """At least half of a few words; of many as many as the exact list asks for."""
    kept = _kept(words, frequent)
    return Words("text_fold", kept, (len(words) + 1) // 2 if len(words) <= SHORT else _least(len(kept)))


def on_pages(query: Query, frequent: Collection[str]) -> Both | None:
    """The clause that finds hits' pages, by words alone (phrases cost too much there); None: nothing to look for."""
    wanted: list[Clause] = []
    for terms in query.any_of:
        whole, begun = _parts(terms)
        words = _kept(_folded((*terms.words, *whole)), frequent)
        wanted += [Words("text_fold", words)] if words else [Begins("text_fold", word) for word in begun]
    return Both(should=tuple(wanted), least=1) if wanted else None


def in_item(query: Query) -> Both | None:
    """As `on_pages`, but with all the words of a short query on one page: to go from hit to hit inside one item."""
    wanted = []
    for terms in query.any_of:
        whole, begun = _parts(terms)
        words = _folded((*terms.words, *whole))
        every = tuple(Begins("text_fold", word) for word in begun)
        if words or every:
            wanted.append(Both(must=(Words("text_fold", words, _least(len(words))),) if words else (), filters=every))
    return Both(should=tuple(wanted), least=1) if wanted else None


def suggested(prefix: tuple[str, ...], access: AccessFilter, kind: str) -> Both:
    """Items that a begun query may mean: `kind` "number", or the field of words ("title_fold", "issuer_fold")."""
    *whole, begun = map(folded, prefix)
    meant: tuple[Clause, ...] = (Begins("number", number_token(" ".join(prefix))),)
    if kind != "number":
        meant = (*([Words(kind, tuple(whole), len(whole))] if whole else []), Begins(kind, begun))
    return Both(filters=(*meant, *_may_see(access)), must_not=_may_not_see(access))


def _may_see(access: AccessFilter) -> tuple[Clause, ...]:
    return (OneOf("acl", tuple(sorted(access.audiences))),)


def _may_not_see(access: AccessFilter) -> tuple[Clause, ...]:
    hidden = (OneOf("item", tuple(sorted(access.hidden))),) if access.hidden else ()
    return hidden if access.quarantined else (*hidden, OneOf("state", (ItemState.QUARANTINED.value,)))


def _branch(terms: Terms, match: Clause, frequent: Collection[str], *, exact: bool) -> Both:
    """One alternative: `match` decides, the rest ranks."""
    whole, _ = _parts(terms)
    every = _folded((*terms.words, *whole))
    kept = _kept(every, frequent)
    marked = tuple(dict.fromkeys(word for word in (*terms.words, *whole) if has_marks(word) and folded(word) in kept))
    runs = [*terms.runs, *(phrase.words[: -1 if phrase.prefix else None] for phrase in terms.phrases)]
    side_by_side = tuple(dict.fromkeys(pair for run in runs for pair in pairs([folded(word) for word in run])))
    ranking = (
        Words("pair_fold", side_by_side),
        Words("title_pair", side_by_side, boost=3),
        Words("title_fold", every, boost=0.5),
        Words("lead_fold", kept, boost=0.25),
        Words("text", marked, boost=0.5),
    )
    scored = tuple(clause for clause in ranking if clause.words)
    only = (Words("text", marked, len(marked)),) if exact and marked else ()
    filters = tuple(part for phrase in terms.phrases for part in _phrase(phrase))
    # A short query's numbers stand in `match`, where they may take the words' place; a long one's only lift.
    numbers = () if len(_folded(terms.words)) <= SHORT else _numbers(terms)
    return Both((match,), (*scored, *numbers), (*filters, *only))


def _matching(terms: Terms, frequent: Collection[str]) -> Clause:
    words = _folded(terms.words)
    if not words:
        # Quotes alone: they decide as filters, their words rank.
        whole, begun = _parts(terms)
        quoted = _folded(whole)
        return Words("text_fold", quoted) if quoted else Both(should=tuple(Begins("text_fold", word) for word in begun), least=1)
    kept = _kept(words, frequent)
    by_words = Words("text_fold", kept, _least(len(kept)))
    by_number = _numbers(terms) if len(words) <= SHORT else ()
    return Both(should=(by_words, *by_number), least=1) if by_number else by_words


def _least(words: int) -> int:
    return words if words <= SHORT else max(1, words * 40 // 100)


def _kept(words: tuple[str, ...], frequent: Collection[str]) -> tuple[str, ...]:
    """`words` without the commonest syllables, where a long query has enough others."""
    rare = tuple(word for word in words if word not in frequent)
    return rare if len(words) > SHORT and len(rare) >= 3 else words


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(word) for word in words))


def _parts(terms: Terms) -> tuple[list[str], list[str]]:
    """The whole words of the quotes, and the begun ones (folded)."""
    whole = [word for phrase in terms.phrases for word in phrase.words[: -1 if phrase.prefix else None]]
    return whole, [folded(phrase.words[-1]) for phrase in terms.phrases if phrase.prefix]


def _numbers(terms: Terms) -> tuple[Clause, ...]:
    """Clauses for each document number that the words may name, however it was typed."""
    words = list(map(folded, terms.words))
    named = tuple(dict.fromkeys(_number_candidates(words)))
    clauses: list[Clause] = []
    if named:
        clauses += [Fixed(OneOf("number", named), 100), Fixed(OneOf("number_maybe", named), 50), Fixed(OneOf("cited", named), 25)]
    if alone := _number_alone(words):
        # A whole part ends here, a begun one may go on: 15 doesn't ask for 150, but 249/2025/N asks for 249/2025/NĐ-CP.
        start = f"{alone} " if alone[-1].isdigit() else alone
        clauses += [Fixed(OneOf("number_start", (alone,)), 100), Fixed(OneOf("number_maybe", (alone,)), 50)]
        clauses += [Fixed(Begins("number", start), 10), Fixed(Begins("number_maybe", start), 10)]
    return tuple(clauses)


def _number_candidates(words: Sequence[str]) -> Iterable[str]:
    """Runs of two words or more that begin with a digit: only those that are some document's number will match."""
    for at, word in enumerate(words):
        if word[0].isdigit():
            yield from (number_token(" ".join(words[at:end])) for end in range(at + 2, min(at + _LONGEST_NUMBER, len(words)) + 1))


def _number_alone(words: Sequence[str]) -> str:
    """The (begun) number when the words are nothing else (`2647`, `số 2647`, `249/2025`), or ""."""
    rest = words[1:] if words and words[0] == "so" else words
    return number_token(" ".join(rest)) if rest and rest[0][0].isdigit() and len(rest) <= _LONGEST_NUMBER else ""


def _phrase(phrase: Phrase) -> tuple[Clause, ...]:
    """Filters for words side by side; their marks are asked of the whole text, the highlighter decides about the place."""
    words = tuple(map(folded, phrase.words))
    whole = words[:-1] if phrase.prefix else words
    marked = tuple(word for word in phrase.words[: len(whole)] if has_marks(word))
    clauses: list[Clause] = [Words("text", tuple(dict.fromkeys(marked)), len(set(marked)))] if marked else []
    if len(whole) > 1:
        clauses.append(InOrder("text_fold", whole) if len(whole) > 2 else OneOf("pair_fold", tuple(pairs(list(whole)))))
    if len(whole) > 2:
        joined = tuple(dict.fromkeys(pairs(list(whole))))
        clauses.append(Words("pair_fold", joined, len(joined)))
    if phrase.prefix:
        clauses.append(Begins("pair_fold", "_".join(words[-2:])) if whole else Begins("text_fold", words[-1]))
    elif len(whole) == 1 and not marked:
        clauses.append(OneOf("text_fold", whole))
    return tuple(clauses)


def _excluded(phrase: Phrase) -> Clause:
    return Both(filters=_phrase(phrase))


def _resembling(word: str) -> Clause:
    """Short words and numbers have too many neighbours to be guessed."""
    return Resembles("text_fold", word) if len(word) > 3 and word.isalpha() else OneOf("text_fold", (word,))


def _filters(filters: Iterable[Filter]) -> tuple[dict[Field, Clause], list[Clause], list[Clause]]:
    """Facets' chosen values by group (those of one group add up), the other filters, and the negated ones."""
    chosen: dict[Field, list[Clause]] = {}
    fixed: list[Clause] = []
    unwanted: list[Clause] = []
    for each in filters:
        if each.negated:
            unwanted.append(_filter(each))
        elif each.field in FACETS:
            chosen.setdefault(each.field, []).append(_filter(each))
        else:
            fixed.append(_filter(each))
    return {of: Both(should=tuple(clauses), least=1) for of, clauses in chosen.items()}, fixed, unwanted


def _filter(each: Filter) -> Clause:
    if each.field is Field.FROM:
        return Between("date_to", from_edtf(each.values[0]).first, None)
    if each.field is Field.TO:
        return Between("date_from", None, from_edtf(each.values[0]).last)
    if each.field is Field.NUMBER:
        named = tuple(OneOf(name, each.values) for name in ("number", "number_start", "number_maybe"))
        return Both(should=(*named, *(Begins("number_maybe", f"{value} ") for value in each.values)), least=1)
    name = each.field.name.lower()
    if (each.exact and each.field in FACETS) or each.field in (Field.YEAR, Field.STATE):
        return OneOf(name, each.values)
    return Both(should=tuple(_side_by_side(f"{name}_fold", value) for value in each.values), least=1)


def _side_by_side(of: str, value: str) -> Clause:
    words = tuple(value.split())
    return InOrder(of, words) if len(words) > 1 else OneOf(of, words)
