/* FILE ARGUMENT...   as HTCondor starts it, with a job's environment
 *
 * Executes the script FILE.sh beside it, with the same arguments, in an environment in which nothing tells a loader, a
 * shell or a search for programs what to take from the job: the script runs as the pilot, outside of every container,
 * where the pilot's secrets are. Such a variable NAME is there as GLIDEIN_JOB_NAME, for the script to give to the job.
 *
 * No script can do this for itself: the loader and the shell obey these before its first line. 126: it cannot be done. */
#include <linux/fcntl.h>

#include "syscall.h"

enum { failed_status = 126, longest_path = 4096 };

static const char renamed[] = "GLIDEIN_JOB_", path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/* Ends with "*": every name that begins so. What glibc does not obey in setuid programs, and what sh and awk do. */
static const char *const obeyed[] = {
    "LD_*",       "GLIBC_TUNABLES", "GCONV_PATH", "GETCONF_DIR", "LOCPATH", "NLSPATH",  "MALLOC_*", "HOSTALIASES",
    "LOCALDOMAIN", "RES_OPTIONS",   "RESOLV_*",   "NIS_PATH",    "TZDIR",   "PATH",     "IFS",      "CDPATH",
    "ENV",        "BASH*",          "SHELLOPTS",  "PS4",         "POSIXLY_CORRECT",     "GLOBIGNORE", "AWK*", "KSH*", "FPATH",
};

/* Whether `variable`, NAME=VALUE, has this name. */
static int has_name(const char *variable, const char *name) {
  while (*name != 0 && *name == *variable) name++, variable++;
  return *name == '*' || (*name == 0 && *variable == '=');
}

static int is_obeyed(const char *variable) {
  for (unsigned long at = 0; at < sizeof obeyed / sizeof *obeyed; at++)
    if (has_name(variable, obeyed[at])) return 1;
  return 0;
}

static long length_of(const char *text) {
  long length = 0;
  while (text[length] != 0) length++;
  return length;
}

static void fail(const char *what) {
  static const char say[] = "glidein: the program that starts containers cannot be run: ";
  CALL3(write, 2, say, sizeof say - 1);
  CALL3(write, 2, what, length_of(what));
  CALL3(write, 2, "\n", 1);
  CALL1(exit_group, failed_status);
}

void begin(long *stack) {
  static char script[longest_path + 4];
  const char **argv = (const char **)stack + 1;
  const char **from = argv + stack[0] + 1;
  long size = 0, count = 0;
  for (const char **at = from; *at != 0; at++, count++)
    if (is_obeyed(*at)) size += sizeof renamed + length_of(*at);
  /* The new list, and the new names behind it. */
  long list = (count + 2) * (long)sizeof *from;
  long room = (CALL1(brk, 0) + 15) & -16;
  if (CALL1(brk, room + list + size) < room + list + size) fail("there is no memory");
  const char **environment = (const char **)room;
  char *end = (char *)room + list;
  for (; *from != 0; from++) {
    *environment = *from;
    if (is_obeyed(*from)) {
      *environment = end;
      end = put_text(put_text(end, renamed), *from) + 1;
    }
    environment++;
  }
  *environment++ = path;
  *environment = 0;
  long length = CALL4(readlinkat, AT_FDCWD, "/proc/self/exe", script, longest_path);
  if (length <= 0 || length == longest_path) fail("/proc/self/exe cannot be read");
  put_text(script + length, ".sh");
  if (stack[0] > 0) argv[0] = script;
  CALL3(execve, script, argv, room);
  fail(script);
}
