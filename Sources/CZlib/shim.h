/* zlib's macros do not import into Swift. */
#pragma once
#include <zlib.h>

/* inflateInit with the version that this was compiled for. */
static inline int cz_inflate_init(z_stream *stream) { return inflateInit(stream); }
