/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numbers.h - numbers and times, from text and back.
 */
#ifndef CLI_NUMBERS_H
#define CLI_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLI_NUMBER_MAX = 40 }; /* bytes of a printed number or time */

/*
 * Read an RFC 3339 date-time ("2025-03-01T08:30:00+08:00") or a date
 * ("2025-03-01", midnight UTC). 'time' receives milliseconds since 1970 UTC.
 */
bool cli_time_parse(const char *text, size_t len, int64_t *time);

/* Write 'time' as RFC 3339 in UTC; years outside 0..9999 as milliseconds. */
size_t cli_time_print(int64_t time, char out[CLI_NUMBER_MAX]);

/* Read a whole decimal number that int64 holds. */
bool cli_integer_parse(const char *text, size_t len, int64_t *number);

/* Write an integer in decimal. Each of these returns the bytes written. */
size_t cli_integer_print(int64_t number, char out[CLI_NUMBER_MAX]);

/* Is 'real' a whole number that int64 holds? */
bool cli_real_is_integer(double real, int64_t *number);

/* Write the shortest text that reads back as 'real'. */
size_t cli_real_print(double real, char out[CLI_NUMBER_MAX]);

#endif
