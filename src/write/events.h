/* SPDX-License-Identifier: Apache-2.0 */
/*
 * events.h - the events of a term's stream in memory (see inverter.c).
 */
#ifndef SUO_WRITE_EVENTS_H
#define SUO_WRITE_EVENTS_H

enum {
    SUO_EVENT_BITS = 2,
    SUO_EVENT_POSITION = 0, /* distance to the least it could be */
    SUO_EVENT_FIELD = 1,    /* text field; a position follows */
    SUO_EVENT_DOC = 2       /* gap; a text field and a position follow */
};

#endif
