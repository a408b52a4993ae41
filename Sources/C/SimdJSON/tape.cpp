#include "simdjson_tape.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>
#include <vector>

struct simdjson_tape {
    simdjson::dom::parser parser;
    /// The document with room behind it, which the parser reads into. Kept, as the parser would take new memory for each document.
    std::unique_ptr<uint8_t[]> padded;
    size_t room = 0;
    mutable std::vector<std::string_view> keys;
};

namespace {

constexpr uint64_t payload_mask = 0x00FFFFFFFFFFFFFFULL;

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

std::string_view string_at(const simdjson_tape *tape, uint64_t word) {
    const uint8_t *p = tape->parser.doc.string_buf.get() + (word & payload_mask);
    uint32_t length;
    memcpy(&length, p, sizeof length);
    return {reinterpret_cast<const char *>(p + sizeof length), length};
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

/// The index behind the value at `i`.
size_t behind(const uint64_t *words, size_t i) {
    switch (words[i] >> 56) {
    case '{': case '[': return static_cast<uint32_t>(words[i]);
    case 'l': case 'u': case 'd': return i + 2;
    default: return i + 1;
    }
}

/// Length and first bytes of the key at `word`: equal for equal keys, and different for nearly all others.
uint64_t signature(const simdjson_tape *tape, uint64_t word) {
    // The parser's buffer of strings is padded: eight bytes can be read behind every length.
    const uint8_t *p = tape->parser.doc.string_buf.get() + (word & payload_mask);
    uint32_t length;
    uint64_t first;
    memcpy(&length, p, sizeof length);
    memcpy(&first, p + sizeof length, sizeof first);
    if (length < 8) first &= (uint64_t{1} << (8 * length)) - 1;
    return first ^ (static_cast<uint64_t>(length) << 48);
}

/// A key that the object at `object` has twice, or none. Few keys are compared each with each; many are sorted and not hashed, so that a
/// hostile choice of keys cannot make it slow.
bool find_duplicate(const simdjson_tape *tape, const uint64_t *words, size_t object, std::string_view &duplicate) {
    constexpr size_t few = 16;
    std::array<uint64_t, few> seen, places;
    // A bit for each signature, most of them different: a key whose bit is new is compared with none.
    uint64_t bits = 0;
    size_t end = static_cast<uint32_t>(words[object]) - 1, count = 0, member = object + 1;
    for (; member < end && count < few; member = behind(words, member + 1), count++) {
        seen[count] = signature(tape, words[member]);
        places[count] = words[member];
        uint64_t bit = uint64_t{1} << (seen[count] * 0x9E3779B97F4A7C15ULL >> 58);
        bool is_new = (bits & bit) == 0;
        bits |= bit;
        if (is_new) continue;
        for (size_t k = 0; k < count; k++) {
            if (seen[k] != seen[count]) continue;
            duplicate = string_at(tape, words[member]);
            if (string_at(tape, places[k]) == duplicate) return true;
        }
    }
    if (member >= end) return false;
    auto &keys = tape->keys;
    keys.clear();
    for (member = object + 1; member < end; member = behind(words, member + 1)) keys.push_back(string_at(tape, words[member]));
    std::sort(keys.begin(), keys.end());
    auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return false;
    duplicate = *twice;
    return true;
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
    if (tape->room < count) {
        size_t room = std::max(count, tape->parser.capacity());
        tape->padded.reset(new (std::nothrow) uint8_t[room + simdjson::SIMDJSON_PADDING]());
        tape->room = tape->padded ? room : 0;
        if (!tape->padded) return static_cast<int>(simdjson::MEMALLOC);
    }
    memcpy(tape->padded.get(), bytes, count);
    memset(tape->padded.get() + count, 0, simdjson::SIMDJSON_PADDING);
    auto result = tape->parser.parse(tape->padded.get(), count, false);
    if (result.error()) return static_cast<int>(result.error());
    // simdjson lets half a surrogate pass in some releases.
    if (!has_whole_surrogates(bytes, count)) return static_cast<int>(simdjson::STRING_ERROR);
    view->words = tape->parser.doc.tape.get();
    view->count = static_cast<size_t>(view->words[0] & payload_mask);
    view->strings = tape->parser.doc.string_buf.get();
    return 0;
}

simdjson_finding simdjson_tape_check(const simdjson_tape *tape, size_t depth, const uint8_t **key, size_t *length) {
    const uint64_t *words = tape->parser.doc.tape.get();
    size_t count = static_cast<size_t>(words[0] & payload_mask), open = 0;
    for (size_t i = 1; i < count;) {
        uint64_t kind = words[i] >> 56;
        if (kind == '"') {
            i++;
            continue;
        }
        if (kind == 'u') return SIMDJSON_FINDING_WIDE_INTEGER;
        // The parser does not count an empty array or object as a level.
        if ((kind == '{' || kind == '[') && ++open > depth) return SIMDJSON_FINDING_DEPTH;
        if (kind == '}' || kind == ']') open--;
        std::string_view twice;
        if (kind == '{' && find_duplicate(tape, words, i, twice)) {
            *key = reinterpret_cast<const uint8_t *>(twice.data());
            *length = twice.size();
            return SIMDJSON_FINDING_DUPLICATE_KEY;
        }
        i += kind == 'l' || kind == 'd' ? 2 : 1;
    }
    return SIMDJSON_FINDING_NONE;
}

size_t simdjson_tape_member(simdjson_tape_view view, size_t object, const uint8_t *key, size_t length) {
    const uint64_t *words = view.words;
    size_t end = static_cast<uint32_t>(words[object]) - 1;
    for (size_t member = object + 1; member < end; member = behind(words, member + 1)) {
        const uint8_t *name = view.strings + (words[member] & payload_mask);
        uint32_t size;
        memcpy(&size, name, sizeof size);
        if (size == length && (length == 0 || memcmp(name + sizeof size, key, length) == 0)) return member + 1;
    }
    return 0;
}
