/* TOML with positions: a tree of nodes that know the line and column of their keys and values.
   Parsing never throws, traps or recurses without a bound; a document owns everything it hands out
   and `ctoml_free` releases it. Lines and columns count from 1; columns count code points. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Arrays and inline tables may nest this deep, and a dotted key may have this many parts. */
enum { CTOML_MAX_NESTING = 32 };

typedef enum {
  CTOML_TABLE,
  CTOML_ARRAY,
  CTOML_STRING,
  CTOML_INTEGER,
  CTOML_REAL,
  CTOML_BOOLEAN,
  CTOML_DATE_OR_TIME
} ctoml_kind;

typedef struct {
  uint32_t line, column;
} ctoml_position;

typedef struct {
  const char *bytes; /* UTF-8, `count` bytes, may contain NUL */
  size_t count;
} ctoml_text;

typedef struct ctoml_document ctoml_document;
typedef struct ctoml_node ctoml_node;

/* Parses `count` bytes of UTF-8. Null only when memory runs out. */
ctoml_document *ctoml_parse(const char *bytes, size_t count);
void ctoml_free(ctoml_document *document);

/* The root table, or null when the text is not TOML: then the error says why and where. */
const ctoml_node *ctoml_root(const ctoml_document *document);
ctoml_text ctoml_error_description(const ctoml_document *document);
ctoml_position ctoml_error_position(const ctoml_document *document);

/* A node lives as long as its document. `ctoml_begin` is where its value starts; for the children
   of a table `ctoml_key` is the key and `ctoml_key_begin` its place. */
ctoml_kind ctoml_node_kind(const ctoml_node *node);
ctoml_position ctoml_begin(const ctoml_node *node);
ctoml_text ctoml_key(const ctoml_node *node);
ctoml_position ctoml_key_begin(const ctoml_node *node);

/* Children of a table or array, in the order of the file; null when out of range. */
size_t ctoml_count(const ctoml_node *node);
const ctoml_node *ctoml_child(const ctoml_node *node, size_t index);

/* Values; zero, false or empty when the node is of another kind. */
ctoml_text ctoml_string(const ctoml_node *node);
int64_t ctoml_integer(const ctoml_node *node);
double ctoml_real(const ctoml_node *node);
bool ctoml_boolean(const ctoml_node *node);

#ifdef __cplusplus
}
#endif
