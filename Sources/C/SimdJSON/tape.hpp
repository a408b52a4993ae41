// A parser with its tape, and how the words on it are read.
#pragma once
#include "simdjson_tape.h"

#include <cstdint>
#include <memory>
#include <simdjson.h>
#include <string_view>
#include <vector>

struct simdjson_tape {
    simdjson::dom::parser parser;
    /// A document with room behind it, for those that end where memory may end. Kept, as the parser would take new memory for each of them.
    std::unique_ptr<uint8_t[]> padded;
    size_t room = 0;
    /// The keys of an object with many, while a check sorts them. Kept for the next one.
    mutable std::vector<std::string_view> keys;
    /// The object of the last lookup, and the member behind the one that was found.
    size_t object = 0;
    size_t member = 0;
};

namespace tape_words {

constexpr uint64_t payload_mask = 0x00FFFFFFFFFFFFFFULL;

/// The index behind the value at `i`.
inline size_t behind(const uint64_t *words, size_t i) {
    switch (words[i] >> 56) {
    case '{': case '[': return static_cast<uint32_t>(words[i]);
    case 'l': case 'u': case 'd': return i + 2;
    default: return i + 1;
    }
}

} // namespace tape_words
