#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""features.py - all of Suo's search from Python, by ctypes alone.

Builds an index of the sample help center and asks it: filters, facets, order,
pages, boosts, matching, marks as HTML, explanations, completions, votes, pins
and what is superseded; and keeps statistics of what is asked. Each of the
functions of class View can be taken as it is; search.py, which this stands on,
is the shortest way from nothing to a hit.

    python3 features.py [--library LIBSUO] [FOLDER]
"""
import argparse
import ctypes
import datetime
import json
import os
import sys
import tempfile
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64
from ctypes import c_uint32, c_uint64, c_void_p

import search
from search import OUT, Error, Hit, Range, Suo, SuoError, find_library

ARTICLES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "helpcenter", "articles.jsonl")

# ---- constants of suo.h ----

FIELD_TEXT, FIELD_KEYWORD, FIELD_TIME = 1, 2, 4
MATCH_ANY, MATCH_ALL = 0, 1
TOTAL_EXACT, TOTAL_NONE, TOTAL_ONLY = 0, 1, 2
ORDER_SCORE, ORDER_ASCENDING, ORDER_DESCENDING = 0, 1, 2
(FILTER_RANGE, FILTER_KEYWORD, FILTER_PREFIX, FILTER_PATH, FILTER_EXISTS,
 FILTER_AND, FILTER_OR, FILTER_NOT) = range(1, 9)
FACET_VALUES, FACET_PATHS, FACET_RANGES, FACET_STEPS = range(1, 5)
BOOST_FRESH, BOOST_MANY, BOOST_VOTES = 1, 2, 3
FEEDBACK_UP, FEEDBACK_SOLVED = 3, 5
PART_KINDS = {1: "word", 2: "phrase", 3: "gram", 4: "form", 5: "prefix",
              6: "boost", 7: "title", 8: "adjacency"}
OUTCOMES = ("hit", "has nothing of it", "lacks something", "filtered",
            "others are better", "on an earlier page")
TIERS = {1: "all", 2: "most", 3: "any", 4: "rest"}
SYNTAX_PEOPLE, SYNTAX_STRICT = 0, 1
REPORT_ASKED, REPORT_EMPTY, REPORT_LOW = 0, 1, 2

# Fields of the index, by their number.
FIELDS = [("title", FIELD_TEXT), ("body", FIELD_TEXT),
          ("category", FIELD_KEYWORD), ("lang", FIELD_KEYWORD),
          ("updated", FIELD_TIME)]
TITLE, BODY, CATEGORY, LANG, UPDATED = range(5)

DAY = 24 * 60 * 60 * 1000  # times are milliseconds


# ---- structs of suo.h; members that are not given are 0 or NULL ----

class Filter(ctypes.Structure):
    _fields_ = [("field", c_uint32), ("kind", c_uint32), ("min", c_int64),
                ("max", c_int64), ("text", c_char_p), ("text_len", c_int64)]


class FacetRange(ctypes.Structure):
    _fields_ = [("min", c_int64), ("max", c_int64)]


class Facet(ctypes.Structure):
    _fields_ = [("field", c_uint32), ("kind", c_uint32), ("n", c_uint32),
                ("range_count", c_uint32), ("ranges", POINTER(FacetRange)),
                ("origin", c_int64), ("step", c_int64), ("text", c_char_p),
                ("text_len", c_int64)]


class FacetValue(ctypes.Structure):
    _fields_ = [("text", c_void_p), ("text_len", c_uint64), ("min", c_int64),
                ("max", c_int64), ("count", c_uint64)]


class Boost(ctypes.Structure):
    _fields_ = [("field", c_uint32), ("kind", c_uint32), ("weight", c_double),
                ("half", c_int64), ("now", c_int64)]


class SearchOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("k", c_uint32), ("fields", c_uint64),
                ("match", c_int32), ("total", c_int32),
                ("filters", POINTER(Filter)), ("filter_count", c_uint64),
                ("facets", POINTER(Facet)), ("facet_count", c_uint64),
                ("order", c_int32), ("order_field", c_uint32),
                ("missing_first", c_int32), ("ties_by_score", c_int32),
                ("after", c_char_p), ("after_len", c_int64),
                ("boosts", POINTER(Boost)), ("boost_count", c_uint64),
                ("syntax", c_int32), ("tells_match", c_int32),
                ("min_information", c_double),
                ("collapse", c_int32), ("collapse_field", c_uint32),
                ("timeout_us", c_uint64), ("work_max", c_uint64),
                ("cancel", c_void_p), ("at_limit", c_int32),
                ("typos", c_int32)]


class HitMatch(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("tier", c_int32), ("share", c_double),
                ("missing", POINTER(Range)), ("missing_count", c_uint64)]


class Answerability(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("tier", c_int32), ("figure", c_double),
                ("share", c_double), ("title_share", c_double),
                ("lead", c_double), ("unknown", POINTER(Range)),
                ("unknown_count", c_uint64), ("unknown_share", c_double),
                ("information", c_double), ("title_fit", c_double),
                ("in_row", c_double)]


class HtmlOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("open", c_char_p), ("open_len", c_int64),
                ("close", c_char_p), ("close_len", c_int64)]


class SnippetOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("length_max", c_uint32),
                ("fragment_max", c_uint32), ("html", POINTER(HtmlOptions))]


class Fragment(ctypes.Structure):
    _fields_ = [("text", c_void_p), ("text_len", c_uint64), ("place", Range),
                ("marks", POINTER(Range)), ("mark_count", c_uint64),
                ("html", c_void_p), ("html_len", c_uint64)]


class Snippet(ctypes.Structure):
    _fields_ = search.Snippet._fields_ + [
        ("fragments", POINTER(Fragment)), ("fragment_count", c_uint64),
        ("best", c_uint64)]


class Highlight(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("text", c_void_p), ("text_len", c_uint64),
                ("marks", POINTER(Range)), ("mark_count", c_uint64),
                ("html", c_void_p), ("html_len", c_uint64)]


class Part(ctypes.Structure):
    _fields_ = [("kind", c_uint32), ("flags", c_uint32), ("start", c_uint64),
                ("end", c_uint64), ("doc_freq", c_uint64), ("idf", c_double),
                ("weight", c_double), ("freq", c_double),
                ("length", c_double), ("average", c_double),
                ("score", c_double), ("factor", c_double), ("value", c_int64),
                ("field", c_uint32), ("boost", c_uint32)]


class Explained(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("outcome", c_uint32), ("rank", c_uint32),
                ("parts", POINTER(Part)), ("part_count", c_uint64),
                ("score", c_double)]


class CompleteOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("k", c_uint32), ("titles", c_uint64),
                ("use", c_uint64)]


class Completion(ctypes.Structure):
    _fields_ = [("score", c_double), ("text", c_void_p), ("text_len", c_uint64),
                ("key", c_void_p), ("key_len", c_uint64), ("match", Range),
                ("field", c_uint32)]


class LoggedSearch(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("question", c_char_p),
                ("question_len", c_int64), ("role", c_char_p),
                ("role_len", c_int64), ("time", c_int64), ("total", c_uint64),
                ("answerability", c_double), ("latency_us", c_uint64)]


class ReportOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("k", c_uint32), ("role", c_char_p),
                ("role_len", c_int64), ("since", c_int64)]


class ReportQuestion(ctypes.Structure):
    _fields_ = [("text", c_void_p), ("text_len", c_uint64),
                ("least", c_uint64), ("most", c_uint64), ("empty", c_uint64),
                ("low", c_uint64), ("answerability", c_double),
                ("last_day", c_int64)]


class CorrectOptions(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("fields", c_uint64)]


class Change(ctypes.Structure):
    _fields_ = [("from", Range), ("to", Range)]


# Each by the name it has in suo.h; tests/test_features.py compares them.
STRUCTS = {"suo_error": Error, "suo_hit": Hit, "suo_range": Range,
           "suo_filter": Filter, "suo_facet_range": FacetRange,
           "suo_facet": Facet, "suo_facet_value": FacetValue,
           "suo_boost": Boost, "suo_search_options": SearchOptions,
           "suo_hit_match": HitMatch,
           "suo_answerability": Answerability, "suo_html_options": HtmlOptions,
           "suo_snippet_options": SnippetOptions, "suo_fragment": Fragment,
           "suo_snippet": Snippet, "suo_highlight": Highlight,
           "suo_part": Part, "suo_explained": Explained,
           "suo_complete_options": CompleteOptions,
           "suo_completion": Completion,
           "suo_logged_search": LoggedSearch,
           "suo_query_report_options": ReportOptions,
           "suo_report_question": ReportQuestion,
           "suo_correct_options": CorrectOptions, "suo_change": Change}

# ---- functions of suo.h, beside those of search.py ----

search.STATUS_CALLS.update({
    "suo_schema_set_option": [c_void_p, c_char_p, c_int64, c_double],
    "suo_document_set_integer": [c_void_p, c_uint32, c_int64],
    "suo_view_search": [c_void_p, c_char_p, c_int64, POINTER(SearchOptions),
                        OUT],
    "suo_hits_position": [c_void_p, c_uint32, POINTER(c_void_p),
                          POINTER(c_uint64)],
    "suo_hits_match": [c_void_p, c_uint32, POINTER(HitMatch)],
    "suo_hits_answerability": [c_void_p, POINTER(Answerability)],
    "suo_hits_text": [c_void_p, c_uint32, c_uint32, c_uint32,
                      POINTER(c_void_p), POINTER(c_uint64)],
    "suo_hits_integer": [c_void_p, c_uint32, c_uint32, POINTER(c_int64)],
    "suo_hits_snippet": [c_void_p, c_uint32, c_uint32,
                         POINTER(SnippetOptions), POINTER(Snippet)],
    "suo_hits_highlight": [c_void_p, c_uint32, c_uint32, c_uint32,
                           POINTER(HtmlOptions), POINTER(Highlight)],
    "suo_view_explain": [c_void_p, c_char_p, c_int64, POINTER(SearchOptions),
                         c_char_p, c_int64, OUT],
    "suo_explanation_get": [c_void_p, POINTER(Explained)],
    "suo_view_complete": [c_void_p, c_char_p, c_int64,
                          POINTER(CompleteOptions), OUT],
    "suo_query_log_open": [c_char_p, c_int64, c_void_p, OUT],
    "suo_query_log_note": [c_void_p, POINTER(LoggedSearch)],
    "suo_query_log_flush": [c_void_p],
    "suo_query_report_open": [c_char_p, c_int64, POINTER(ReportOptions), OUT],
    "suo_feedback_writer_open": [c_char_p, c_int64, OUT],
    "suo_feedback_writer_add": [c_void_p, c_char_p, c_int64, c_int32,
                                c_uint64],
    "suo_feedback_writer_supersede": [c_void_p, c_char_p, c_int64, c_char_p,
                                      c_int64],
    "suo_feedback_writer_pin": [c_void_p, c_char_p, c_int64,
                                POINTER(c_char_p), POINTER(c_int64), c_uint32],
    "suo_feedback_writer_fade": [c_void_p, c_double],
    "suo_feedback_writer_commit": [c_void_p],
    "suo_feedback_open": [c_char_p, c_int64, OUT],
    "suo_view_open_with_feedback": [c_void_p, c_void_p, OUT],
    "suo_view_correct": [c_void_p, c_char_p, c_int64, POINTER(CorrectOptions),
                         OUT],
})
search.OTHER_CALLS.update({
    "suo_hits_total": (c_uint64, [c_void_p]),
    "suo_feedback_writer_close": (None, [c_void_p]),
    "suo_feedback_close": (None, [c_void_p]),
    "suo_hits_is_pinned": (c_int32, [c_void_p, c_uint32]),
    "suo_hits_superseded": (c_void_p, [c_void_p, c_uint32, c_uint32,
                                       POINTER(c_uint64)]),
    "suo_hits_facet": (POINTER(FacetValue), [c_void_p, c_uint32,
                                             POINTER(c_uint64),
                                             POINTER(c_uint64)]),
    "suo_explanation_free": (None, [c_void_p]),
    "suo_completions_free": (None, [c_void_p]),
    "suo_completions_items": (POINTER(Completion), [c_void_p]),
    "suo_completions_count": (c_uint32, [c_void_p]),
    "suo_query_log_close": (None, [c_void_p]),
    "suo_query_report_close": (None, [c_void_p]),
    "suo_query_report_questions": (POINTER(ReportQuestion),
                                   [c_void_p, c_int32, POINTER(c_uint64)]),
    "suo_correction_free": (None, [c_void_p]),
    "suo_correction_text": (c_void_p, [c_void_p, POINTER(c_uint64)]),
    "suo_correction_changes": (POINTER(Change), [c_void_p]),
    "suo_correction_count": (c_uint32, [c_void_p]),
})


def text_of(address, length):
    """A borrowed text, copied."""
    return ctypes.string_at(address, length).decode("utf-8", "replace")


def sized(struct, **members):
    """An options or output struct with its size, which all begin with."""
    return struct(size=ctypes.sizeof(struct), **members)


# ---- conditions, counts and boosts, as the library wants them ----

def is_in(field, text):
    """The keyword field has this value, or a path below it."""
    return Filter(field=field, kind=FILTER_PATH, text=text.encode("utf-8"),
                  text_len=-1)


def is_from(field, least, most=2 ** 63 - 1):
    """The number or time is from 'least' to 'most'."""
    return Filter(field=field, kind=FILTER_RANGE, min=least, max=most)


def any_of(*filters):
    """One of these conditions; a list of filters is read as a stack."""
    return list(filters) + [Filter(kind=FILTER_OR)] * (len(filters) - 1)


def none_of(*filters):
    return any_of(*filters) + [Filter(kind=FILTER_NOT)]


def paths_below(field, text=""):
    return Facet(field=field, kind=FACET_PATHS, text=text.encode("utf-8"),
                 text_len=-1)


def by_values(field):
    return Facet(field=field, kind=FACET_VALUES)


def by_steps(field, step, origin=0):
    return Facet(field=field, kind=FACET_STEPS, step=step, origin=origin)


def fresher(field, now, weight, half):
    """Scores up to 1 + weight times as high; half of that after 'half'."""
    return Boost(field=field, kind=BOOST_FRESH, weight=weight, half=half,
                 now=now)


def voted(weight, half=10):
    """Scores from 1 / (1 + weight) to 1 + weight times as high; 'half' votes
    for a document earn half of the weight."""
    return Boost(kind=BOOST_VOTES, weight=weight, half=half)


def options_of(filters=(), facets=(), boosts=(), after=None, **members):
    """Search options; arrays live as long as the struct that points to them,
    which ctypes sees to."""
    options = sized(SearchOptions, **members)
    for name, kind, items in (("filter", Filter, filters),
                              ("facet", Facet, facets),
                              ("boost", Boost, boosts)):
        if items:
            setattr(options, name + "s", (kind * len(items))(*items))
            setattr(options, name + "_count", len(items))
    if after is not None:
        options.after, options.after_len = after, len(after)
    return options


# ---- what is found ----

class Hits:
    """The hits of one search; close them, or use them in a 'with'."""

    def __init__(self, suo, handle):
        self.suo, self.handle = suo, handle
        self.total = suo.hits_total(handle)
        items = suo.hits_items(handle)
        self.scores = [items[i].score for i in range(suo.hits_count(handle))]
        self.keys = [text_of(items[i].key, items[i].key_len)
                     for i in range(len(self.scores))]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.suo.hits_free(self.handle)

    def pinned(self):
        """The keys of those that are pinned to the question."""
        return [key for hit, key in enumerate(self.keys)
                if self.suo.hits_is_pinned(self.handle, hit)]

    def superseded(self, hit):
        """The keys of documents that this one takes the place of."""
        keys, length = [], c_uint64()
        while True:
            key = self.suo.hits_superseded(self.handle, hit, len(keys),
                                           byref(length))
            if key is None:
                return keys
            keys.append(text_of(key, length.value))

    def text(self, hit, field):
        """The first value of a text or keyword field."""
        text, length = c_void_p(), c_uint64()
        self.suo.hits_text(self.handle, hit, field, 0, byref(text),
                           byref(length))
        return text_of(text, length.value)

    def time(self, hit, field):
        value = c_int64()
        self.suo.hits_integer(self.handle, hit, field, byref(value))
        return value.value

    def match(self, hit, question):
        """(tier, share of the information, words that the hit lacks); the
        search's options have tells_match=1."""
        told, data = sized(HitMatch), question.encode("utf-8")
        self.suo.hits_match(self.handle, hit, byref(told))
        return (TIERS[told.tier], told.share,
                [data[gap.start:gap.end].decode("utf-8", "replace")
                 for gap in told.missing[:told.missing_count]])

    def answerability(self, question):
        """(how likely the best hit is an answer, words that no document has);
        the search's options have tells_match=1."""
        told, data = sized(Answerability), question.encode("utf-8")
        self.suo.hits_answerability(self.handle, byref(told))
        return told.figure, [data[word.start:word.end].decode("utf-8")
                             for word in told.unknown[:told.unknown_count]]

    def position(self, hit):
        """Where it stands, for 'after' of the search for the next page."""
        text, length = c_void_p(), c_uint64()
        self.suo.hits_position(self.handle, hit, byref(text), byref(length))
        return ctypes.string_at(text, length.value)

    def facet(self, number):
        """[(path or value, or (least, most), documents)], most first."""
        count = c_uint64()
        values = self.suo.hits_facet(self.handle, number, byref(count), None)
        return [((value.min, value.max) if value.text is None else
                 text_of(value.text, value.text_len), value.count)
                for value in values[:count.value]]

    def fragments(self, hit, field, count=2, length=80):
        """The parts of the text that show best why it matched, as HTML."""
        html = sized(HtmlOptions, open=b"<b>", open_len=-1, close=b"</b>",
                     close_len=-1)
        options = sized(SnippetOptions, length_max=length, fragment_max=count,
                        html=ctypes.pointer(html))
        snippet = sized(Snippet)
        self.suo.hits_snippet(self.handle, hit, field, byref(options),
                              byref(snippet))
        return [text_of(part.html, part.html_len)
                for part in snippet.fragments[:snippet.fragment_count]]

    def highlight(self, hit, field):
        """(marked words, HTML) of all of the text; places of marks come in
        bytes, code points and UTF-16 units: Python's strings have the second.
        """
        found = sized(Highlight)
        self.suo.hits_highlight(self.handle, hit, field, 0,
                                byref(sized(HtmlOptions)), byref(found))
        text = text_of(found.text, found.text_len)
        return ([text[mark.point_start:mark.point_end]
                 for mark in found.marks[:found.mark_count]],
                text_of(found.html, found.html_len))


class View:
    """What 'roles' may see of the newest commit."""

    def __init__(self, suo, folder, roles):
        self.suo, self.handle = suo, c_void_p()
        snapshot = c_void_p()
        names = (c_char_p * len(roles))(*(r.encode("utf-8") for r in roles))
        suo.snapshot_open(os.fsencode(folder), -1, byref(snapshot))
        try:
            suo.view_open(snapshot, names, None, len(roles),
                          byref(self.handle))
        finally:
            suo.snapshot_close(snapshot)  # the view keeps what it needs

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.suo.view_close(self.handle)

    def hear(self, folder):
        """See the documents with what users said of them until now."""
        feedback, heard = c_void_p(), c_void_p()
        self.suo.feedback_open(os.fsencode(folder), -1, byref(feedback))
        try:
            self.suo.view_open_with_feedback(self.handle, feedback,
                                             byref(heard))
        finally:
            self.suo.feedback_close(feedback)  # the view keeps it
        self.suo.view_close(self.handle)
        self.handle = heard

    def search(self, question, **options):
        """Hits; options are those of options_of, by the names of suo.h."""
        data, hits = question.encode("utf-8"), c_void_p()
        self.suo.view_search(self.handle, data, len(data),
                             byref(options_of(**options)), byref(hits))
        return Hits(self.suo, hits)

    def pages(self, question, k, **options):
        """Yield the keys of all hits, page by page."""
        after = None
        while True:
            with self.search(question, k=k, after=after, **options) as hits:
                if not hits.keys:
                    return
                yield hits.keys
                after = hits.position(len(hits.keys) - 1)

    def explain(self, question, key, **options):
        """(outcome, rank, score, [(kind, words, documents, score)])."""
        data, handle = question.encode("utf-8"), c_void_p()
        name, told = key.encode("utf-8"), sized(Explained)
        self.suo.view_explain(self.handle, data, len(data),
                              byref(options_of(**options)), name, len(name),
                              byref(handle))
        try:
            self.suo.explanation_get(handle, byref(told))
            parts = [(PART_KINDS.get(part.kind, "other"),
                      data[part.start:part.end].decode("utf-8", "replace"),
                      part.doc_freq, part.score)
                     for part in told.parts[:told.part_count]]
            return OUTCOMES[told.outcome], told.rank, told.score, parts
        finally:
            self.suo.explanation_free(handle)

    def complete(self, typed, k=5):
        """Titles that go on from what was typed, (title, part that matches).
        """
        data, handle = typed.encode("utf-8"), c_void_p()
        self.suo.view_complete(self.handle, data, len(data),
                               byref(sized(CompleteOptions, k=k)),
                               byref(handle))
        try:
            items = self.suo.completions_items(handle)
            titles = []
            for item in items[:self.suo.completions_count(handle)]:
                title = text_of(item.text, item.text_len)
                titles.append((title, title[item.match.point_start:
                                            item.match.point_end]))
            return titles
        finally:
            self.suo.completions_free(handle)

    def correct(self, question):
        """What a question with slips was meant to ask, and what was changed,
        (typed, meant); None: it has no slips."""
        data, handle = question.encode("utf-8"), c_void_p()
        length = c_uint64()
        self.suo.view_correct(self.handle, data, len(data), None, byref(handle))
        try:
            text = self.suo.correction_text(handle, byref(length))
            if text is None:
                return None
            meant = text_of(text, length.value)
            changes = self.suo.correction_changes(handle)
            pairs = []
            for change in changes[:self.suo.correction_count(handle)]:
                typed = getattr(change, "from")
                pairs.append((question[typed.point_start:typed.point_end],
                              meant[change.to.point_start:
                                    change.to.point_end]))
            return meant, pairs
        finally:
            self.suo.correction_free(handle)


# ---- what was asked ----

class QueryLog:
    """Statistics of asking in a file; it is written when it is closed."""

    def __init__(self, suo, path):
        self.suo, self.handle = suo, c_void_p()
        suo.query_log_open(os.fsencode(path), -1, None, byref(self.handle))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        try:
            self.suo.query_log_flush(self.handle)
        finally:
            self.suo.query_log_close(self.handle)

    def note(self, question, hits, role, time):
        """'time' is seconds since 1970, 'role' no name of a person."""
        data, name = question.encode("utf-8"), role.encode("utf-8")
        self.suo.query_log_note(self.handle, byref(sized(
            LoggedSearch, question=data, question_len=len(data), role=name,
            role_len=len(name), time=time, total=hits.total,
            answerability=-1)))


def asked_most(suo, path, which=REPORT_ASKED, role=None, k=5):
    """[(question, least, most times)] of a log."""
    handle, count = c_void_p(), c_uint64()
    options = sized(ReportOptions, k=k, role_len=-1,
                    role=None if role is None else role.encode("utf-8"))
    suo.query_report_open(os.fsencode(path), -1, byref(options), byref(handle))
    try:
        items = suo.query_report_questions(handle, which, byref(count))
        return [(text_of(item.text, item.text_len), item.least, item.most)
                for item in items[:count.value]]
    finally:
        suo.query_report_close(handle)


# ---- the sample help center ----

def milliseconds(date):
    """Of a date as in RFC 3339: 2026-09-11T01:40:00Z."""
    date = datetime.datetime.fromisoformat(date.replace("Z", "+00:00"))
    return int(date.timestamp() * 1000)


def write_articles(suo, folder):
    schema, writer, document = c_void_p(), c_void_p(), c_void_p()
    try:
        suo.schema_new(byref(schema))
        for name, kind in FIELDS:
            suo.schema_add_field(schema, name.encode("utf-8"), -1, kind, None)
        # As `suo index` does: ranking has a second phase.
        suo.schema_set_option(schema, b"title_field", -1, TITLE)
        suo.schema_set_option(schema, b"adjacency", -1, 0.25)
        suo.writer_open(os.fsencode(folder), -1, schema, None, byref(writer))
        suo.document_new(schema, byref(document))
        with open(ARTICLES, encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                fill(suo, document, article)
                suo.writer_put(writer, document, None)
        suo.writer_commit(writer, None, 0)
    finally:
        suo.document_free(document)
        suo.writer_close(writer)
        suo.schema_free(schema)


def fill(suo, document, article):
    suo.document_clear(document)
    suo.document_set_key(document, article["id"].encode("utf-8"), -1)
    for role in article["audience"]:
        suo.document_add_role(document, role.encode("utf-8"), -1)
    for field in (TITLE, BODY, CATEGORY, LANG):
        data = article[FIELDS[field][0]].encode("utf-8")
        suo.document_add_text(document, field, data, len(data))
    suo.document_set_integer(document, UPDATED,
                             milliseconds(article["updated"]))


def say(suo, folder, solved, old, new, question, answers):
    """Users say that 'solved' did; editors, what is outdated and what comes
    first. What was counted before is forgotten."""
    writer = c_void_p()
    names = [key.encode("utf-8") for key in (solved, old, new)]
    pins = (c_char_p * len(answers))(*(a.encode("utf-8") for a in answers))
    suo.feedback_writer_open(os.fsencode(folder), -1, byref(writer))
    try:
        suo.feedback_writer_fade(writer, 0)
        suo.feedback_writer_add(writer, names[0], -1, FEEDBACK_SOLVED, 20)
        suo.feedback_writer_supersede(writer, names[1], -1, names[2], -1)
        suo.feedback_writer_pin(writer, question.encode("utf-8"), -1, pins,
                                None, len(answers))
        suo.feedback_writer_commit(writer)
    finally:
        suo.feedback_writer_close(writer)


# ---- the tour ----

def show_questions(view):
    question = "退货 运费 发票"
    with view.search(question, k=4, tells_match=1) as hits:
        for hit, key in enumerate(hits.keys):
            tier, share, lacks = hits.match(hit, question)
            print("%s has %s, %.2f; lacks %s" % (key, tier, share, lacks))
    with view.search(question, min_information=0.5) as hits:
        print("half of the information:", hits.total)
    with view.search("退货 -运费 lang:zh-CN") as hits:
        print("operators of people:", hits.total)
    with view.search("(退货 OR 换货) AND NOT 运费",
                     syntax=SYNTAX_STRICT) as hits:
        print("the grammar:", hits.total)
    try:
        view.search("(退货 OR", syntax=SYNTAX_STRICT)
    except SuoError as error:
        print("an error:", error)


# Where of ten answers nine are right: see bench/README.md.
ANSWER_FROM, ASK_BACK_FROM = 0.8, 0.4


def robot(view, question):
    """Answer, ask back, or hand over to a person."""
    with view.search(question, k=3, tells_match=1) as hits:
        figure, unknown = hits.answerability(question)
        titles = [hits.text(hit, TITLE) for hit in range(len(hits.keys))]
        if figure >= ANSWER_FROM:
            return "answer", figure, hits.text(0, BODY)
        if figure >= ASK_BACK_FROM:
            return "ask back", figure, titles
        return "hand over", figure, unknown


def show_robot(view):
    for question in ("怎么申请退货", "How long does a refund take",
                     "退货运费谁出", "warp drive 怎么充电"):
        what, figure, said = robot(view, question)
        print("%s -> %s (%.2f): %.60s" % (question, what, figure, said))


def show_narrowing(view):
    question = "退货 refund"
    with view.search(question, total=TOTAL_ONLY) as hits:
        print("any word:", hits.total)
    with view.search("退货 运费 七天", match=MATCH_ALL, k=3) as hits:
        print("all words:", hits.total, hits.keys)
    wanted = any_of(is_in(LANG, "en"), is_in(LANG, "zh-TW"))
    wanted += none_of(is_in(CATEGORY, "shipping"))
    with view.search(question, filters=wanted, k=3) as hits:
        print("English or zh-TW, not shipping:", hits.total, hits.keys)
    facets = [paths_below(CATEGORY), paths_below(CATEGORY, "售后"),
              by_values(LANG), by_steps(UPDATED, 90 * DAY)]
    with view.search(question, facets=facets, total=TOTAL_ONLY) as hits:
        for number in range(len(facets)):
            print("facet:", hits.facet(number)[:4])


def show_order(view):
    print("pages:", [len(keys) for keys in view.pages("退货", 10)])
    with view.search("退货", k=3, order=ORDER_DESCENDING, order_field=UPDATED,
                     total=TOTAL_NONE) as hits:
        print("newest:", [hits.text(hit, TITLE)
                          for hit in range(len(hits.keys))])
    now = milliseconds("2026-11-01T00:00:00Z")
    with view.search("退货", k=3,
                     boosts=[fresher(UPDATED, now, 2, 30 * DAY)]) as hits:
        print("fresh ones sooner:", hits.keys)


def show_hits(view):
    question = "退货 运费"
    with view.search(question, k=1) as hits:
        print("fragments:", hits.fragments(0, BODY))
        marks, html = hits.highlight(0, TITLE)
        print("marks:", marks, "html:", html)
        key = hits.keys[0]
    outcome, rank, score, parts = view.explain(question, key)
    print("%s: %s, rank %d, score %.3f" % (key, outcome, rank, score))
    for kind, words, doc_freq, part in parts:
        print("  %-6s %s in %d documents: %.3f" % (kind, words, doc_freq, part))
    for typed in ("tuih", "退h", "warr"):
        print("typed %s:" % typed, view.complete(typed, 2))
    for typed in ("怎么退或", "retrun polcy"):
        print("meant by %s:" % typed, view.correct(typed))
        with view.search(typed, k=1, typos=1) as hits:
            print("found:", hits.keys)


def show_asked(view):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "asked.log")
        with QueryLog(view.suo, path) as log:
            for question in ("怎么退货 20261122001", "怎么退货？",
                             "怎麼退貨 13812345678", "只问一次"):
                with view.search(question) as hits:
                    log.note(question, hits, "public", 1795000000)
        print("asked:", asked_most(view.suo, path))


def show_feedback(suo, folder, view):
    with view.search("退货", k=8) as hits:
        first, second, third, last = (hits.keys[i] for i in (0, 1, 2, 7))
    say(suo, folder, third, second, first, "怎么退货", [last])
    view.hear(folder)
    with view.search("退货", k=3, boosts=[voted(2)]) as hits:
        print("with votes:", hits.keys)
    with view.search("怎麼退貨？", k=3) as hits:
        print("pinned:", hits.pinned(), "then", hits.keys[1:])
    with view.search("退货", k=8) as hits:
        at = hits.keys.index(first)
        print("%s is shown instead of %s" % (first, hits.superseded(at)))


def main():
    parser = argparse.ArgumentParser(description="All of search, from Python.")
    parser.add_argument("--library", help="path of libsuo.so")
    parser.add_argument("folder", nargs="?", default="features-index")
    options = parser.parse_args()
    library = find_library(options.library)
    if library is None:
        sys.exit("features.py: no libsuo found; name it by --library")
    try:
        suo = Suo(library)
        write_articles(suo, options.folder)
        with View(suo, options.folder, ["public"]) as view:
            show_questions(view)
            show_robot(view)
            show_narrowing(view)
            show_order(view)
            show_hits(view)
            show_asked(view)
            show_feedback(suo, options.folder, view)
    except (SuoError, OSError) as error:
        sys.exit("features.py: %s" % error)


if __name__ == "__main__":
    main()
