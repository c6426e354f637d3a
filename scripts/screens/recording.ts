/** A short recording as one animated SVG: each version of a terminal row is visible for as long as it was on screen. */
import type {Terminal} from '@xterm/headless';
import {drawRow, framed, type Look} from './svg.ts';

export interface Recording {
  /** Keeps what the terminal shows now, for so long. */
  take(terminal: Terminal, seconds: number): void;
  svg(title: string): string;
}

/** Part of the time at which it stands where pictures do not move. */
const STILL = 0.62;

interface Drawn {
  row: number;
  parts: string;
  fromSeconds: number;
  toSeconds: number;
}

/** Rows that stay are drawn once, and seen for as long as they stood there. */
export function createRecording(look: Look): Recording {
  const all: Drawn[] = [];
  const now = new Map<number, Drawn>();
  let seconds = 0;
  let size = {columns: 0, rows: 0};
  return {
    take(terminal, length) {
      size = {columns: terminal.cols, rows: terminal.rows};
      for (let row = 0; row < terminal.rows; row++) {
        const parts = drawRow(terminal, row, look);
        const before = now.get(row);
        if (before?.parts === parts) before.toSeconds = seconds + length;
        else {
          const drawn = {row, parts, fromSeconds: seconds, toSeconds: seconds + length};
          now.set(row, drawn);
          if (parts !== '') all.push(drawn);
        }
      }
      seconds += length;
    },
    svg(title) {
      const times = [...new Set(all.map(({fromSeconds, toSeconds}) => `${fromSeconds} ${toSeconds}`))];
      const percent = (at: number) => `${Math.round((at / seconds) * 10_000) / 100}%`;
      const styles = times.map((time, index) => {
        const [from = 0, to = 0] = time.split(' ').map(Number);
        const steps = [
          ...(from > 0 ? ['0%{visibility:hidden}'] : []),
          `${percent(from)}{visibility:visible}`,
          ...(to < seconds ? [`${percent(to)}{visibility:hidden}`] : []),
        ];
        // Where nothing moves, one moment is shown.
        const isShown = from <= seconds * STILL && seconds * STILL < to;
        const still = isShown ? '' : `.t${index}{visibility:hidden}`;
        return `${still}@keyframes t${index}{${steps.join('')}}.t${index}{animation:t${index} ${seconds}s step-end infinite}`;
      });
      const groups = times.map((time, index) => {
        const rows = all.filter(one => `${one.fromSeconds} ${one.toSeconds}` === time).map(({parts}) => parts);
        return `<g class="t${index}">${rows.join('')}</g>`;
      });
      return framed(size, title, look, `<style>${styles.join('')}</style>${groups.join('\n')}`);
    },
  };
}
