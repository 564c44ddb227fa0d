// Tells a person what happens: colours and a progress line on a terminal, plain lines in a pipe.
import pc from "picocolors";

export class Narrator {
  readonly #terminal = process.stdout.isTTY === true;
  #open = false;

  step(title: string): void {
    this.#line(`\n${pc.bold(`== ${title}`)}`);
  }

  say(text: string): void {
    this.#line(`   ${text}`);
  }

  /** On a terminal the last of these stays in one line. */
  progress(text: string): void {
    if (!this.#terminal) {
      this.say(text);
      return;
    }
    process.stdout.write(`\r\u001b[K   ${pc.dim(text.slice(0, (process.stdout.columns ?? 80) - 5))}`);
    this.#open = true;
  }

  /** One event of the glidein. In a pipe it goes through as it is. */
  event(json: string): void {
    if (!this.#terminal) {
      this.#line(json);
      return;
    }
    // An event, as our own program writes it.
    const { time, event, ...rest } = JSON.parse(json) as { time: string; event: string } & Record<string, unknown>;
    const text = `${pc.dim(time.slice(11, 19))} ${pc.cyan(event)} ${pc.dim(JSON.stringify(rest).slice(0, 100))}`;
    this.#line(`   ${text}`);
  }

  aside(text: string): void {
    for (const line of text.trimEnd().split("\n")) this.#line(pc.dim(`   ${line}`));
  }

  job(name: string, where: string, output: string): void {
    this.#line(`\n${pc.bold(pc.green(`-- job "${name}"`))} (${where})`);
    for (const line of output.trimEnd().split("\n")) this.#line(`   | ${line}`);
  }

  summary(rows: readonly (readonly [string, string])[]): void {
    this.#line(`\n${pc.bold("== Summary")}`);
    for (const [name, value] of rows) this.#line(`   ${name.padEnd(12)} ${value}`);
  }

  #line(text: string): void {
    if (this.#open) process.stdout.write("\r\u001b[K");
    this.#open = false;
    process.stdout.write(`${text}\n`);
  }
}
