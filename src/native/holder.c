/* A Node addon that holds back signals while Node becomes another program. Node can neither block a signal nor pass on
 * one that it has taken but not told anybody of; each would be lost in the moment of the change, or end us.
 *
 * Loaded, it blocks every signal in the main thread, which is the one that executes the program: what comes is kept for
 * it. The other threads of Node, which the system may choose to interrupt instead, pass it on to the main one.
 * Loaded once more, it undoes that; SIGUSR1 comes from then on in any case, which our Node (--disable-sigusr1) has
 * blocked from its start. */
#include <linux/prctl.h>
#include <linux/signal.h>

#define NO_ENTRY
#include "syscall.h"

static const int kept[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM, SIGXCPU, SIGTSTP};
enum { count = sizeof kept / sizeof *kept };

static struct sigaction before[count];
static unsigned long mask_before;
static int is_held;

static void pass_on(int signal) {
  long self = CALL0(getpid); /* of the process, and so of its main thread */
  CALL3(tgkill, self, self, signal);
}

#if defined(__x86_64__)
void return_from_signal(void);
__asm__("return_from_signal: mov $15, %eax\n syscall\n");
#endif

static void hold(void) {
  struct sigaction action = {0};
  action.sa_handler = pass_on;
  action.sa_flags = SA_RESTART;
#if defined(__x86_64__)
  action.sa_flags |= 0x04000000; /* SA_RESTORER: the kernel does not know how to return otherwise */
  action.sa_restorer = return_from_signal;
#endif
  unsigned long all = ~(1ul << (SIGSEGV - 1) | 1ul << (SIGBUS - 1) | 1ul << (SIGFPE - 1) | 1ul << (SIGILL - 1));
  CALL4(rt_sigprocmask, SIG_BLOCK, &all, &mask_before, sizeof all);
  for (int at = 0; at < count; at++) CALL4(rt_sigaction, kept[at], &action, &before[at], sizeof all);
}

static void release(void) {
  mask_before &= ~(1ul << (SIGUSR1 - 1));
  for (int at = 0; at < count; at++) CALL4(rt_sigaction, kept[at], &before[at], 0, sizeof mask_before);
  CALL4(rt_sigprocmask, SIG_SETMASK, &mask_before, 0, sizeof mask_before);
}

__attribute__((visibility("default"))) void *napi_register_module_v1(void *environment, void *exports) {
  (void)environment;
  if (is_held) release();
  else hold();
  is_held = !is_held;
  return exports;
}
