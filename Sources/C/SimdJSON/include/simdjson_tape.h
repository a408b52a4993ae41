// simdjson's document tape behind plain C. The words and strings stay valid until the next parse with the same handle.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct simdjson_tape simdjson_tape;

typedef struct {
    const uint64_t *words;
    size_t count;
    const uint8_t *strings;
} simdjson_tape_view;

typedef enum {
    SIMDJSON_FAULT_NONE = 0,
    SIMDJSON_FAULT_UTF8 = 1,
    SIMDJSON_FAULT_DEPTH = 2,
    SIMDJSON_FAULT_SURROGATE = 3
} simdjson_fault;

typedef enum {
    SIMDJSON_FINDING_NONE = 0,
    SIMDJSON_FINDING_WIDE_INTEGER = 1,
    SIMDJSON_FINDING_DUPLICATE_KEY = 2,
    SIMDJSON_FINDING_DEPTH = 3
} simdjson_finding;

/// NULL when there is no memory.
simdjson_tape *simdjson_tape_create(void);
void simdjson_tape_destroy(simdjson_tape *tape);

/// Says what a parser refused: UTF-8, nesting depth, surrogates written as escapes. `offset` is where the fault is.
simdjson_fault simdjson_scan(const uint8_t *bytes, size_t count, size_t depth, size_t *offset);

/// 0, or simdjson's error code. Much deeper than `depth` is refused here already. The document is not needed afterwards.
/// Up to 64 bytes behind it are read, and not regarded, where they lie on the same page of memory.
int simdjson_tape_parse(simdjson_tape *tape, const uint8_t *bytes, size_t count, size_t depth, simdjson_tape_view *view);

/// What the parsed document has and must not have: an integer above Int64, a level below `depth`, or an object with a key twice; the key is
/// then given. Where it has several, the first that is met on the tape is told.
simdjson_finding simdjson_tape_check(const simdjson_tape *tape, size_t depth, const uint8_t **key, size_t *length);

/// The place of a key's value in the object at `object`, or 0. Members are found fastest in the order in which they are written.
size_t simdjson_tape_member(simdjson_tape *tape, size_t object, const uint8_t *key, size_t length);

#ifdef __cplusplus
}
#endif
