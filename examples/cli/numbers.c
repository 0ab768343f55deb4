/* SPDX-License-Identifier: Apache-2.0 */
/*
 * numbers.c - numbers and times, from text and back.
 *
 * Days and dates by the civil calendar algorithms of Howard Hinnant
 * ("chrono-Compatible Low-Level Date Algorithms", 2013): no time zone and no
 * locale of the machine takes part.
 */
#include "numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
static int64_t date_to_days(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void days_to_date(int64_t days, int64_t *year, int64_t *month,
                         int64_t *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static int64_t month_day_count(int64_t year, int64_t month)
{
    static const int8_t DAYS[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return DAYS[month - 1] + (month == 2 && is_leap);
}

/* Text being read from the left; fails once, stays failed. */
typedef struct time_scan {
    const char *at;
    const char *end;
    bool bad;
} time_scan;

static int64_t scan_digits(time_scan *scan, int count, int64_t low,
                           int64_t high)
{
    int64_t value = 0;
    if (scan->end - scan->at < count)
        scan->bad = true;
    for (int done = 0; done < count && !scan->bad; done++) {
        char digit = *scan->at++;
        scan->bad = digit < '0' || digit > '9';
        value = value * 10 + (digit - '0');
    }
    if (scan->bad || value < low || value > high) {
        scan->bad = true;
        return low;
    }
    return value;
}

/* Is the next byte one of 'wanted'? Then pass over it. */
static char scan_one_of(time_scan *scan, const char *wanted)
{
    if (scan->at == scan->end || *scan->at == '\0' ||
        strchr(wanted, *scan->at) == NULL)
        return '\0';
    return *scan->at++;
}

static void scan_expect(time_scan *scan, const char *wanted)
{
    if (scan_one_of(scan, wanted) == '\0')
        scan->bad = true;
}

/* ".123456" as milliseconds, cut off; 0 if there is no fraction. */
static int64_t scan_fraction(time_scan *scan)
{
    if (scan_one_of(scan, ".") == '\0')
        return 0;
    int64_t milliseconds = scan_digits(scan, 1, 0, 9) * 100;
    int64_t worth = 10;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') {
        milliseconds += (*scan->at++ - '0') * worth;
        worth /= 10;
    }
    return milliseconds;
}

/* "Z" or "+08:00" as minutes east of UTC. */
static int64_t scan_zone(time_scan *scan)
{
    char sign = scan_one_of(scan, "Zz+-");
    if (sign == '\0')
        scan->bad = true;
    if (sign != '+' && sign != '-')
        return 0;
    int64_t minutes = scan_digits(scan, 2, 0, 23) * 60;
    scan_expect(scan, ":");
    minutes += scan_digits(scan, 2, 0, 59);
    return sign == '-' ? -minutes : minutes;
}

bool cli_time_parse(const char *text, size_t len, int64_t *time)
{
    time_scan scan = {text, text + len, false};
    int64_t year = scan_digits(&scan, 4, 0, 9999);
    scan_expect(&scan, "-");
    int64_t month = scan_digits(&scan, 2, 1, 12);
    scan_expect(&scan, "-");
    int64_t day = scan_digits(&scan, 2, 1, month_day_count(year, month));
    int64_t seconds = date_to_days(year, month, day) * 86400;
    int64_t milliseconds = 0;
    if (!scan.bad && scan.at < scan.end) {
        scan_expect(&scan, "Tt ");
        seconds += scan_digits(&scan, 2, 0, 23) * 3600;
        scan_expect(&scan, ":");
        seconds += scan_digits(&scan, 2, 0, 59) * 60;
        scan_expect(&scan, ":");
        seconds += scan_digits(&scan, 2, 0, 60);
        milliseconds = scan_fraction(&scan);
        seconds -= scan_zone(&scan) * 60;
    }
    *time = seconds * 1000 + milliseconds;
    return !scan.bad && scan.at == scan.end;
}

size_t cli_time_print(int64_t time, char out[CLI_NUMBER_MAX])
{
    int64_t days = time / 86400000;
    int64_t rest = time % 86400000;
    if (rest < 0) {
        rest += 86400000;
        days--;
    }
    int64_t year, month, day;
    days_to_date(days, &year, &month, &day);
    if (year < 0 || year > 9999)
        return (size_t)snprintf(out, CLI_NUMBER_MAX, "%lld", (long long)time);
    int len = snprintf(out, CLI_NUMBER_MAX, "%04d-%02d-%02dT%02d:%02d:%02d",
                       (int)year, (int)month, (int)day, (int)(rest / 3600000),
                       (int)(rest / 60000 % 60), (int)(rest / 1000 % 60));
    if (rest % 1000 != 0)
        len += snprintf(out + len, (size_t)(CLI_NUMBER_MAX - len), ".%03d",
                        (int)(rest % 1000));
    out[len++] = 'Z';
    out[len] = '\0';
    return (size_t)len;
}

bool cli_integer_parse(const char *text, size_t len, int64_t *number)
{
    bool is_negative = len > 0 && text[0] == '-';
    uint64_t limit = (uint64_t)INT64_MAX + (is_negative ? 1 : 0);
    uint64_t value = 0;
    *number = 0;
    if (len == (is_negative ? 1u : 0u))
        return false;
    for (size_t at = is_negative; at < len; at++) {
        if (text[at] < '0' || text[at] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[at] - '0');
        if (value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = is_negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

size_t cli_integer_print(int64_t number, char out[CLI_NUMBER_MAX])
{
    return (size_t)snprintf(out, CLI_NUMBER_MAX, "%lld", (long long)number);
}

bool cli_real_is_integer(double real, int64_t *number)
{
    *number = 0;
    if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0))
        return false;
    *number = (int64_t)real;
    return (double)*number == real;
}

size_t cli_real_print(double real, char out[CLI_NUMBER_MAX])
{
    int len = 0;
    for (int digits = 15; digits <= 17; digits++) {
        len = snprintf(out, CLI_NUMBER_MAX, "%.*g", digits, real);
        if (strtod(out, NULL) == real)
            break;
    }
    return (size_t)len;
}
