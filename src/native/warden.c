/* warden --keeper PID --program PID --state FILE [--nofile SOFT] [--death-grace S] -- COMMAND ARGUMENT...
 *
 * What the process of a batch job is while its jobs run: it waits, at next to no cost, and starts COMMAND, which knows
 * what to do, for a moment whenever something happens. Both sides meet in FILE, which COMMAND replaces as a whole; its
 * first lines are orders to us, one each:
 *
 *   wake MS EPOCH     start COMMAND when our clock, or that of the wall, says this
 *   look MS           how often the watched files are looked at
 *   watch PATH        start COMMAND when the file at PATH is another one, changes, comes or goes; and once when it was
 *                     not watched before: what COMMAND saw of it may be older than what we do
 *   send NUMBER MS    give the keeper (a child of ours already) this signal when our clock says this
 *   stop MS FAST      how long a stop may take, and how much of it a fast one; for the case that COMMAND cannot be run
 *   status NUMBER LOST   our exit status, should the end go without COMMAND; LOST if the keeper was killed
 *   end               nothing after it is for us
 *
 *   SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU   COMMAND --signal NUMBER
 *   SIGTSTP           we stop, until SIGCONT; SIGHUP and the others are ignored
 *
 * A COMMAND that fails, or takes too long, is ended with all that it started, and started again later; the orders stay.
 * If it fails at a stop, the keeper gets SIGTERM, SIGQUIT and SIGUSR1 (kill everything) from us, in the time there is.
 * COMMAND is to run under a keeper of its own, so that our death is the end of all that it started, too.
 * When the keeper has ended, what a killed one left behind is ended (condor_master, which is
 * --program, has --death-grace seconds (10) for its fast shutdown), and COMMAND gets --finish STATUS (or --lost SIGNAL,
 * and --left when something could not be killed); it ends with our exit status. */
#include "subreaper.h"
#include "orders.h"

enum {
  usage_status = 64,
  command_ms = 120000,    /* a COMMAND may take this long, */
  stopping_ms = 15000,    /* when it is to stop this long, */
  interrupted_ms = 3000,  /* and this long after a stop signal that it does not know of */
  shortest_pause_ms = 1000,
  longest_pause_ms_after_failure = 300000,
  keeper_ms = 25000,      /* a keeper takes at most 20 s to kill what can be killed */
  finish_attempts = 3,
};

static long keeper, program, death_grace = 10;
static char **command, **environment;
static long child, child_ends_at;           /* the running COMMAND; 0: none */
static unsigned long told, untold;          /* signals that it knows of, and that nobody does yet; bits */
static int keeper_status = -1, child_status; /* as wait4() has them */
static int changed, told_changed; /* whether a watched file did, and one that the running COMMAND can see */
static long failures, not_before, stopped_at = -1, keeper_ends_at = -1; /* times; -1: not yet */

static unsigned long bit(long signal) { return 1ul << signal; }
static const unsigned long stops = 1ul << SIGTERM | 1ul << SIGINT | 1ul << SIGQUIT | 1ul << SIGUSR2 | 1ul << SIGXCPU;

/* One that was told to kill everything and does not, because it is stopped or hangs, is ended itself in the end. */
static void send_keeper(int signal) {
  if (keeper <= 0) return;
  CALL2(kill, keeper, signal);
  if (signal != SIGUSR1) return;
  CALL2(kill, keeper, SIGCONT);
  if (keeper_ends_at < 0) keeper_ends_at = now() + keeper_ms;
}

static int reap(void) {
  for (;;) {
    int status;
    long pid = CALL4(wait4, -1, &status, WNOHANG | __WALL, 0);
    if (pid == -EINTR) continue;
    /* Without a child there is no keeper, whoever has taken note of its end: it was lost. */
    if (pid == -ECHILD && keeper > 0) keeper = 0, keeper_status = SIGKILL;
    if (pid <= 0) return pid == 0;
    if (pid == keeper) keeper = 0, keeper_status = status;
    if (pid == child) child = 0, child_status = status;
  }
}

enum { most_arguments = 64 };

/* `last`: further arguments, the last one 0. */
static void start_command(const char *const *last, long may_take_ms) {
  char *arguments[most_arguments + 1], numbers[64][4];
  int count = 0;
  for (char **given = command; *given != 0 && count < most_arguments - 8; given++) arguments[count++] = *given;
  for (; *last != 0; last++) arguments[count++] = (char *)*last;
  told = untold;
  untold = 0;
  told_changed = changed;
  changed = 0;
  for (int signal = 1; signal < 32 && count < most_arguments - 1; signal++)
    if (told & bit(signal)) {
      *put_number(numbers[signal], signal) = 0;
      arguments[count++] = "--signal";
      arguments[count++] = numbers[signal];
    }
  arguments[count] = 0;
  child_ends_at = now() + may_take_ms;
  child = CALL5(clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    prepare_program(SIGKILL);
    CALL3(execve, arguments[0], arguments, environment);
    CALL1(exit_group, not_started_status);
  }
  if (child < 0) child = 0, child_status = SIGKILL;
}

static void step_for_stop(void) {
  if (stopped_at < 0) stopped_at = now();
  add_step(told & bit(SIGQUIT) ? SIGQUIT : SIGTERM, 0);
  add_step(SIGQUIT, stopped_at + (stop_ms > fast_ms ? stop_ms - fast_ms : stop_ms / 2));
  add_step(SIGUSR1, stopped_at + stop_ms);
}

static void end_command(void) {
  read_orders();
  if (keeper > 0) signal_children(SIGKILL, keeper); /* what one that was killed had started */
  if (child_status == 0) {
    failures = 0;
    not_before = now() + shortest_pause_ms;
    return;
  }
  long pause = 1000;
  for (long failed = failures++; failed > 0 && pause < longest_pause_ms_after_failure; failed--) pause *= 2;
  not_before = now() + (pause < longest_pause_ms_after_failure ? pause : longest_pause_ms_after_failure);
  untold |= told;
  changed |= told_changed;
  if (told & stops) step_for_stop();
}

static void take_signals(void) {
  struct signalfd_siginfo info;
  while (CALL3(read, signals, &info, sizeof info) == sizeof info) {
    long signal = info.ssi_signo;
    if (signal == SIGTSTP) CALL2(kill, self, SIGSTOP);
    else if (signal < 32 && (bit(signal) & (stops | bit(SIGUSR1)))) {
      untold |= bit(signal);
      if (bit(signal) & stops && stopped_at < 0) stopped_at = now();
      if (bit(signal) & stops) not_before = 0;
    }
  }
}

static void take_steps(void) {
  struct step due[most_steps];
  int left = 0, count = 0;
  for (int at = 0; at < step_count; at++)
    if (steps[at].at <= now()) due[count++] = steps[at];
    else steps[left++] = steps[at];
  step_count = left;
  for (int at = 0; at < count; at++) send_keeper(due[at].signal);
  if (keeper_ends_at >= 0 && now() >= keeper_ends_at) send_keeper(SIGKILL);
}

static long epoch(void) {
  struct interval time;
  CALL2(clock_gettime, 0 /* CLOCK_REALTIME */, &time);
  return time.s;
}

static long least(long a, long b) { return a < b ? a : b; }
static long time_to(long at) { return at > now() ? at - now() : 0; }

/* Until the next thing that is to be done at a time. */
static long next_wait(void) {
  long at = now() + (file_count > 0 ? look_ms : 60000);
  for (int step = 0; step < step_count; step++) at = least(at, steps[step].at);
  if (keeper_ends_at >= 0) at = least(at, keeper_ends_at > now() ? keeper_ends_at : now() + longest_pause_ms);
  if (child > 0) at = least(at, child_ends_at);
  else at = least(at, untold != 0 || changed ? not_before : wake_at > not_before ? wake_at : not_before);
  return time_to(at);
}

static void limit_child(long ms) { child_ends_at = least(child_ends_at, now() + ms); }

/* Until the keeper has ended. */
static void watch_over(void) {
  long looked_at = now();
  for (;;) {
    int had_child = child > 0;
    reap();
    if (had_child && child == 0) end_command();
    if (keeper_status >= 0) return;
    take_steps();
    if (now() - looked_at >= look_ms) changed |= has_changed(), looked_at = now();
    changed |= has_new_file;
    has_new_file = 0;
    if (child > 0 && untold & stops) limit_child(interrupted_ms);
    if (child > 0 && now() >= child_ends_at) CALL2(kill, child, SIGKILL);
    int is_due = untold != 0 || changed || now() >= wake_at || epoch() >= wake_epoch;
    if (child == 0 && is_due && now() >= not_before) {
      static const char *const none[] = {0};
      start_command(none, untold & stops ? stopping_ms : command_ms);
      if (child == 0) end_command();
    }
    struct pollfd descriptors[] = {{signals, POLLIN, 0}};
    wait_for(descriptors, 1, child > 0 && now() >= child_ends_at ? 100 : next_wait());
    take_signals();
  }
}

/* What a keeper leaves that was killed: condor_master got SIGQUIT by that, and gets it again should it be another one. */
static int end_orphans(void) {
  char name[24];
  *put_number(name, program) = 0;
  if (program > 0 && is_child(name)) CALL2(kill, program, SIGQUIT);
  for (long end = now() + death_grace * 1000; reap() && now() < end;) {
    struct pollfd descriptors[] = {{signals, POLLIN, 0}};
    wait_for(descriptors, 1, longest_pause_ms);
    take_signals();
  }
  return sweep();
}

static void finish(void) {
  int signal = keeper_status & 127, attempt = 0;
  char number[24];
  limit_child(interrupted_ms);
  while (child > 0 && now() < child_ends_at && reap()) wait_for(0, 0, longest_pause_ms);
  int is_clean = signal == 0 ? sweep() : end_orphans();
  read_orders();
  *put_number(number, signal == 0 ? keeper_status >> 8 & 255 : signal) = 0;
  const char *const last[] = {signal == 0 ? "--finish" : "--lost", number, is_clean ? 0 : "--left", 0};
  while (attempt++ < finish_attempts) {
    start_command(last, 1l << 40);
    while (child > 0) {
      struct pollfd descriptors[] = {{signals, POLLIN, 0}};
      wait_for(descriptors, 1, time_to(least(child_ends_at, now() + 60000)));
      take_signals();
      reap();
      if (child > 0 && untold & stops) CALL2(kill, child, SIGTERM), told |= untold, untold = 0, limit_child(stop_ms);
      if (child > 0 && now() >= child_ends_at) CALL2(kill, child, SIGKILL), attempt = finish_attempts, child_ends_at = now() + 1000;
    }
    if ((child_status & 127) == 0 && child_status >> 8 < not_started_status) CALL1(exit_group, child_status >> 8);
    untold |= told;
  }
  /* A stop that HTCondor followed is a good end, whoever asked for it. */
  CALL1(exit_group, signal != 0 ? lost_status : stopped_at >= 0 && keeper_status == 0 ? 0 : status_without_command);
}

static void fail_usage(void) {
  static const char text[] = "usage: warden --keeper PID --program PID --state FILE [--nofile SOFT] [--death-grace S] -- COMMAND...\n";
  CALL3(write, 2, text, sizeof text - 1);
  CALL1(exit_group, usage_status);
}

static void take_options(char **argument) {
  for (; *argument != 0 && !is_same(*argument, "--"); argument += 2) {
    long *option = is_same(*argument, "--keeper") ? &keeper
      : is_same(*argument, "--program") ? &program
      : is_same(*argument, "--nofile") ? &nofile
      : is_same(*argument, "--death-grace") ? &death_grace
      : 0;
    if (argument[1] == 0) fail_usage();
    if (is_same(*argument, "--state")) state_path = argument[1];
    else if (option == 0 || (*option = number_in(argument[1])) < 0) fail_usage();
  }
  if (argument[0] == 0 || argument[1] == 0 || keeper <= 0 || state_path == 0) fail_usage();
  command = argument + 1;
}

void begin(long *stack) {
  char **argv = (char **)stack + 1;
  environment = argv + stack[0] + 1;
  hold_signals();
  self = CALL0(getpid);
  take_options(argv + 1);
  CALL2(prctl, PR_SET_CHILD_SUBREAPER, 1);
  long nothing = CALL4(openat, AT_FDCWD, "/dev/null", O_RDONLY, 0);
  if (nothing > 0) CALL3(dup3, nothing, 0, 0), CALL1(close, nothing);
  read_orders();
  watch_over();
  finish();
}
