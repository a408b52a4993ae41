#include "tape.hpp"

#include <algorithm>
#include <array>
#include <cstring>

using namespace tape_words;

namespace {

std::string_view string_at(const simdjson_tape *tape, uint64_t word) {
    const uint8_t *p = tape->parser.doc.string_buf.get() + (word & payload_mask);
    uint32_t length;
    memcpy(&length, p, sizeof length);
    return {reinterpret_cast<const char *>(p + sizeof length), length};
}

/// Length and first bytes of the key at `word`: equal for equal keys, and different for nearly all others.
uint64_t signature(const simdjson_tape *tape, uint64_t word) {
    // The parser's buffer of strings is padded: eight bytes can be read behind every length.
    const uint8_t *p = tape->parser.doc.string_buf.get() + (word & payload_mask);
    uint32_t length;
    uint64_t first;
    memcpy(&length, p, sizeof length);
    memcpy(&first, p + sizeof length, sizeof first);
    // What is behind a short key is shifted out; in two steps, since none of an empty one's eight bytes may stay.
    uint32_t half = 4 * (8 - std::min<uint32_t>(length, 8));
    return (first << half << half) ^ (static_cast<uint64_t>(length) << 48);
}

/// Whether the object at `object` has a key twice, which is then given. Sorted and not hashed, so that a hostile choice of keys cannot make
/// it slow.
bool find_among_many(const simdjson_tape *tape, const uint64_t *words, size_t object, std::string_view &duplicate) {
    size_t end = static_cast<uint32_t>(words[object]) - 1;
    auto &keys = tape->keys;
    keys.clear();
    for (size_t member = object + 1; member < end; member = behind(words, member + 1)) keys.push_back(string_at(tape, words[member]));
    std::sort(keys.begin(), keys.end());
    auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return false;
    duplicate = *twice;
    return true;
}

/// The first keys of an object, each compared with those before it.
struct few_keys {
    static constexpr size_t most = 16;
    size_t count = 0;
    // A bit for each signature, most of them different: a key whose bit is new is compared with none.
    uint64_t bits = 0;
    std::array<uint64_t, most> signatures, words;

    /// Whether the key at `word` was there before.
    bool add(const simdjson_tape *tape, uint64_t word) {
        uint64_t key = signature(tape, word), bit = uint64_t{1} << (key * 0x9E3779B97F4A7C15ULL >> 58);
        if (bits & bit) {
            for (size_t k = 0; k < count; k++) {
                if (signatures[k] == key && string_at(tape, words[k]) == string_at(tape, word)) return true;
            }
        }
        bits |= bit;
        signatures[count] = key;
        words[count++] = word;
        return false;
    }
};

/// What the object or array at `container` has and must not have, as `simdjson_tape_check` says.
simdjson_finding check(const simdjson_tape *tape, const uint64_t *words, size_t container, size_t depth, std::string_view &duplicate) {
    // The parser does not count an empty array or object as a level.
    if (depth == 0) return SIMDJSON_FINDING_DEPTH;
    bool is_object = words[container] >> 56 == '{', has_few = true;
    size_t end = static_cast<uint32_t>(words[container]) - 1;
    few_keys keys;
    for (size_t i = container + 1; i < end;) {
        if (is_object) {
            if (keys.count < few_keys::most) {
                if (keys.add(tape, words[i])) {
                    duplicate = string_at(tape, words[i]);
                    return SIMDJSON_FINDING_DUPLICATE_KEY;
                }
            } else if (has_few) {
                has_few = false;
                if (find_among_many(tape, words, container, duplicate)) return SIMDJSON_FINDING_DUPLICATE_KEY;
            }
            i++;
        }
        switch (words[i] >> 56) {
        case 'u': return SIMDJSON_FINDING_WIDE_INTEGER;
        case '{': case '[':
            if (auto finding = check(tape, words, i, depth - 1, duplicate)) return finding;
            i = static_cast<uint32_t>(words[i]);
            break;
        case 'l': case 'd': i += 2; break;
        default: i++;
        }
    }
    return SIMDJSON_FINDING_NONE;
}

} // namespace

simdjson_finding simdjson_tape_check(const simdjson_tape *tape, size_t depth, const uint8_t **key, size_t *length) {
    const uint64_t *words = tape->parser.doc.tape.get();
    uint64_t kind = words[1] >> 56;
    if (kind == 'u') return SIMDJSON_FINDING_WIDE_INTEGER;
    if (kind != '{' && kind != '[') return SIMDJSON_FINDING_NONE;
    std::string_view duplicate;
    simdjson_finding finding = check(tape, words, 1, depth, duplicate);
    *key = reinterpret_cast<const uint8_t *>(duplicate.data());
    *length = duplicate.size();
    return finding;
}
