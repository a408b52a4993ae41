#include "tape.hpp"

#include <algorithm>
#include <cstring>
#include <new>

using namespace tape_words;

namespace {

/// Length of the well-formed UTF-8 sequence at `p`, or 0.
size_t sequence_length(const uint8_t *p, size_t left) {
    auto continues = [&](size_t i) { return i < left && (p[i] & 0xC0) == 0x80; };
    if (p[0] < 0x80) return 1;
    if (p[0] >= 0xC2 && p[0] <= 0xDF) return continues(1) ? 2 : 0;
    if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        if (!continues(1) || !continues(2)) return 0;
        if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
        if (p[0] == 0xED && p[1] > 0x9F) return 0;
        return 3;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        if (!continues(1) || !continues(2) || !continues(3)) return 0;
        if (p[0] == 0xF0 && p[1] < 0x90) return 0;
        if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
        return 4;
    }
    return 0;
}

/// The number written as four hexadecimal digits at `p`, or -1.
int hexadecimal(const uint8_t *p, size_t left) {
    if (left < 4) return -1;
    int value = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

/// Bytes of the escape at `p` (which is a backslash); 0 when it is half of a surrogate pair.
size_t escape_length(const uint8_t *p, size_t left) {
    if (left < 2 || p[1] != 'u') return 2;
    int unit = hexadecimal(p + 2, left - 2);
    if (unit < 0xD800 || unit > 0xDFFF) return 2;
    if (unit >= 0xDC00 || left < 12 || p[6] != '\\' || p[7] != 'u') return 0;
    int low = hexadecimal(p + 8, left - 8);
    return low >= 0xDC00 && low <= 0xDFFF ? 12 : 0;
}

/// Whether every surrogate that is written as an escape has its other half. Looks at nothing where there is no escape.
bool has_whole_surrogates(const uint8_t *bytes, size_t count) {
    for (const uint8_t *p = bytes, *end = bytes + count; (p = static_cast<const uint8_t *>(memchr(p, '\\', end - p)));) {
        size_t length = escape_length(p, end - p);
        if (length == 0) return false;
        p += std::min<size_t>(length, end - p);
    }
    return true;
}

/// Whether the parser can read a document where it is: it looks at some bytes behind the end, whatever they are, and they can be read where
/// no page ends before them. No page is smaller than this.
bool has_room_behind(const uint8_t *end) {
    constexpr uintptr_t page = 4096;
    return (reinterpret_cast<uintptr_t>(end) - 1) % page + simdjson::SIMDJSON_PADDING < page;
}

/// A copy of the document with room behind it; nullptr where there is no memory.
const uint8_t *padded_copy(simdjson_tape *tape, const uint8_t *bytes, size_t count) {
    if (!tape->padded || tape->room < count) {
        size_t room = std::max(count, tape->parser.capacity());
        tape->padded.reset(new (std::nothrow) uint8_t[room + simdjson::SIMDJSON_PADDING]());
        tape->room = tape->padded ? room : 0;
        if (!tape->padded) return nullptr;
    }
    memcpy(tape->padded.get(), bytes, count);
    memset(tape->padded.get() + count, 0, simdjson::SIMDJSON_PADDING);
    return tape->padded.get();
}

} // namespace

simdjson_tape *simdjson_tape_create(void) { return new (std::nothrow) simdjson_tape; }

void simdjson_tape_destroy(simdjson_tape *tape) { delete tape; }

simdjson_fault simdjson_scan(const uint8_t *bytes, size_t count, size_t depth, size_t *offset) {
    if (!simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count)) {
        for (size_t i = 0; i < count;) {
            size_t length = sequence_length(bytes + i, count - i);
            *offset = i;
            if (length == 0) return SIMDJSON_FAULT_UTF8;
            i += length;
        }
    }
    size_t open = 0;
    bool in_string = false;
    for (size_t i = 0; i < count; i++) {
        uint8_t c = bytes[i];
        *offset = i;
        if (in_string) {
            if (c == '"') in_string = false;
            if (c != '\\') continue;
            size_t length = escape_length(bytes + i, count - i);
            if (length == 0) return SIMDJSON_FAULT_SURROGATE;
            i += length - 1;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++open > depth) return SIMDJSON_FAULT_DEPTH;
        } else if ((c == '}' || c == ']') && open > 0) {
            open--;
        }
    }
    return SIMDJSON_FAULT_NONE;
}

int simdjson_tape_parse(simdjson_tape *tape, const uint8_t *bytes, size_t count, size_t depth, simdjson_tape_view *view) {
    // simdjson counts the document itself as a level.
    size_t needed = depth + 1;
    if (tape->parser.max_depth() != needed || tape->parser.capacity() < count) {
        auto error = tape->parser.allocate(std::max(count, tape->parser.capacity()), needed);
        if (error) return static_cast<int>(error);
    }
    const uint8_t *document = has_room_behind(bytes + count) ? bytes : padded_copy(tape, bytes, count);
    if (!document) return static_cast<int>(simdjson::MEMALLOC);
    tape->object = 0;
    auto result = tape->parser.parse(document, count, false);
    if (result.error()) return static_cast<int>(result.error());
    // simdjson lets half a surrogate pass in some releases.
    if (!has_whole_surrogates(bytes, count)) return static_cast<int>(simdjson::STRING_ERROR);
    view->words = tape->parser.doc.tape.get();
    view->count = static_cast<size_t>(view->words[0] & payload_mask);
    view->strings = tape->parser.doc.string_buf.get();
    return 0;
}

size_t simdjson_tape_member(simdjson_tape *tape, size_t object, const uint8_t *key, size_t length) {
    const uint64_t *words = tape->parser.doc.tape.get();
    const uint8_t *strings = tape->parser.doc.string_buf.get();
    size_t first = object + 1, end = static_cast<uint32_t>(words[object]) - 1;
    // Whoever reads asks for members in the order in which they are written, as a rule: the search goes on behind the last one.
    size_t start = tape->object == object ? tape->member : first;
    size_t member = start;
    do {
        if (member == end) {
            // From the front again; where the search began there, it is over.
            member = first;
            continue;
        }
        const uint8_t *name = strings + (words[member] & payload_mask);
        uint32_t size;
        memcpy(&size, name, sizeof size);
        size_t next = behind(words, member + 1);
        if (size == length && (length == 0 || memcmp(name + sizeof size, key, length) == 0)) {
            tape->object = object;
            tape->member = next;
            return member + 1;
        }
        member = next;
    } while (member != start);
    return 0;
}
