/** Formats entries as lines that screen readers read well: time, sender, text. */
import {twoDigits} from '../../shared/text/figures.ts';
import type {Entry} from '../../shared/entries/entry.ts';
import {sentenceOfEntry} from '../output/entryLine.ts';

/** `14:05`; preceded by the day if it is not today. */
export function momentWords(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${time}`;
}

/** A message as it sounds well when read aloud; further lines are indented, so that none looks like another message. */
export function entryWords(entry: Entry, nowMs: number, nameOf: (fileId: string) => string): string {
  const sentence = sentenceOfEntry(entry, nameOf);
  const spoken =
    entry.kind === 'message'
      ? sentence.replace(`<${entry.sender}> `, `${entry.sender}${aboutWords(entry)}: `)
      : sentence.replace(/^-- /, '');
  return `${momentWords(entry.sentAtMs, nowMs)} ${spoken}`;
}

function aboutWords({replyTo, threadOf}: Extract<Entry, {kind: 'message'}>): string {
  const answers = replyTo === undefined ? '' : ` answers ${replyTo.sender}`;
  return threadOf === undefined ? answers : `${answers} in the thread of ${threadOf}`;
}
