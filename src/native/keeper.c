/* keeper [--parent PID] [--nofile SOFT] [--death-grace S] [--leftover-grace S] -- /PATH/OF/PROGRAM ARGUMENT...
 *
 * Starts a program in a session of its own and stays until nothing of it is left. It is the child subreaper of
 * everything below, so that a process that became a daemon comes back to it instead of to process 1.
 *
 *   SIGTERM, SIGINT   SIGTERM to the program: for condor_master a graceful shutdown. SIGINT is never passed on,
 *                     because it kills condor_master on the spot and its jobs live on for ever.
 *   SIGQUIT           SIGQUIT to the program: for condor_master a fast shutdown
 *   SIGHUP            from our parent only: SIGHUP to the program, which reads its configuration again
 *   SIGUSR1           from our parent only: kill everything below now. Sites send it to all that a job has, as a warning.
 *   our parent dies   SIGQUIT to the program, and everything below is killed --death-grace seconds later (10).
 *                     The kernel tells us; a look now and then is for a sandbox that does not. A parent that executes
 *                     another program lives on.
 *   the program ends  what it leaves behind gets --leftover-grace seconds (5), then it is killed
 *   we are killed     the program gets SIGQUIT from the kernel: if our parent is gone, too, nobody else is left to end it
 *
 * Descriptor 3, if open, gets a line for each thing that happens: "started PID", or "failed ERRNO" when the program
 * could not be executed; "exited STATUS" or "signalled NUMBER"; "left" when something could not be killed (it hangs in
 * the kernel, or belongs to somebody else). Exits as the program did, 128 + n after signal n, 127 after "failed".
 * --nofile gives the program its own soft limit of open files: Node raises ours to the hard one. */
#include "subreaper.h"

enum { usage_status = 64, parent_look_ms = 15000 };

static long parent, death_grace = 10, leftover_grace = 5;
static int reports = 3, started;     /* descriptors; -1: closed */
static long program;                 /* process id; 0 once it has ended */
static int has_failed, is_orphan;
static int exit_status = 128 + SIGKILL;
static long sweep_at = -1;           /* as now(); -1: not yet */

static void sweep_in(long ms) {
  if (sweep_at < 0 || now() + ms < sweep_at) sweep_at = now() + ms;
}

static void report(const char *what, long number) {
  char line[64], *end = put_text(line, what);
  if (number >= 0) *end++ = ' ', end = put_number(end, number);
  *end++ = '\n';
  CALL3(write, reports, line, end - line);
}

static void send_program(int signal) {
  if (program > 0) CALL2(kill, program, signal);
}

static void run_program(char **argv, char **envp, int tell) {
  prepare_program(SIGQUIT);
  long error = -CALL3(execve, argv[0], argv, envp);
  CALL3(write, tell, &error, sizeof error);
  CALL1(exit_group, not_started_status);
}

static void start_program(char **argv, char **envp) {
  int ends[2] = {-1, -1};
  CALL2(pipe2, ends, O_CLOEXEC);
  program = CALL5(clone, SIGCHLD, 0, 0, 0, 0);
  if (program == 0) run_program(argv, envp, ends[1]);
  if (program < 0) {
    report("failed", -program);
    CALL1(exit_group, not_started_status);
  }
  CALL1(close, ends[1]);
  started = ends[0];
}

/* The pipe ends empty when the program was executed. Before that it blocks, so it is asked only when poll says so
 * or the program has ended. */
static void report_start(void) {
  long error = 0;
  if (started < 0) return;
  long length = CALL3(read, started, &error, sizeof error);
  CALL1(close, started);
  started = -1;
  has_failed = length > 0;
  if (has_failed) report("failed", error);
  else report("started", program);
}

static int reap(void) {
  for (;;) {
    int status;
    long pid = CALL4(wait4, -1, &status, WNOHANG | __WALL, 0);
    if (pid == -EINTR) continue;
    if (pid <= 0) return pid == 0;
    if (pid != program) continue;
    report_start();
    program = 0;
    int signal = status & 127;
    exit_status = signal == 0 ? status >> 8 & 255 : 128 + signal;
    if (signal != 0) report("signalled", signal);
    else if (!has_failed) report("exited", exit_status);
    sweep_in(leftover_grace * 1000);
  }
}

static void take_signal(void) {
  struct signalfd_siginfo info;
  if (CALL3(read, signals, &info, sizeof info) != sizeof info) return;
  int is_ours = info.ssi_pid == parent;
  if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) send_program(SIGTERM);
  else if (info.ssi_signo == SIGQUIT) send_program(SIGQUIT);
  else if (info.ssi_signo == SIGHUP && is_ours) send_program(SIGHUP);
  else if (info.ssi_signo == SIGUSR1 && is_ours) sweep_in(0);
}

static void lose_parent(void) {
  if (is_orphan) return;
  is_orphan = 1;
  send_program(SIGQUIT);
  sweep_in(death_grace * 1000);
}

static void end_everything(void) {
  send_program(SIGKILL); /* also where /proc cannot be read */
  if (!sweep()) report("left", -1);
}

static void keep(void) {
  while (reap()) {
    if (CALL0(getppid) != parent) lose_parent();
    long wait = sweep_at < 0 ? parent_look_ms : sweep_at - now();
    if (sweep_at >= 0 && wait <= 0) return end_everything();
    struct pollfd files[] = {{signals, POLLIN, 0}, {started, POLLIN, 0}};
    wait_for(files, 2, wait < parent_look_ms ? wait : parent_look_ms);
    if (files[0].revents != 0) take_signal();
    if (files[1].revents != 0) report_start();
  }
}

static void fail_usage(void) {
  static const char text[] = "usage: keeper [--parent PID] [--nofile SOFT] [--death-grace S] [--leftover-grace S] -- PROGRAM...\n";
  CALL3(write, 2, text, sizeof text - 1);
  CALL1(exit_group, usage_status);
}

static char **take_options(char **argument) {
  for (; *argument != 0 && !is_same(*argument, "--"); argument += 2) {
    long *option = is_same(*argument, "--parent") ? &parent
      : is_same(*argument, "--nofile") ? &nofile
      : is_same(*argument, "--death-grace") ? &death_grace
      : is_same(*argument, "--leftover-grace") ? &leftover_grace
      : 0;
    if (option == 0 || argument[1] == 0 || (*option = number_in(argument[1])) < 0) fail_usage();
  }
  if (argument[0] == 0 || argument[1] == 0) fail_usage();
  return argument + 1;
}

void begin(long *stack) {
  char **argv = (char **)stack + 1, **envp = argv + stack[0] + 1;
  self = CALL0(getpid);
  parent = CALL0(getppid);
  char **command = take_options(argv + 1);
  if (CALL3(fcntl, reports, F_SETFD, FD_CLOEXEC) < 0) reports = -1;
  hold_signals();
  CALL2(prctl, PR_SET_CHILD_SUBREAPER, 1);
  CALL2(prctl, PR_SET_PDEATHSIG, SIGUSR2); /* any that wakes us: getppid() tells whether it is true */
  CALL0(setsid);
  start_program(command, envp);
  keep();
  CALL1(exit_group, exit_status);
}
