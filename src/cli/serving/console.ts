/** The admin console of a server that runs in a terminal: a prompt with completion and history, and the log above it. */
import {clearLine, createInterface, cursorTo} from 'node:readline';
import * as commandList from '../../server/console/consoleCommands.ts';
import {toKnown} from '../../shared/errors.ts';
import {display} from '../../shared/text/text.ts';
import type {RunningServer} from '../../server/server.ts';
import type {Shell} from '../shell.ts';
import {toLogLine} from './logLine.ts';

export interface Console {
  /** Takes the log, one JSON object a line, and shows it in human form. */
  write(line: string): void;
  start(server: RunningServer): void;
  /** Ctrl+C, Ctrl+D. */
  onStop(stop: () => void): void;
  close(): void;
}

const NAMES = [...Object.values(commandList).map(({name}) => name), 'help'].toSorted();

export function openConsole(shell: Shell): Console {
  const {stdin, stdout} = shell;
  const lines = createInterface({
    input: stdin,
    output: stdout,
    prompt: '> ',
    completer: (typed: string) => [NAMES.filter(name => name.startsWith(typed)).map(name => `${name} `), typed],
    historySize: 200,
    removeHistoryDuplicates: true,
  });
  let isPrompting = false;
  /** Above the prompt; what is being typed stays. */
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
      // Also Ctrl+D, and the end of the terminal.
      lines.on('close', () => isOver || once());
    },
    close() {
      isPrompting = false;
      lines.removeAllListeners('close');
      lines.close();
    },
  };
}
