/* System calls without a C library: such a program is a few kilobytes, needs nothing of the node that it
 * runs on, and runs in an image that holds nothing else. NO_ENTRY: for what is loaded by another program. Results are the kernel's: negative is -errno. */
#include <asm/unistd.h>

#if defined(__x86_64__)

static long call(long number, long a, long b, long c, long d, long e) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
#ifndef NO_ENTRY
__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#endif

#elif defined(__aarch64__)

static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#ifndef NO_ENTRY
__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n mov x0, sp\n bl begin\n");
#endif

#else
#error "glidein's native programs know x86_64 and aarch64"
#endif

#define CALL5(name, a, b, c, d, e) call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define CALL4(name, a, b, c, d) CALL5(name, a, b, c, d, 0)
#define CALL3(name, a, b, c) CALL5(name, a, b, c, 0, 0)
#define CALL2(name, a, b) CALL5(name, a, b, 0, 0, 0)
#define CALL1(name, a) CALL5(name, a, 0, 0, 0, 0)
#define CALL0(name) CALL5(name, 0, 0, 0, 0, 0)

#ifndef NO_ENTRY
/* The entry stub's: `stack` holds argc, then argv, a null, the environment, a null. It does not return. */
void begin(long *stack);
#endif

static int is_same(const char *a, const char *b) {
  while (*a != 0 && *a == *b) a++, b++;
  return *a == *b;
}

static char *put_text(char *end, const char *text) {
  while (*text != 0) *end++ = *text++;
  return end;
}

static char *put_number(char *end, long value) {
  char digits[20];
  int count = 0;
  do digits[count++] = '0' + value % 10; while ((value /= 10) > 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

/* The number that `text` begins with; -1 where it begins with none. */
static long number_in(const char *text) {
  if (*text < '0' || *text > '9') return -1;
  long value = 0;
  while (*text >= '0' && *text <= '9' && value < 1000000000000000) value = value * 10 + *text++ - '0';
  return value;
}
