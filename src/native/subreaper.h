/* What a process needs that keeps others: a clock, its signals in a descriptor, its children. A child subreaper gets
 * every process below it whose own parent has ended, however far it went away. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/signalfd.h>
#include <linux/wait.h>

#include "syscall.h"

enum { not_started_status = 127, sweep_limit_ms = 20000, longest_pause_ms = 100 };

static long self, nofile = -1;
static int signals; /* descriptor */

struct interval { long s, ns; };

/* Milliseconds of a clock that nobody sets. */
static long now(void) {
  struct interval time;
  CALL2(clock_gettime, 1 /* CLOCK_MONOTONIC */, &time);
  return time.s * 1000 + time.ns / 1000000;
}

/* Waits for one of the descriptors, or for a time; negative: for ever. */
static void wait_for(struct pollfd *files, int count, long ms) {
  struct interval timeout = {ms / 1000, ms % 1000 * 1000000};
  CALL5(ppoll, files, count, ms < 0 ? 0 : &timeout, 0, 0);
}

/* Blocks every signal, to be read from a descriptor, and undoes what we inherited: an ignored signal would stay
 * ignored in what we start, and with SIGCHLD ignored there would be nothing to wait for. */
static void hold_signals(void) {
  struct sigaction original = {0};
  unsigned long all = ~0ul;
  CALL4(rt_sigprocmask, SIG_SETMASK, &all, 0, sizeof all);
  for (int signal = 1; signal <= 64; signal++) CALL4(rt_sigaction, signal, &original, 0, sizeof all);
  signals = CALL4(signalfd4, -1, &all, sizeof all, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What a program of ours starts with: the signals as they should be, and the limit of open files that was asked for;
 * Node raises its own to the hard one. It ends by `signal` when we do. */
static void prepare_program(int signal) {
  CALL0(setsid);
  CALL2(prctl, PR_SET_PDEATHSIG, signal);
  if (CALL0(getppid) != self) CALL1(exit_group, not_started_status);
  struct rlimit64 limit;
  if (nofile >= 0 && CALL4(prlimit64, 0, RLIMIT_NOFILE, 0, &limit) == 0 && (unsigned long)nofile < limit.rlim_max) {
    limit.rlim_cur = nofile;
    CALL4(prlimit64, 0, RLIMIT_NOFILE, &limit, 0);
  }
  unsigned long none = 0;
  CALL4(rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
}

static int is_child(const char *name) {
  char path[64], stat[256];
  *put_text(put_text(put_text(path, "/proc/"), name), "/stat") = 0;
  long file = CALL4(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  long length = CALL3(read, file, stat, sizeof stat - 4);
  CALL1(close, file);
  if (length <= 0) return 0;
  /* "42 (name) S 1 ...": the name may hold anything, what follows it no parenthesis. */
  for (int pad = 0; pad < 4; pad++) stat[length + pad] = 0;
  while (length > 0 && stat[length - 1] != ')') length--;
  return number_in(stat + length + 3) == self;
}

/* Signals every child but `spared` (0: none). A child that has ended keeps its number until we take leave of it: this
 * never hits a stranger. */
static void signal_children(int signal, long spared) {
  struct entry { unsigned long inode, offset; unsigned short size; unsigned char type; char name[]; };
  char entries[4096] __attribute__((aligned(8)));
  long directory = CALL4(openat, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  long length;
  while ((length = CALL3(getdents64, directory, entries, sizeof entries)) > 0)
    for (long at = 0; at < length; at += ((struct entry *)(entries + at))->size) {
      char *name = ((struct entry *)(entries + at))->name;
      long pid = number_in(name);
      if (pid > 0 && pid != spared && is_child(name)) CALL2(kill, pid, signal);
    }
  CALL1(close, directory);
}

/* Takes leave of every child that has ended, and notes how; 0 when there is no other child. */
static int reap(void);

/* Kills everything below us: what a killed process had below it becomes our child, so it is done again and again. 0 when
 * something is left that cannot be killed. */
static int sweep(void) {
  long end = now() + sweep_limit_ms, pause_ms = 1;
  for (signal_children(SIGKILL, 0); reap(); signal_children(SIGKILL, 0)) {
    if (now() > end) return 0;
    wait_for(0, 0, pause_ms);
    if (pause_ms * 2 <= longest_pause_ms) pause_ms *= 2;
  }
  return 1;
}
