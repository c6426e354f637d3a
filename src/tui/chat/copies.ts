/** Formats an entry for the clipboard: its text alone, or with sender and time. */
import type {Entry} from '../../shared/entries/entry.ts';
import {titleOf} from '../../shared/bundle.ts';
import {copyable} from '../../shared/text/code.ts';
import {dateTimeOf} from '../../shared/text/figures.ts';
import {nameOf} from './rows/chatLine.ts';

/** Text to copy: the entry's text as written, or the file's name; empty for kinds without text. */
export const copyOf = (entry: Entry): string =>
  entry.kind === 'file' ? copyable(titleOf(entry)) : 'text' in entry ? copyable(String(entry.text)) : '';

export function longCopyOf(entry: Entry): string {
  const text = copyOf(entry);
  const name = nameOf(entry.sender);
  const who = entry.kind === 'action' ? `* ${name}` : `<${name}>`;
  return text === '' ? '' : `[${dateTimeOf(entry.sentAtMs)}] ${who} ${text}`;
}
