/** Admin console of a server in a terminal: a prompt with completion and history, the log above it. */
import {clearLine, createInterface, cursorTo} from 'node:readline';
import {completeAdmin} from '../../shared/admin/words.ts';
import {toKnown} from '../../shared/errors.ts';
import {display} from '../../shared/text/safeText.ts';
import type {RunningServer} from '../../server/server.ts';
import type {Shell} from '../shell.ts';

export interface Console {
  /** Takes log lines, one JSON object each, and shows them in readable form. */
  write(line: string): void;
  start(server: RunningServer): void;
  /** Called for Ctrl+C and Ctrl+D. */
  onStop(stop: () => void): void;
  close(): void;
}

export function openConsole(shell: Shell): Console {
  const {stdin, stdout} = shell;
  const lines = createInterface({
    input: stdin,
    output: stdout,
    prompt: '> ',
    completer: (typed: string) => completed(typed, running),
    historySize: 200,
    removeHistoryDuplicates: true,
  });
  let isPrompting = false;
  let running: RunningServer | undefined;
  /** Prints above the prompt without disturbing what is being typed. */
  const show = (text: string) => {
    if (isPrompting) {
      cursorTo(stdout, 0);
      clearLine(stdout, 0);
    }
    stdout.write(`${text}\n`);
    if (isPrompting) lines.prompt(true);
  };
  return {
    write: line => show(toLogLine(line)),
    start(server) {
      running = server;
      stdout.write('Type help to see the commands; Ctrl+C stops the server.\n');
      isPrompting = true;
      lines.on('line', line => {
        server.runConsole(line).then(
          answer => {
            for (const one of answer) show(one);
            lines.prompt(true);
          },
          (error: unknown) => show(display(toKnown(error).message, 'line')),
        );
      });
      lines.prompt();
    },
    onStop(stop) {
      let isOver = false;
      const once = () => {
        if (!isOver) stdout.write('\nStopping…\n');
        isOver = true;
        isPrompting = false;
        stop();
      };
      lines.on('SIGINT', once);
      // Also happens for Ctrl+D, and when the terminal is closed.
      lines.on('close', () => isOver || once());
    },
    close() {
      isPrompting = false;
      lines.removeAllListeners('close');
      lines.close();
    },
  };
}

/** Completes the last word. */
function completed(typed: string, server: RunningServer | undefined): [string[], string] {
  const words = typed.replace(/^\s*[#/]?/, '').split(/\s+/);
  const started = words.pop() ?? '';
  const named = (sign: string, names: readonly string[] = []) => {
    const wanted = started.replace(sign, '').toLowerCase();
    return names.filter(name => name.startsWith(wanted)).map(name => `${sign}${name}`);
  };
  const found = completeAdmin(words, started, {
    people: () => named('@', server?.known().people),
    rooms: () => named('#', server?.known().rooms),
  });
  return [found.map(word => `${word} `), started];
}

/** `14:05:09 warn  a login failed  name=mallory address=10.0.0.7` */
function toLogLine(json: string): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return display(json, 'line');
  }
  const {level, time, msg, ...facts} = record;
  const at = new Date(typeof time === 'string' || typeof time === 'number' ? time : 0);
  const clock = at.toTimeString().slice(0, 8);
  const told = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return display(`${clock} ${String(level).padEnd(5)} ${String(msg)}  ${told.join(' ')}`, 'line');
}
