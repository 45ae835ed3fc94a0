#include "ctoml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 32
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "nesting.hpp"

static_assert(TOML_MAX_NESTED_VALUES == CTOML_MAX_NESTING);

// The parsed document is copied into plain nodes, with tables in the order of the file: toml++ keeps
// them sorted by key.
struct ctoml_node {
  ctoml_kind kind = CTOML_TABLE;
  ctoml_position begin{1, 1};
  std::string key;
  ctoml_position key_begin{1, 1};
  std::string text;
  int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<ctoml_node> children;
};

struct ctoml_document {
  bool parsed = false;
  ctoml_node root;
  std::string error;
  ctoml_position error_position{1, 1};
};

namespace {

ctoml_position position(const toml::source_position &p) {
  return {std::max<uint32_t>(p.line, 1), std::max<uint32_t>(p.column, 1)};
}

bool precedes(const ctoml_node &a, const ctoml_node &b) {
  return a.key_begin.line != b.key_begin.line ? a.key_begin.line < b.key_begin.line
                                              : a.key_begin.column < b.key_begin.column;
}

// Recursion is bounded: arrays and inline tables by toml++, dotted keys by excessive_key_depth.
void copy(const toml::node &from, ctoml_node &to) {
  to.begin = position(from.source().begin);
  if (const auto *table = from.as_table()) {
    to.kind = CTOML_TABLE;
    to.children.reserve(table->size());
    for (const auto &[key, value] : *table) {
      ctoml_node &child = to.children.emplace_back();
      copy(value, child);
      child.key = std::string(key.str());
      child.key_begin = position(key.source().begin);
    }
    std::stable_sort(to.children.begin(), to.children.end(), precedes);
  } else if (const auto *array = from.as_array()) {
    to.kind = CTOML_ARRAY;
    to.children.reserve(array->size());
    for (const auto &value : *array) copy(value, to.children.emplace_back());
  } else if (const auto *string = from.as_string()) {
    to.kind = CTOML_STRING;
    to.text = string->get();
  } else if (const auto *integer = from.as_integer()) {
    to.kind = CTOML_INTEGER;
    to.integer = integer->get();
    to.real = static_cast<double>(to.integer);
  } else if (const auto *real = from.as_floating_point()) {
    to.kind = CTOML_REAL;
    to.real = real->get();
  } else if (const auto *boolean = from.as_boolean()) {
    to.kind = CTOML_BOOLEAN;
    to.boolean = boolean->get();
  } else {
    to.kind = CTOML_DATE_OR_TIME;
  }
}

void fail(ctoml_document &document, std::string_view description, ctoml_position where) {
  document.parsed = false;
  document.error = std::string(description);
  document.error_position = where;
}

void parse(ctoml_document &document, std::string_view text) {
  if (const auto where = ctoml::excessive_key_depth(text, CTOML_MAX_NESTING)) {
    fail(document, "a key has too many dotted parts", *where);
    return;
  }
  const toml::parse_result result = toml::parse(text);
  if (!result) {
    fail(document, result.error().description(), position(result.error().source().begin));
    return;
  }
  copy(result.table(), document.root);
  document.parsed = true;
}

ctoml_text text_of(const std::string &string) { return {string.data(), string.size()}; }

}  // namespace

ctoml_document *ctoml_parse(const char *bytes, size_t count) {
  try {
    auto document = std::make_unique<ctoml_document>();
    parse(*document, std::string_view(bytes, count));
    return document.release();
  } catch (...) {  // only memory can run out here
    return nullptr;
  }
}

void ctoml_free(ctoml_document *document) { delete document; }

const ctoml_node *ctoml_root(const ctoml_document *document) {
  return document->parsed ? &document->root : nullptr;
}

ctoml_text ctoml_error_description(const ctoml_document *document) {
  return text_of(document->error);
}

ctoml_position ctoml_error_position(const ctoml_document *document) {
  return document->error_position;
}

ctoml_kind ctoml_node_kind(const ctoml_node *node) { return node->kind; }
ctoml_position ctoml_begin(const ctoml_node *node) { return node->begin; }
ctoml_text ctoml_key(const ctoml_node *node) { return text_of(node->key); }
ctoml_position ctoml_key_begin(const ctoml_node *node) { return node->key_begin; }
size_t ctoml_count(const ctoml_node *node) { return node->children.size(); }

const ctoml_node *ctoml_child(const ctoml_node *node, size_t index) {
  return index < node->children.size() ? &node->children[index] : nullptr;
}

ctoml_text ctoml_string(const ctoml_node *node) { return text_of(node->text); }
int64_t ctoml_integer(const ctoml_node *node) { return node->integer; }
double ctoml_real(const ctoml_node *node) { return node->real; }
bool ctoml_boolean(const ctoml_node *node) { return node->boolean; }
