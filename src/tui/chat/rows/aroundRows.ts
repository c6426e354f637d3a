/** Rows above and below the text of a message: what it answers, who said it first, edits, reactions, thread answers. */
import {plural} from '../../../shared/text/figures.ts';
import type {Reaction} from '../../../shared/entries/entryChanges.ts';
import {type Entry, readableTextOf} from '../../../shared/entries/entry.ts';
import {clipColumns, wrapColumns} from '../../../shared/text/columns.ts';
import {bareText} from '../../../shared/text/code.ts';
import {display} from '../../../shared/text/safeText.ts';
import type {MessageAction, PendingMessage} from '../../../client/state/state.ts';
import {nameOf, type ChatColumns} from './chatLine.ts';
import type {Markup} from '../../markup/markup.ts';
import {quotedRow} from '../../markup/quotedRow.ts';
import type {Theme} from '../../theme.ts';

interface Look {
  theme: Theme;
  widths: ChatColumns;
  markup?: Markup | undefined;
}

/** A referenced entry in its current state; `blocked` if its sender is blocked. */
export type Original = Entry | 'blocked';

/** What the room knows about an entry beyond the entry itself. */
export interface Around {
  /** The message that this one replies to; absent while not loaded. */
  answered?: Original | undefined;
  /** The first message of the thread; absent while not loaded. */
  root?: Original | undefined;
  /** The user's own changes to this entry that the server has not confirmed yet. */
  waiting?: readonly PendingMessage[];
  /** The entry is shown inside its thread, so no row says that it belongs to one. */
  isInThread?: boolean;
  /** Follows a message of the same sender directly: sender and time are not repeated. */
  isGrouped?: boolean;
  /** The room is encrypted: the original sender of a forwarded message is only what the forwarding person claims. */
  isClaimed?: boolean;
}

/** Cache key: equal for entries with the same surroundings. */
export const aroundKey = ({answered, root, waiting = [], isInThread, isGrouped, isClaimed}: Around): string => {
  const flags = `${isInThread === true ? 't' : ''}${isGrouped === true ? 'g' : ''}${isClaimed === true ? 'c' : ''}`;
  const pending = waiting.map(({clientMsgId, status}) => clientMsgId + status).join(' ');
  return `${flags}${originalKey(answered)}:${originalKey(root)}:${pending}`;
};

const originalKey = (original: Original | undefined): string =>
  typeof original === 'object' ? `${original.kind} ${original.became?.asOfSeq ?? 0}` : (original ?? '');

/** One row that quotes the original message behind a prefix. */
function originalRow(before: string, original: Original | undefined, {theme, widths, markup}: Look): string {
  if (typeof original === 'object' && 'text' in original)
    return quotedRow(before, original.text, {columns: widths.text, theme, markup});
  return theme.dim(clipColumns(`${before}${wordsOf(original)}`, widths.text));
}

function wordsOf(entry: Original | undefined): string {
  if (entry === undefined) return '…';
  if (entry === 'blocked') return '(blocked)';
  if (entry.kind === 'gone') return '(deleted)';
  return display(readableTextOf(entry), 'line');
}

export function rowsAbove(entry: Entry, {answered, root, isInThread, isClaimed}: Around, look: Look): string[] {
  if (entry.kind !== 'message') return [];
  const rows: string[] = [];
  if (entry.threadOf !== undefined && isInThread !== true) rows.push(originalRow('⤷ thread: ', root, look));
  if (entry.replyTo !== undefined) rows.push(originalRow(`↪ ${nameOf(entry.replyTo.sender)}: `, answered, look));
  if (entry.forwarded !== undefined) {
    const words = `⇢ ${isClaimed === true ? 'says that ' : ''}${nameOf(entry.forwarded.sender)} said:`;
    rows.push(look.theme.dim(clipColumns(words, look.widths.text)));
  }
  return rows;
}

export const EDITED = ' (edited)';

export function rowsBelow({became}: Entry, {waiting = [], isInThread}: Around, {theme, widths}: Look): string[] {
  const rows: string[] = [];
  if (became?.pinnedBy !== undefined)
    rows.push(theme.dim(clipColumns(`⚑ pinned by ${nameOf(became.pinnedBy)}`, widths.text)));
  const reactions = reactionsText(became?.reactions ?? []);
  if (reactions !== '') rows.push(...wrapColumns(reactions, widths.text).map(row => theme.accent(row)));
  if (became?.replies !== undefined && isInThread !== true) {
    const {count} = became.replies;
    rows.push(theme.dim(clipColumns(`⤷ ${plural(count, 'answer')} in the thread`, widths.text)));
  }
  for (const message of waiting) {
    const isFailed = message.status === 'failed';
    const text = clipColumns(`${isFailed ? '✗' : '◌'} ${waitingWords(message)}`, widths.text);
    rows.push(isFailed ? theme.bad(text) : theme.dim(text));
  }
  return rows;
}

/** One's own reactions are in brackets; two spaces separate them. */
export const reactionsText = (reactions: readonly Reaction[]): string => reactions.map(reactionText).join(SEPARATED);

export const SEPARATED = '  ';

export function reactionText({emoji, count, isMine}: Reaction): string {
  const text = `${display(emoji, 'line')} ${count}`;
  return isMine ? `[${text}]` : text;
}

function waitingWords({messageAction, text}: PendingMessage): string {
  return messageAction === undefined
    ? ''
    : WORDS[messageAction.kind](messageAction as never, display(bareText(text.slice(0, 500)), 'line'));
}

const WORDS: {
  [Kind in MessageAction['kind']]: (messageAction: Extract<MessageAction, {kind: Kind}>, text: string) => string;
} = {
  edit: (_, text) => `edited to: ${text}`,
  delete: () => 'deleted',
  react: ({emoji, isOn}) => `${isOn ? '' : 'without '}${display(emoji, 'line')}`,
  pin: ({isOn}) => (isOn ? 'pinned' : 'unpinned'),
};

/** Dims the mark at the end of an edited text. */
export const dimEdited = (row: string, isLast: boolean, {theme}: Look): string =>
  isLast && ` ${row}`.endsWith(EDITED) ? row.slice(0, 1 - EDITED.length) + theme.dim(EDITED.trim()) : row;
