/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guarded_os.h - a suo_os whose mappings end right before a page that nobody
 * may read, and may be scribbled on while they are in use.
 *
 * It wraps a memory_os. Mappings are copies, so that the files stay as they
 * are. At most four threads map at a time.
 */
#ifndef SUO_TESTS_GUARDED_OS_H
#define SUO_TESTS_GUARDED_OS_H

#include "support/memory_os.h"
#include "support/random.h"

typedef struct guarded_os guarded_os;

guarded_os *guarded_os_new(memory_os *files);
void guarded_os_free(guarded_os *guarded);
const suo_os *guarded_os_table(guarded_os *guarded);

/* Change some bytes of a mapping that is in use, if there is one; by another
 * thread than the one that maps. */
void guarded_os_scribble(guarded_os *guarded, test_random *random);

#endif
