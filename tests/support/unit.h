/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit.h - what every cmocka program includes, and assertions on statuses.
 */
#ifndef SUO_TESTS_UNIT_H
#define SUO_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "suo.h"

#define SUO_ERROR_EMPTY ((suo_error){.size = sizeof(suo_error)})

/* The call must return SUO_OK, SUO_CORRUPT ...: names, not numbers. */
#define assert_status(call, wanted) \
    assert_string_equal(suo_status_name(call), #wanted)

#endif
