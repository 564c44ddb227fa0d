/* Options of hider.c, from its command line or the file beside it, and the variables that it reads. */
#include "syscall.h"

enum { longest_path = 4096, most_options = 510 };

static char **options, **environment; /* up to "--"; up to 0 */
static const char *report_file;
static int is_required, in_place, has_masks;

static int is_switch(const char *option) { return is_same(option, "--required") || is_same(option, "--in-place"); }

/* Does `act` for the value of each option of this name. */
static void for_each(const char *name, void (*act)(const char *)) {
  for (char **at = options; !is_same(*at, "--"); at++)
    if (is_switch(*at)) continue;
    else if (is_same(*at++, name)) act(*at);
}

/* Whether `path` begins with `start`; what follows it then, else 0. */
static const char *rest_after(const char *path, const char *start) {
  while (*start != 0 && *path == *start) path++, start++;
  return *start == 0 ? path : 0;
}

static const char *variable(const char *name) {
  for (char **at = environment; *at != 0; at++) {
    const char *value = rest_after(*at, name);
    if (value != 0 && *value == '=' && value[1] != 0) return value + 1;
  }
  return 0;
}

