/* How a mount namespace of ours looks to a program: what is covered, kept, masked and cannot be written. The first thing
 * that cannot be done ends the process, with a sentence. */
#include <asm/stat.h>
#include <asm/statfs.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/inotify.h>
#include <linux/mount.h>

#include "hider-options.h"

enum { failed_status = 125, most_kept = 16, null_device = 1 << 8 | 3, relatime_of_statfs = 4096 };
enum { type_bits = 0170000, directory_type = 0040000, inner_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC };

static int report = 2; /* descriptor */

static void say(const char *text) {
  long length = 0;
  while (text[length] != 0) length++;
  CALL3(write, report, text, length);
}

/* `result` is the kernel's. */
static void say_error(long result, const char *step, const char *path) {
  char number[24];
  *put_text(put_number(number, -result), "\n") = 0;
  say(step), say(*path != 0 ? " " : ""), say(path), say(": errno "), say(number);
}

static void must(long result, const char *step, const char *path) {
  if (result >= 0) return;
  say_error(result, step, path);
  CALL1(exit_group, failed_status);
}

/* Makes again, below what was covered, the path to what is kept, and binds it. */
static void put_back(const char *path, long file) {
  char part[longest_path];
  struct stat status;
  long length = 0;
  must(CALL4(newfstatat, file, "", &status, AT_EMPTY_PATH), "keep", path);
  do {
    if (length > 0 && (path[length] == '/' || path[length] == 0)) {
      part[length] = 0;
      if (path[length] == 0 && (status.st_mode & type_bits) != directory_type)
        CALL1(close, CALL4(openat, AT_FDCWD, part, O_CREAT | O_WRONLY, 0644));
      else CALL3(mkdirat, AT_FDCWD, part, 0755);
    }
    if (length + 1 == longest_path) must(-ENAMETOOLONG, "keep", path);
    part[length] = path[length];
  } while (path[length++] != 0);
  char link[40];
  *put_number(put_text(link, "/proc/self/fd/"), file) = 0;
  must(CALL5(mount, link, path, 0, MS_BIND | MS_REC, 0), "keep", path);
  CALL1(close, file);
}

static void put_mask(const char *path) {
  struct stat status;
  /* What we cannot look at, the program cannot either. */
  if (CALL4(newfstatat, AT_FDCWD, path, &status, 0) < 0 || status.st_rdev == null_device) return;
  long result = CALL5(mount, "/dev/null", path, 0, MS_BIND, 0);
  if (result != -ENOENT) must(result, "mask", path);
}

static struct { const char *path; long file; } kept[most_kept];
static int kept_count, watch;

static void note_source(const char *path, const char *target) {
  must(kept_count < most_kept ? 0 : -E2BIG, "keep", path);
  kept[kept_count].path = target;
  must(kept[kept_count++].file = CALL4(openat, AT_FDCWD, path, O_PATH, 0), "keep", path);
}
static void note_kept(const char *path) { note_source(path, path); }
static void note_groups(const char *path) { note_source(path, "/etc/group"); }

static void note_job(const char *execute) {
  static char path[longest_path];
  const char *scratch = variable("_CONDOR_SCRATCH_DIR"), *below = scratch == 0 ? 0 : rest_after(scratch, execute);
  must(below != 0 && below[0] == '/' && below[1] != '/' && below[1] != 0 ? 0 : -ENOENT, "keep", execute);
  long length = 0, least = below + 1 - scratch;
  for (; scratch[length] != 0 && (length < least || scratch[length] != '/'); length++) {
    must(length + 1 < longest_path ? 0 : -ENAMETOOLONG, "keep", execute);
    path[length] = scratch[length];
  }
  note_kept(path);
}

static void protect(const char *path) {
  struct statfs status;
  must(CALL5(mount, path, path, 0, MS_BIND | MS_REC, 0), "protect", path);
  /* Flags that were there before us have to be repeated. */
  must(CALL2(statfs, path, &status), "protect", path);
  long flags = status.f_flags & (inner_flags | MS_NOATIME | MS_NODIRATIME);
  if (status.f_flags & relatime_of_statfs) flags |= MS_RELATIME;
  must(CALL5(mount, 0, path, 0, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, 0), "protect", path);
}

static void cover(const char *path) {
  long result = CALL5(mount, "none", path, "tmpfs", inner_flags, "mode=0755,size=1m");
  if (result != -ENOENT) must(result, "cover", path);
}
static void finish_cover(const char *path) {
  long result = CALL5(mount, 0, path, 0, MS_REMOUNT | MS_BIND | MS_RDONLY | inner_flags, 0);
  if (result != -ENOENT) must(result, "cover", path);
}

static void watch_directory_of(const char *path) {
  char directory[longest_path];
  long length = 0, end = 0;
  for (; path[length] != 0 && length < longest_path - 1; length++) {
    directory[length] = path[length];
    if (path[length] == '/') end = length;
  }
  directory[end > 0 ? end : 1] = 0;
  CALL3(inotify_add_watch, watch, directory, IN_CREATE | IN_MOVED_TO);
}
