/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - what was measured, for people and for programs.
 *
 * Every figure lives in one JSON object, whose keys end in their unit; tables
 * are printed from it, and so is what `compare` reads.
 */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <json-c/json.h>

/* The number at "key.key.key", or 0. */
double bench_report_number(json_object *object, const char *path);

/* The object or array at a path, or NULL. */
json_object *bench_report_find(json_object *object, const char *path);

/* {suo, system, machine, cores, compiler}: what figures depend on. */
json_object *bench_report_machine(void);

/* Print all tables of `suo-bench run`. */
void bench_report_print(json_object *report);

/* Write it to a file ("-": stdout). Returns an exit code. */
int bench_report_write(json_object *report, const char *path);

#endif
