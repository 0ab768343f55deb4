#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""search.py - Suo from Python by ctypes alone, without a C compiler.

The same job as search.c: three articles in, one question answered.

    python3 search.py [--library LIBSUO] [FOLDER]

The library is looked for in --library, in the environment variable
SUO_LIBRARY, and where the system keeps its libraries.
"""
import argparse
import ctypes
import ctypes.util
import os
import sys
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int32
from ctypes import c_int64, c_uint32, c_uint64, c_void_p

TEXT_FIELD = 1  # SUO_FIELD_TEXT

ARTICLES = [  # key, who may see it, text
    ("zh-1", "public", "退货流程：收到商品后，七天内可以申请退货。"),
    ("tw-1", "public", "退貨流程：收到商品後，七天內可以申請退貨。"),
    ("en-1", "agents", "退货 in English: returns."),
]


# ---- the structs of suo.h that are needed here, member by member ----

class Error(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("status", c_int32),
                ("message", c_char * 500)]


class Hit(ctypes.Structure):
    _fields_ = [("score", c_double), ("key", c_void_p), ("key_len", c_uint64)]


class Range(ctypes.Structure):
    _fields_ = [("start", c_uint64), ("end", c_uint64),
                ("point_start", c_uint64), ("point_end", c_uint64),
                ("utf16_start", c_uint64), ("utf16_end", c_uint64)]


class Snippet(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("value", c_uint32), ("text", c_void_p),
                ("text_len", c_uint64), ("text_offset", c_uint64),
                ("value_len", c_uint64), ("marks", POINTER(Range)),
                ("mark_count", c_uint64)]


# ---- the functions of suo.h that are needed here ----

# What they return and take; "status" functions end in a suo_error that the
# call below adds, and raise SuoError when they fail. Handles are pointers.
OUT = POINTER(c_void_p)
STATUS_CALLS = {
    "suo_schema_new": [OUT],
    "suo_schema_add_field": [c_void_p, c_char_p, c_int64, c_int32, c_void_p],
    "suo_document_new": [c_void_p, OUT],
    "suo_document_set_key": [c_void_p, c_char_p, c_int64],
    "suo_document_add_role": [c_void_p, c_char_p, c_int64],
    "suo_document_add_text": [c_void_p, c_uint32, c_char_p, c_int64],
    "suo_writer_open": [c_char_p, c_int64, c_void_p, c_void_p, OUT],
    "suo_writer_put": [c_void_p, c_void_p, c_void_p],
    "suo_writer_commit": [c_void_p, c_char_p, c_int64],
    "suo_snapshot_open": [c_char_p, c_int64, OUT],
    "suo_view_open": [c_void_p, POINTER(c_char_p), POINTER(c_int64), c_uint32,
                      OUT],
    "suo_view_search": [c_void_p, c_char_p, c_int64, c_void_p, OUT],
    "suo_hits_snippet": [c_void_p, c_uint32, c_uint32, c_void_p,
                         POINTER(Snippet)],
}
OTHER_CALLS = {
    "suo_version": (c_char_p, []),
    "suo_document_clear": (None, [c_void_p]),
    "suo_document_free": (None, [c_void_p]),
    "suo_schema_free": (None, [c_void_p]),
    "suo_writer_close": (None, [c_void_p]),
    "suo_snapshot_close": (None, [c_void_p]),
    "suo_view_close": (None, [c_void_p]),
    "suo_hits_free": (None, [c_void_p]),
    "suo_hits_items": (POINTER(Hit), [c_void_p]),
    "suo_hits_count": (c_uint32, [c_void_p]),
}


class SuoError(Exception):
    """What a suo_error says."""


class Suo:
    """The library, loaded: suo.view_search(...) calls suo_view_search."""

    def __init__(self, path):
        library = ctypes.CDLL(path)
        for name, parameters in STATUS_CALLS.items():
            function = getattr(library, name)
            function.restype = c_int32
            function.argtypes = parameters + [POINTER(Error)]
            setattr(self, name[4:], self.checked(function))
        for name, (result, parameters) in OTHER_CALLS.items():
            function = getattr(library, name)
            function.restype = result
            function.argtypes = parameters
            setattr(self, name[4:], function)

    @staticmethod
    def checked(function):
        def call(*arguments):
            error = Error(size=ctypes.sizeof(Error))
            if function(*arguments, byref(error)) != 0:
                raise SuoError(error.message.decode("utf-8", "replace"))
        return call


def find_library(path):
    """Where the library is, or None."""
    return path or os.environ.get("SUO_LIBRARY") or \
        ctypes.util.find_library("suo")


def write_articles(suo, folder):
    """Put the articles into the index in 'folder' and commit."""
    schema, writer, document = c_void_p(), c_void_p(), c_void_p()
    try:
        suo.schema_new(byref(schema))
        suo.schema_add_field(schema, b"text", -1, TEXT_FIELD, None)
        suo.writer_open(os.fsencode(folder), -1, schema, None, byref(writer))
        suo.document_new(schema, byref(document))
        for key, role, text in ARTICLES:
            data = text.encode("utf-8")
            suo.document_clear(document)
            suo.document_set_key(document, key.encode("utf-8"), -1)
            suo.document_add_role(document, role.encode("utf-8"), -1)
            suo.document_add_text(document, 0, data, len(data))
            suo.writer_put(writer, document, None)
        suo.writer_commit(writer, None, 0)
    finally:  # they all accept an empty handle
        suo.document_free(document)
        suo.writer_close(writer)
        suo.schema_free(schema)


def with_marks(snippet):
    """The snippet's text with brackets around the words of the question."""
    text = ctypes.string_at(snippet.text, snippet.text_len)
    text = text.decode("utf-8", "replace")
    parts, at = [], 0
    for mark in snippet.marks[:snippet.mark_count]:
        parts += [text[at:mark.point_start], "[",
                  text[mark.point_start:mark.point_end], "]"]
        at = mark.point_end
    return "".join(parts + [text[at:]])


def search(suo, folder, roles, question):
    """Yield (key, score, marked text) of each hit that 'roles' may see."""
    snapshot, view, hits = c_void_p(), c_void_p(), c_void_p()
    try:
        suo.snapshot_open(os.fsencode(folder), -1, byref(snapshot))
        names = (c_char_p * len(roles))(*(r.encode("utf-8") for r in roles))
        suo.view_open(snapshot, names, None, len(roles), byref(view))
        data = question.encode("utf-8")
        suo.view_search(view, data, len(data), None, byref(hits))
        items = suo.hits_items(hits)
        for i in range(suo.hits_count(hits)):
            snippet = Snippet(size=ctypes.sizeof(Snippet))
            suo.hits_snippet(hits, i, 0, None, byref(snippet))
            key = ctypes.string_at(items[i].key, items[i].key_len)
            yield key.decode("utf-8"), items[i].score, with_marks(snippet)
    finally:
        suo.hits_free(hits)
        suo.view_close(view)
        suo.snapshot_close(snapshot)


def main():
    parser = argparse.ArgumentParser(description="Suo from Python.")
    parser.add_argument("--library", help="path of libsuo.so")
    parser.add_argument("folder", nargs="?", default="example-index")
    options = parser.parse_args()
    library = find_library(options.library)
    if library is None:
        sys.exit("search.py: no libsuo found; name it by --library")
    try:
        suo = Suo(library)
        write_articles(suo, options.folder)
        for key, score, text in search(suo, options.folder, ["public"],
                                       "怎么退货"):
            print(text)
            print("%s: %.3f" % (key, score), file=sys.stderr)
    except (SuoError, OSError) as error:
        sys.exit("search.py: %s" % error)


if __name__ == "__main__":
    main()
