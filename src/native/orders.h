/* The warden's orders, and what they tell it to watch and to send: see warden.c for the lines of the file. */
#include <linux/stat.h>

enum {
  most_steps = 16,
  most_files = 32,
  most_text = 16384,
};

struct file { const char *path; unsigned long state; };
struct step { long at; int signal; };

static const char *state_path;

static char texts[2][most_text];
static struct file files[2][most_files];
static int current, file_count, has_new_file;
static struct step steps[most_steps];
static int step_count;
static long wake_at, wake_epoch, look_ms = 2000, stop_ms = 30000, fast_ms = 10000, status_without_command = 76, lost_status = 76;

/* Which file it is and how it was last changed; 0 when there is none. */
static unsigned long state_of(const char *path) {
  struct statx status;
  if (CALL5(statx, AT_FDCWD, path, 0, STATX_BASIC_STATS, &status) < 0) return 0;
  unsigned long parts[] = {status.stx_dev_major, status.stx_dev_minor, status.stx_ino, status.stx_size, status.stx_mode,
                           status.stx_mtime.tv_sec, status.stx_mtime.tv_nsec, status.stx_ctime.tv_sec,
                           status.stx_ctime.tv_nsec};
  unsigned long mixed = 14695981039346656037ul;
  for (unsigned at = 0; at < sizeof parts / sizeof *parts; at++) mixed = (mixed ^ parts[at]) * 1099511628211ul;
  return mixed | 1;
}

/* What follows `word` at the begin of the line; 0 when the line begins otherwise. */
static char *after_word(char *line, const char *word) {
  while (*word != 0 && *line == *word) line++, word++;
  return *word == 0 && *line == ' ' ? line + 1 : 0;
}

static char *next_number(char *text) {
  while (*text != 0 && *text != ' ') text++;
  return *text == ' ' ? text + 1 : text;
}

static void add_step(long signal, long at) {
  if (step_count < most_steps && signal > 0 && signal < 65) steps[step_count++] = (struct step){at, signal};
}

/* A file that was watched before keeps its state: what changed while COMMAND ran is not overlooked. */
static void add_file(int buffer, int *count, const char *path) {
  if (*count == most_files) return;
  struct file *added = &files[buffer][(*count)++];
  *added = (struct file){path, 0};
  for (int at = 0; at < file_count; at++)
    if (is_same(files[current][at].path, path)) {
      added->state = files[current][at].state;
      return;
    }
  added->state = state_of(path);
  has_new_file = 1;
}

static int take_line(char *line, int buffer, int *count) {
  char *rest;
  if ((rest = after_word(line, "wake")) != 0) wake_at = number_in(rest), wake_epoch = number_in(next_number(rest));
  else if ((rest = after_word(line, "look")) != 0) look_ms = number_in(rest);
  else if ((rest = after_word(line, "send")) != 0) add_step(number_in(rest), number_in(next_number(rest)));
  else if ((rest = after_word(line, "stop")) != 0) stop_ms = number_in(rest), fast_ms = number_in(next_number(rest));
  else if ((rest = after_word(line, "status")) != 0) status_without_command = number_in(rest), lost_status = number_in(next_number(rest));
  else if ((rest = after_word(line, "watch")) != 0) add_file(buffer, count, rest);
  return !is_same(line, "end");
}

/* New orders take the place of the old ones; the same orders again, or half of them, change nothing. */
static void read_orders(void) {
  static unsigned long seen;
  unsigned long state = state_of(state_path);
  if (state == seen && state != 0) return;
  int other = !current, count = 0;
  char *text = texts[other];
  long file = CALL4(openat, AT_FDCWD, state_path, O_RDONLY | O_CLOEXEC, 0);
  long length = CALL3(read, file, text, most_text - 1);
  CALL1(close, file);
  if (file < 0 || length <= 0) return;
  text[length] = 0;
  int whole = 0;
  for (char *at = text; *at != 0 && !whole; at++) whole = at[0] == '\n' && at[1] == 'e' && at[2] == 'n' && at[3] == 'd' && at[4] == '\n';
  if (!whole) return;
  seen = state;
  step_count = 0;
  for (char *line = text, *at = text;; line = ++at) {
    while (*at != '\n') at++;
    *at = 0;
    if (!take_line(line, other, &count)) break;
  }
  current = other;
  file_count = count;
}

static int has_changed(void) {
  int any = 0;
  for (int at = 0; at < file_count; at++) {
    unsigned long state = state_of(files[current][at].path);
    any |= state != files[current][at].state;
    files[current][at].state = state;
  }
  return any;
}
