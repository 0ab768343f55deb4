/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.c - fill the caller's error object.
 *
 * The caller's struct may be older and smaller than ours: nothing is written
 * past the size it declares, and the message always ends in a NUL byte.
 */
#include "base/status.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Bytes of message the caller has room for, the NUL included. */
static size_t error_room(const suo_error *error)
{
    size_t head = offsetof(suo_error, message);
    if (error->size <= head)
        return 0;
    size_t room = error->size - head;
    return room < sizeof(error->message) ? room : sizeof(error->message);
}

/* End the message before a character that the cut went through. */
static void error_trim(char *message, size_t room)
{
    size_t len = strlen(message);
    size_t end = len;
    if (len + 1 < room)
        return;
    while (end > 0 && ((unsigned char)message[end - 1] & 0xC0) == 0x80)
        end--;
    unsigned char lead = end > 0 ? (unsigned char)message[end - 1] : 0;
    size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (end > 0 && len - (end - 1) < whole)
        message[end - 1] = '\0';
}

suo_status suo_error_set(suo_error *error, suo_status status,
                         const char *format, ...)
{
    if (error == NULL || error->size < offsetof(suo_error, message))
        return status;
    error->status = status;
    size_t room = error_room(error);
    if (room == 0)
        return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, room, format, arguments);
    va_end(arguments);
    error_trim(error->message, room);
    return status;
}

void suo_error_prefix(suo_error *error, const char *format, ...)
{
    if (error == NULL || error_room(error) == 0)
        return;
    char rest[sizeof(error->message)];
    char prefix[sizeof(error->message)];
    size_t room = error_room(error);
    memcpy(rest, error->message, room);
    rest[room - 1] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof(prefix), format, arguments);
    va_end(arguments);
    size_t prefix_len = strlen(prefix);
    if (prefix_len + 2 >= room)
        return;
    memcpy(error->message, prefix, prefix_len);
    memcpy(error->message + prefix_len, ": ", 2);
    size_t left = room - prefix_len - 2;
    size_t rest_len = strlen(rest);
    size_t kept = rest_len < left ? rest_len : left - 1;
    memcpy(error->message + prefix_len + 2, rest, kept);
    error->message[prefix_len + 2 + kept] = '\0';
    error_trim(error->message, room);
}

suo_status suo_error_no_memory(suo_error *error)
{
    return suo_error_set(error, SUO_NO_MEMORY, "out of memory");
}
