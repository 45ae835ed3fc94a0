// Finds dotted keys with too many parts before the parser sees them: each part becomes a level of
// tables, and a file of a few megabytes could exhaust the stack when they are released.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ctoml.h"

namespace ctoml {

// A place in a text and its line and column.
class cursor {
 public:
  explicit cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return index_ >= text_.size(); }
  char operator*() const { return text_[index_]; }
  bool starts_with(std::string_view prefix) const {
    return text_.substr(index_, prefix.size()) == prefix;
  }
  ctoml_position position() const { return {line_, column_}; }

  void advance(size_t count = 1) {
    for (; count > 0 && !at_end(); --count, ++index_) {
      const auto byte = static_cast<unsigned char>(text_[index_]);
      if (byte == '\n') {
        ++line_;
        column_ = 1;
      } else if ((byte & 0xC0) != 0x80) {
        ++column_;
      }
    }
  }

  // Past the string that starts here with a quote, or past the rest of its line if it is not closed.
  void skip_string() {
    const char quote = **this;
    const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
    const bool multiline = starts_with(triple);
    advance(multiline ? 3 : 1);
    while (!at_end()) {
      if (multiline ? starts_with(triple) : **this == quote) {
        advance(multiline ? 3 : 1);
        return;
      }
      if (!multiline && **this == '\n') return;
      advance(quote == '"' && **this == '\\' ? 2 : 1);
    }
  }

  void skip_line() {
    while (!at_end() && **this != '\n') advance();
  }

 private:
  std::string_view text_;
  size_t index_ = 0;
  uint32_t line_ = 1, column_ = 1;
};

// The first dot that gives a key or table header more than `limit` parts; malformed text is left to
// the parser. Linear time, no memory.
inline std::optional<ctoml_position> excessive_key_depth(std::string_view text, size_t limit) {
  size_t dots = 0;
  cursor at(text);
  while (!at.at_end()) {
    if (*at == '#') {
      at.skip_line();
    } else if (*at == '"' || *at == '\'') {
      at.skip_string();
    } else {
      if (*at == '.' && ++dots >= limit) return at.position();
      if (std::string_view("\n=,[]{}").find(*at) != std::string_view::npos) dots = 0;
      at.advance();
    }
  }
  return std::nullopt;
}

}  // namespace ctoml
