/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.h - which instructions there are beyond what the compiler may take
 * for granted.
 *
 * A function that is SUO_TARGET_AVX2 may be called only where
 * suo_machine_has_avx2 says so. The compiler's start-up code has asked the
 * processor: to ask it here is one look into memory.
 */
#ifndef SUO_CODEC_MACHINE_H
#define SUO_CODEC_MACHINE_H

#include <stdbool.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define SUO_MACHINE_AVX2
#define SUO_TARGET_AVX2 __attribute__((target("avx2,popcnt")))

static inline bool suo_machine_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
}

#endif

#endif
