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

/// NULL when there is no memory.
simdjson_tape *simdjson_tape_create(void);
void simdjson_tape_destroy(simdjson_tape *tape);

/// Looks at the bytes before any parser does: UTF-8, nesting depth, surrogates written as escapes. `offset` is where the fault is.
simdjson_fault simdjson_scan(const uint8_t *bytes, size_t count, size_t depth, size_t *offset);

/// 0, or simdjson's error code.
int simdjson_tape_parse(simdjson_tape *tape, const uint8_t *bytes, size_t count, size_t depth, simdjson_tape_view *view);

/// 1 when an object of the parsed document has a key twice; the key is then given.
int simdjson_tape_duplicate(const simdjson_tape *tape, const uint8_t **key, size_t *length);

#ifdef __cplusplus
}
#endif
