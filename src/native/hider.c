/* hider OPTION... -- PROGRAM ARGUMENT...
 * hider PROGRAM ARGUMENT...   options are in the file that is called as this program, ".options" added; each ends with a NUL, the last is --
 *
 * Runs a job that shares the pilot's account where the pilot's secrets are not: in a user, mount and PID namespace of its
 * own, as the same user, with a new /proc that shows no process from outside. Changes nothing for anybody else.
 *
 *   --cover DIRECTORY  an empty directory that cannot be written
 *   --keep PATH        below something covered: stays, as it is
 *   --protect PATH     cannot be written; what is mounted below it can
 *   --keep-job DIRECTORY  keeps what of it $_CONDOR_SCRATCH_DIR is in
 *   --runtime PROGRAM  is run as it is: a container runtime by a name that no job knows
 *   --groups FILE      is /etc/group: only our own group is one here, and sshd gives a terminal to the group "tty" if there is one
 *   --mask FILE        empty, also after another file took its place (a moment later)
 *   --in-place         no PID namespace and no new /proc: PROGRAM takes our place, as the same process
 *   --program PROGRAM  in a file: is run, and all our words are its ARGUMENTs
 *   --required         where something of it cannot be done: exit 125 without running the program; else it runs as it is
 *   --report FILE      what could not be done is appended here, as "STEP [PATH]: errno N"; else to standard error, or in
 *                      $_CONDOR_WRAPPER_ERROR_FILE, with which HTCondor puts the job back into the queue
 *
 * The program is our child and process 2 of its namespace. Process 1 inherits orphans, lets the kernel reap them, and ends
 * all when we are killed. Every signal that we get is passed on to the program. When it ends, everything else in its
 * namespace is killed, and we end with its exit status or by its signal. 126, 127: it could not be executed.
 * No shell and no library has a part in this: a job says in its environment what those load.
 *
 * In place, what would be process 1 is a child that PROGRAM does not know of, and keeps the files masked: it ends with PROGRAM, and PROGRAM with it. */
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/wait.h>

#include "namespaces.h"

enum { usage_status = 64, not_executable = 126, not_found = 127, most_files = 1024, mask_look_s = 5, core_flag = 128 };

static unsigned long all_signals = ~0ul, mask;
static struct sigaction child_action;

static void close_files(long spared, long other) {
  for (long file = 0; file < most_files; file++)
    if (file != spared && file != other) CALL1(close, file);
}

/* Process 1. It has the rights of the namespace's owner, which the program does not get: it cannot even be traced. */
static void serve_namespace(long user, long group) {
  struct sigaction ignore = {0};
  CALL2(prctl, PR_SET_PDEATHSIG, SIGKILL);
  ignore.sa_handler = (__sighandler_t)1; /* SIG_IGN: orphans leave no zombie */
  CALL4(rt_sigaction, SIGCHLD, &ignore, 0, sizeof mask);
  CALL1(umask, 0);
  map_ids(user, group);
  must(CALL5(mount, 0, "/", 0, MS_SLAVE | MS_REC, 0), "namespace", "");
  watch = CALL1(inotify_init1, IN_CLOEXEC);
  for_each("--keep", note_kept);
  for_each("--keep-job", note_job);
  for_each("--groups", note_groups);
  for_each("--mask", watch_directory_of);
  for_each("--mask", put_mask);
  for_each("--protect", protect);
  for_each("--cover", cover);
  for (int at = 0; at < kept_count; at++) put_back(kept[at].path, kept[at].file);
  for_each("--cover", finish_cover);
  if (!in_place) must(CALL5(mount, "proc", "/proc", "proc", inner_flags, 0), "proc", "");
  CALL1(chdir, "/");
  if (CALL3(write, report, "\n", 1) != 1) CALL1(exit_group, failed_status);
  close_files(watch, in_place ? report : -1);
  report = -1; /* a mask that fails from now on ends the job rather than show the file */
  for (;;) {
    char events[4096];
    struct pollfd file = {watch, POLLIN, 0};
    struct { long s, ns; } patience = {mask_look_s, 0}; /* for what another machine did to a network file system */
    if (CALL5(ppoll, &file, 1, has_masks ? &patience : 0, 0, 0) > 0) CALL3(read, watch, events, sizeof events);
    for_each("--mask", put_mask);
  }
}

static void run_program(char **argv) {
  CALL4(rt_sigaction, SIGCHLD, &child_action, 0, sizeof mask);
  CALL4(rt_sigprocmask, SIG_SETMASK, &mask, 0, sizeof mask);
  long error = CALL3(execve, argv[0], argv, environment);
  report = 2;
  say_error(error, "hider: cannot execute", argv[0]);
  CALL1(exit_group, error == -ENOENT ? not_found : not_executable);
}

/* Whoever keeps the files masked cannot be got rid of alone: we are killed when the other end of this pipe is closed. */
static void end_with(long pipe) {
  must(CALL3(fcntl, pipe, F_SETFD, 0), "pipe", "");
  must(CALL3(fcntl, pipe, F_SETOWN, CALL0(getpid)), "pipe", "");
  must(CALL3(fcntl, pipe, F_SETSIG, SIGKILL), "pipe", "");
  must(CALL3(fcntl, pipe, F_SETFL, FASYNC), "pipe", "");
}

/* Starts process 1 and goes where it is. 0: it said why something cannot be done, and nothing changed for us. */
static long hide(const char *directory) {
  long user = CALL0(getuid), group = CALL0(getgid), length = 0;
  int ends[2] = {-1, -1};
  char text[longest_path + 64];
  CALL2(pipe2, ends, O_CLOEXEC);
  /* Root of a namespace keeps its rights when it executes a program, and could take everything off again. */
  long guard = user == 0 ? -EPERM : CALL5(clone, CLONE_NEWUSER | CLONE_NEWNS | (in_place ? 0 : CLONE_NEWPID) | SIGCHLD, 0, 0, 0, 0);
  if (guard == 0) {
    report = ends[1];
    serve_namespace(user, group);
  }
  CALL1(close, ends[1]);
  if (guard > 0) length = CALL3(read, ends[0], text, 1);
  if (length != 1 || text[0] != '\n') {
    if (report_file == 0) report_file = variable("_CONDOR_WRAPPER_ERROR_FILE");
    if (report_file != 0) report = CALL4(openat, AT_FDCWD, report_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (guard < 0) say_error(guard, "namespace", "");
    for (; length > 0; length = CALL3(read, ends[0], text, sizeof text)) CALL3(write, report, text, length);
    if (guard > 0) CALL4(wait4, guard, 0, __WALL, 0);
    return 0;
  }
  if (in_place) end_with(ends[0]);
  else CALL1(close, ends[0]);
  must(enter(guard), "enter", "");
  /* A directory that was opened outside would lead out, our own as well. */
  for (long file = 0; file < most_files; file++)
    if (CALL1(fchdir, file) == 0) CALL1(close, file);
  must(CALL1(chdir, directory), "enter", directory);
  return guard;
}

/* The program has a session or a process group of its own where we have. */
static long start_program(char **argv) {
  long self = CALL0(getpid), group = CALL1(getpgid, 0), session = CALL1(getsid, 0);
  long program = CALL5(clone, SIGCHLD, 0, 0, 0, 0);
  if (program != 0) return program;
  if (session == self) CALL0(setsid);
  else if (group == self) CALL2(setpgid, 0, 0);
  run_program(argv);
  return 0;
}

/* Passes signals on until the program ends; how it ended, as wait4 tells it. */
static int attend(long program) {
  siginfo_t info;
  int status;
  for (;;) {
    long signal = CALL4(rt_sigtimedwait, &all_signals, &info, 0, sizeof mask);
    if (signal == SIGCHLD && CALL4(wait4, program, &status, WNOHANG | __WALL, 0) == program) return status;
    if (signal > 0 && signal != SIGCHLD) CALL2(kill, program, signal);
  }
}

static void end_as(int status) {
  int signal = status & 127;
  if (signal == 0) CALL1(exit_group, status >> 8 & 255);
  struct rlimit64 none = {0, 0};
  struct sigaction original = {0};
  unsigned long bit = 1ul << (signal - 1);
  if (status & core_flag) {
    /* HTCondor looks for one with the number of the process that it started. */
    char name[32];
    *put_number(put_text(name, "core."), CALL0(getpid)) = 0;
    CALL5(renameat2, AT_FDCWD, "core.2", AT_FDCWD, name, 0);
  }
  CALL4(prlimit64, 0, RLIMIT_CORE, &none, 0); /* the program's core is there already */
  CALL4(rt_sigaction, signal, &original, 0, sizeof mask);
  CALL2(kill, CALL0(getpid), signal);
  CALL4(rt_sigprocmask, SIG_UNBLOCK, &bit, 0, sizeof mask);
  CALL1(exit_group, 128 + signal);
}

/* The program's place in `argument`; 0 when the options are wrong. */
static char **take_options(char **argument) {
  options = argument;
  for (; *argument != 0 && !is_same(*argument, "--"); argument++) {
    if (is_same(*argument, "--required")) is_required = 1;
    else if (is_same(*argument, "--in-place")) in_place = 1;
    else if (argument[1] == 0) return 0;
    else if (is_same(*argument, "--report")) report_file = *++argument;
    else has_masks |= is_same(*argument++, "--mask");
  }
  return *argument == 0 ? 0 : argument + 1;
}

/* Without options nothing is known of --required, nor of --report: HTCondor is told. */
static void options_must(long result, const char *path) {
  const char *file = result < 0 ? variable("_CONDOR_WRAPPER_ERROR_FILE") : 0;
  if (file != 0) report = CALL4(openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  must(result, "options", path);
}

/* Options from the file beside this program, which ends with "--": of one that was cut short less would be hidden. */
static void read_options(void) {
  static char text[65536], *found[most_options + 1];
  char path[longest_path + 16];
  long length = CALL4(readlinkat, AT_FDCWD, "/proc/self/exe", path, longest_path);
  options_must(length, "");
  *put_text(path + length, ".options") = 0;
  long file = CALL4(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  options_must(file, path);
  length = CALL3(read, file, text, sizeof text);
  CALL1(close, file);
  options_must(length == sizeof text ? -E2BIG : length, path);
  int count = 0;
  for (long at = 0; at < length && count < most_options; at++)
    if (at == 0 || text[at - 1] == 0) found[count++] = text + at;
  options_must(count == most_options ? -E2BIG : 0, path);
  int is_whole = count > 0 && text[length - 1] == 0 && is_same(found[count - 1], "--") && take_options(found) == found + count;
  options_must(is_whole ? 0 : -EINVAL, path);
}

static char *program;
static void note_program(const char *path) { program = (char *)path; }

static const char *called;
static int is_runtime;
static void compare_runtime(const char *path) { is_runtime |= is_same(called, path); }

void begin(long *stack) {
  struct sigaction original = {0};
  char **argv = (char **)stack + 1, **command = argv + 1, directory[longest_path];
  environment = argv + stack[0] + 1;
  if (stack[0] > 0 && (stack[0] == 1 || rest_after(argv[1], "--") == 0)) {
    read_options();
    for_each("--program", note_program);
    if (program != 0) *--command = program;
  } else command = take_options(argv + 1);
  if (command == 0 || *command == 0) CALL1(exit_group, usage_status);
  CALL4(rt_sigprocmask, SIG_SETMASK, &all_signals, &mask, sizeof mask);
  CALL4(rt_sigaction, SIGCHLD, &original, &child_action, sizeof mask);
  CALL2(getcwd, directory, sizeof directory);
  called = *command;
  for_each("--runtime", compare_runtime);
  if (is_runtime) run_program(command);
  long guard = hide(directory);
  if (guard == 0 && is_required) CALL1(exit_group, failed_status);
  if (guard == 0 || in_place) run_program(command);
  long child = start_program(command);
  must(child, "start", "");
  close_files(-1, -1);
  int status = attend(child);
  CALL2(kill, guard, SIGKILL);
  CALL4(wait4, guard, 0, __WALL, 0);
  end_as(status);
}
