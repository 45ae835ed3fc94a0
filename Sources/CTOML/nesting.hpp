// Finds dotted keys with too many parts before the parser sees them: each part becomes a level of
// tables, and a file of a few megabytes could otherwise exhaust the stack when the tree is released.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ctoml.h"

namespace ctoml {

// Position of the first dot that exceeds `limit` in one key or table header; malformed text is left
// to the parser. Linear time, no memory.
inline std::optional<ctoml_position> excessive_key_depth(std::string_view text, size_t limit) {
  uint32_t line = 1, column = 1;
  size_t dots = 0, i = 0;
  auto advance = [&](size_t count) {
    for (size_t end = i + count; i < end && i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte == '\n') {
        ++line;
        column = 1;
      } else if ((byte & 0xC0) != 0x80) {
        ++column;
      }
    }
  };
  while (i < text.size()) {
    const char c = text[i];
    if (c == '#') {
      const size_t end = text.find('\n', i);
      advance((end == std::string_view::npos ? text.size() : end) - i);
      dots = 0;
    } else if (c == '"' || c == '\'') {
      const std::string_view triple = c == '"' ? "\"\"\"" : "'''";
      const bool multiline = text.substr(i, 3) == triple;
      const size_t quotes = multiline ? 3 : 1;
      advance(quotes);
      while (i < text.size()) {
        if (c == '"' && text[i] == '\\') {
          advance(2);
        } else if (!multiline && text[i] == '\n') {
          break;
        } else if (multiline ? text.substr(i, 3) == triple : text[i] == c) {
          advance(quotes);
          break;
        } else {
          advance(1);
        }
      }
    } else {
      if (c == '.') {
        if (++dots >= limit) return ctoml_position{line, column};
      } else if (std::string_view("\n=,[]{}").find(c) != std::string_view::npos) {
        dots = 0;
      }
      advance(1);
    }
  }
  return std::nullopt;
}

}  // namespace ctoml
