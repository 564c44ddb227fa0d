/* probe TOKEN [BOUND [WRITTEN]]
 *
 * The one program in the image that proves a container runtime: whoever ran it in there knows the token, which
 * namespace it saw, and gets a status that no runtime gives by itself. It needs no library, shell or directory.
 *
 *   PROBE <TOKEN> userns=user:[4026532201] pid=1 bound=yes written=yes uidmap=0:1000:1,1:100000:65536
 *
 * is written to standard output, as one line in one write, and the status is 37: not 0, which a wrapper that loses
 * the status would give, nor what the runtimes use (1, 2, 126, 127, 255). What could not be read is "-".
 *   bound    whether the file BOUND holds TOKEN, so that a bind was really made: yes, no, - (not asked)
 *   written  whether TOKEN could be written to the new file WRITTEN: yes, no, - (not asked)
 *   uidmap   /proc/self/uid_map: inside:outside:count of each range
 * 1: the line could not be written. 64: no token.
 *
 * Called by another name, a hard link of it is what HTCondor's own test image holds: "exit_37" does nothing, and
 * "get_user_ns" writes the inode of the user namespace; both exit 37 too. */
#include <linux/fcntl.h>

#include "syscall.h"

enum { proof_status = 37, failed_status = 1, usage_status = 64, longest_token = 128 };

static const char user_namespace[] = "/proc/self/ns/user";

static long length_of(const char *text) {
  long length = 0;
  while (text[length] != 0) length++;
  return length;
}

static const char *name_in(const char *path) {
  const char *name = path;
  for (; *path != 0; path++)
    if (*path == '/') name = path + 1;
  return name;
}

/* Text of a small file, cut at `size` - 1 bytes; empty when it cannot be read. */
static void read_file(const char *path, char *text, long size) {
  long file = CALL4(openat, AT_FDCWD, path, O_RDONLY, 0);
  long length = CALL3(read, file, text, size - 1);
  CALL1(close, file);
  text[length > 0 ? length : 0] = 0;
}

static const char *is_bound(const char *path, const char *token) {
  char text[longest_token + 2];
  if (path == 0) return "-";
  read_file(path, text, sizeof text);
  return is_same(text, token) ? "yes" : "no";
}

static const char *is_written(const char *path, const char *token) {
  if (path == 0) return "-";
  long length = length_of(token);
  long file = CALL4(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  long written = CALL3(write, file, token, length);
  CALL1(close, file);
  return written == length ? "yes" : "no";
}

static char *put_user_namespace(char *end) {
  long length = CALL4(readlinkat, AT_FDCWD, user_namespace, end, 64);
  return length > 0 ? end + length : put_text(end, "-");
}

/* "  0   1000   1\n" becomes "0:1000:1": one word, whatever the ranges. */
static char *put_user_map(char *end) {
  char text[1024];
  read_file("/proc/self/uid_map", text, sizeof text);
  char *begin = end, between = 0;
  for (const char *at = text; *at != 0; at++) {
    if (*at == '\n') between = ',';
    else if (*at == ' ' || *at == '\t') between = between == 0 ? ':' : between;
    else {
      if (between != 0 && end != begin) *end++ = between;
      between = 0;
      *end++ = *at;
    }
  }
  return end == begin ? put_text(end, "-") : end;
}

static void prove(const char *token, const char *bound, const char *written) {
  char line[2048];
  char *end = put_text(line, "PROBE ");
  end = put_text(put_text(end, token), " userns=");
  end = put_text(put_user_namespace(end), " pid=");
  end = put_text(put_number(end, CALL0(getpid)), " bound=");
  end = put_text(put_text(end, is_bound(bound, token)), " written=");
  end = put_text(put_text(end, is_written(written, token)), " uidmap=");
  end = put_text(put_user_map(end), "\n");
  if (CALL3(write, 1, line, end - line) != end - line) CALL1(exit_group, failed_status);
}

static void tell_user_namespace(void) {
  char link[64], line[32];
  long length = CALL4(readlinkat, AT_FDCWD, user_namespace, link, sizeof link - 1);
  link[length > 0 ? length : 0] = 0;
  const char *inode = link;
  while (*inode != 0 && *inode != '[') inode++;
  if (*inode == 0) CALL1(exit_group, failed_status);
  char *end = put_text(put_number(line, number_in(inode + 1)), "\n");
  CALL3(write, 1, line, end - line);
}

void begin(long *stack) {
  const char **argv = (const char **)stack + 1;
  const char *name = stack[0] > 0 ? name_in(argv[0]) : "";
  if (is_same(name, "get_user_ns")) tell_user_namespace();
  else if (!is_same(name, "exit_37")) {
    if (stack[0] < 2 || argv[1][0] == 0 || length_of(argv[1]) > longest_token) CALL1(exit_group, usage_status);
    const char *bound = stack[0] > 2 ? argv[2] : 0;
    prove(argv[1], bound, bound != 0 ? argv[3] : 0);
  }
  CALL1(exit_group, proof_status);
}
