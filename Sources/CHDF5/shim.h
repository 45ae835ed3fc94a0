/* HDF5's macros do not import into Swift; these inline functions give them names that do. */
#pragma once
#if __has_include(<hdf5/serial/hdf5.h>) /* Debian, Ubuntu */
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif
#include <string.h>

static inline hid_t ch5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t ch5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t ch5_little_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t ch5_little_int64(void) { return H5T_STD_I64LE; }

/* A new variable-length UTF-8 string type; the caller closes it. */
static inline hid_t ch5_string_type(void) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

/* Files in the format of HDF5 1.0, whatever the version of the library: what is read is checked for it. */
static inline hid_t ch5_file_access_list(void) {
  hid_t list = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(list, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  return list;
}
static inline hid_t ch5_dataset_creation_list(void) {
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(list, 0); /* the same arrays give the same bytes */
  return list;
}
/* Creates the groups of a path on the way. Names are UTF-8 but not marked so: marked ones need groups of a newer,
   far more intricate format, which nobody could check (HDF5Structure.swift), and readers take all for UTF-8. */
static inline hid_t ch5_link_creation_list(void) {
  hid_t list = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(list, 1);
  return list;
}

static inline hid_t ch5_default(void) { return H5P_DEFAULT; }
static inline hid_t ch5_all(void) { return H5S_ALL; }
static inline hid_t ch5_scalar_space(void) { return H5Screate(H5S_SCALAR); }
static inline unsigned ch5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned ch5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned ch5_read_write(void) { return H5F_ACC_RDWR; }

struct ch5_text {
  char *buffer;
  size_t size;
};

static inline herr_t ch5_keep_first(unsigned n, const H5E_error2_t *error, void *context) {
  struct ch5_text *text = (struct ch5_text *)context;
  if (n == 0 && error->desc && text->size > 0) {
    strncpy(text->buffer, error->desc, text->size - 1);
    text->buffer[text->size - 1] = 0;
  }
  return 0;
}

static inline herr_t ch5_keep_innermost(hid_t stack, void *context) {
  return H5Ewalk2(stack, H5E_WALK_UPWARD, ch5_keep_first, context);
}

/* Lets HDF5 print nothing on this thread, and instead keep the innermost reason of each failing
   call in `text` (which may be NULL). Needed at once: the next call clears the error stack. */
static inline void ch5_record_errors(struct ch5_text *text) {
  H5Eset_auto2(H5E_DEFAULT, text ? ch5_keep_innermost : NULL, text);
}
