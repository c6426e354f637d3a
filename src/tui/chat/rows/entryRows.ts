/** Draws each kind of entry as rows of the chat. */
import {durationText} from '../../../shared/words/duration.ts';
import {columnsOf, wrapColumns} from '../../../shared/text/columns.ts';
import {isAsTyped} from '../../../shared/text/code.ts';
import {display} from '../../../shared/text/safeText.ts';
import {isHighlighted} from '../../../shared/words/highlight.ts';
import {mentions, NAMES_OF_ALL} from '../../../shared/words/mention.ts';
import {isForAll, type AloneKind, type Entry, hasWords, isMessageOrFile} from '../../../shared/entries/entry.ts';
import type {FileStatus} from '../../../shared/entries/entryKind.ts';
import type {PendingMessage} from '../../../client/state/state.ts';
import {epochWords, isSilent, notShown} from '../../../client/wording/sealedWords.ts';
import {sentenceOf} from '../../../shared/errors.ts';
import {aRole} from '../../../shared/access/roles.ts';
import {rulesNews} from '../../../shared/rules.ts';
import {plainOf, type Paint} from '../../theme.ts';
import {dimEdited, EDITED, rowsAbove, rowsBelow, type Around} from './aroundRows.ts';
import {barOf, headOf, lineRows, nameOf, nickPaint, systemRows, type Look, foldedRows} from './chatLine.ts';
import {timeOf} from '../../rows/clock.ts';
import {markMentions, NO_MARKS, type Marks} from '../../markup/marks.ts';
import {fileRows} from './fileRows.ts';
import {markupRows} from '../../markup/markupRows.ts';

/** Entries that are drawn in rows of their own. */
export type SolidEntry = Extract<Entry, {kind: AloneKind}>;

type Drawing = {
  [Kind in SolidEntry['kind']]: (
    entry: Extract<SolidEntry, {kind: Kind}>,
    look: Look,
    status: FileStatus,
    around: Around,
  ) => string[];
};

const DRAWINGS: Drawing = {
  message: (entry, look, _, around) =>
    messageRows(saidIn(entry, look, around), entry.sender === look.me ? look.theme.good('✓') : '', look),
  action: (entry, look, _, around) =>
    actionRows(saidIn(entry, look, around), entry.sender === look.me ? look.theme.good('✓') : '', look),
  file: fileRows,
  topic(entry, look) {
    const topic = display(entry.text, 'line');
    const said = topic === '' ? 'removed the topic' : `set the topic: ${topic}`;
    return quietRows(entry, `${nameOf(entry.sender)} ${said}`, look);
  },
  unknown: (entry, look) => quietRows(entry, `something by ${nameOf(entry.sender)} needs a newer chat-tui`, look),
  gone(entry, look) {
    const who = nameOf(entry.sender);
    const why = entry.reason === undefined ? '' : `: ${display(entry.reason, 'line')}`;
    const by = entry.by === entry.sender ? '' : ` by ${nameOf(entry.by)}${why}`;
    return quietRows(entry, `a message of ${who} was deleted${by}`, look);
  },
  pinned: (entry, look) =>
    quietRows(
      entry,
      `${nameOf(entry.sender)} ${entry.isOn ? 'pinned' : 'unpinned'} a message · /pins shows them`,
      look,
    ),
  renamed: (entry, look) =>
    quietRows(entry, `${nameOf(entry.sender)} renamed this room to #${display(entry.name, 'line')}`, look),
  described(entry, look) {
    const [first = '', ...more] = display(entry.text, 'message').split('\n');
    const said = entry.text === '' ? 'removed the description' : `described this room: ${first}`;
    return quietRows(
      entry,
      `${nameOf(entry.sender)} ${said}${more.length > 0 ? ' … /describe shows all of it' : ''}`,
      look,
    );
  },
  archived(entry, look) {
    const why = display(entry.text, 'line');
    const what = entry.isArchived
      ? 'archived this room: it can be read, and nobody writes here'
      : 'took this room out of the archive';
    return warningRows(entry, `${nameOf(entry.sender)} ${what}${why === '' ? '' : ` (${why})`}`, look);
  },
  sealed: (entry, look) => (isSilent(entry.failure) ? [] : warningRows(entry, notShown(entry), look)),
  epoch: (entry, look) => quietRows(entry, epochWords(entry), look),
  created: (entry, look) => quietRows(entry, `begun by ${nameOf(entry.sender)}`, look),
  memberRemoved(entry, look) {
    const why = display(entry.text, 'line');
    const text = `${nameOf(entry.target)} was removed by ${nameOf(entry.sender)}${why === '' ? '' : `: ${why}`}`;
    return warningRows(entry, text, look);
  },
  roleGiven: (entry, look) =>
    quietRows(entry, `${nameOf(entry.sender)} made ${nameOf(entry.target)} ${aRole(entry.role)} of this room`, look),
  rulesChanged(entry, look) {
    const why = display(entry.text, 'line');
    const text = `${nameOf(entry.sender)} set the rules: ${rulesNews(entry.rules)}${why === '' ? '' : ` (${why})`}`;
    return warningRows(entry, text, look);
  },
  kicked(entry, look) {
    const why = display(entry.text, 'line');
    const time = entry.forMs === undefined ? '' : ` for ${durationText(entry.forMs)}`;
    const text = `${nameOf(entry.target)} was disconnected by ${nameOf(entry.sender)}${time}${why === '' ? '' : `: ${why}`}`;
    return warningRows(entry, text, look);
  },
};

export function entryRows(entry: SolidEntry, look: Look, status: FileStatus, around: Around): string[] {
  const draw = DRAWINGS[entry.kind] as (entry: SolidEntry, look: Look, status: FileStatus, around: Around) => string[];
  return draw(entry, look, status, around);
}

/** Name and time of a message, repeated where its first row is scrolled out. */
export function messageHead(entry: SolidEntry, look: Look): string | undefined {
  if (!isMessageOrFile(entry)) return undefined;
  const {sender, sentAtMs} = entry;
  const paintNick = nickPaint(sender, look);
  return headOf({time: timeOf(sentAtMs), nick: nameOf(sender), paintNick}, look.widths, look.theme);
}

/** How many rows a message has above and below its text. */
export interface MessageShape {
  above: number;
  below: readonly string[];
  /** Columns of the first text row that are used by the name. */
  nameColumns: number;
}

export function messageShape(entry: SolidEntry, look: Look, around: Around): MessageShape | undefined {
  if (!hasWords(entry)) return undefined;
  const {style} = look.widths;
  const isMessage = entry.kind === 'message';
  const hasHead = isMessage && style === 'comfortable' && around.isGrouped !== true;
  const hasName = !isMessage || style === 'irc';
  return {
    above: (hasHead ? 1 : 0) + (isMessage ? rowsAbove(entry, around, look).length : 0),
    below: rowsBelow(entry, around, look),
    nameColumns: hasName ? columnsOf(nameBefore(entry.sender, look).text) : 0,
  };
}

const quietRows = (entry: SolidEntry, text: string, {widths, theme}: Look) =>
  systemRows({atMs: timeOf(entry.sentAtMs), sign: '·', text, paint: theme.dim}, widths, theme);

const warningRows = (entry: SolidEntry, text: string, {widths, theme}: Look) =>
  systemRows({atMs: timeOf(entry.sentAtMs), sign: '!', text, paint: theme.warning}, widths, theme);

interface MessageFacts {
  sender: string;
  sentAtMs: number;
  text: string;
  isEdited?: boolean;
  /** Replies to the user's own message, or mentions everybody. */
  isForMe?: boolean;
  isForAll?: boolean;
  /** Painted rows around the text. */
  above?: readonly string[];
  below?: readonly string[];
  /** Sender and time are not repeated: the message continues the run of the one above. */
  isGrouped?: boolean;
}

const saidIn = (
  entry: Extract<SolidEntry, {kind: 'message' | 'action'}>,
  look: Look,
  around: Around,
): MessageFacts => ({
  sender: entry.sender,
  sentAtMs: entry.sentAtMs,
  text: entry.text,
  isEdited: entry.became?.edited !== undefined,
  isForAll: entry.mentionsAll === true,
  isForMe: isForAll(entry, look.me) || (entry.kind === 'message' && entry.replyTo?.sender === look.me),
  above: rowsAbove(entry, around, look),
  below: rowsBelow(entry, around, look),
  isGrouped: around.isGrouped === true,
});

const marksFor = ({isForAll}: MessageFacts, {me, highlights}: Look): Marks => ({
  names: isForAll === true ? [me, ...NAMES_OF_ALL] : [me],
  highlights,
});

const isForReader = ({sender, isForMe, text}: MessageFacts, {me, highlights}: Look): boolean =>
  sender !== me && (isForMe === true || mentions(text, me) || isHighlighted(text, highlights));

interface Before {
  text: string;
  paint: Paint;
}

/** The whole text of a message, wrapped and painted, not folded. */
function wholeRows(said: MessageFacts, isMention: boolean, before: Before | undefined, look: Look): string[] {
  const {theme, widths, markup} = look;
  const safeText = display(said.text, 'message');
  const isEdited = said.isEdited === true;
  const after = isEdited ? EDITED : '';
  const marks = isMention ? marksFor(said, look) : NO_MARKS;
  const drawn =
    markup &&
    !isAsTyped(said.text) &&
    markupRows({safeText, marks, columns: widths.text, theme, markup, before, after});
  if (drawn !== undefined && drawn !== false) return drawn;
  const mark = (row: string) => (isMention ? markMentions(row, marks, theme.mention) : row);
  const rows = wrapColumns(`${before?.text ?? ''}${safeText}${after}`, widths.text);
  return rows.map((row, index) => {
    // The name is wrapped together with the text and painted afterwards.
    const isBegun = index === 0 && before !== undefined && row.startsWith(before.text.trimEnd());
    const begun = isBegun ? before.text.trimEnd() : '';
    const rest = dimEdited(mark(row.slice(begun.length)), isEdited && index === rows.length - 1, look);
    return isBegun ? before.paint(begun) + rest : rest;
  });
}

/** Rows of the text; a long one is folded. */
const textRows = (said: MessageFacts, isMention: boolean, before: Before | undefined, look: Look): string[] =>
  foldedRows(wholeRows(said, isMention, before, look), look);

/** The name as prefix of the text, for styles without a name column. */
const nameBefore = (sender: string, look: Look): Before => ({
  text: `${nameOf(sender)} `,
  paint: nickPaint(sender, look),
});

function messageRows(said: MessageFacts, sign: string, look: Look): string[] {
  const {theme, widths} = look;
  const isMention = isForReader(said, look);
  const before = widths.style === 'irc' ? nameBefore(said.sender, look) : undefined;
  return lineRows(
    {
      time: timeOf(said.sentAtMs),
      nick: nameOf(said.sender),
      paintNick: nickPaint(said.sender, look),
      gutter: sign === '' ? barOf(isMention, look) : sign,
      gutterBelow: barOf(isMention, look),
      rows: [...(said.above ?? []), ...textRows(said, isMention, before, look), ...(said.below ?? [])],
      isGrouped: said.isGrouped === true,
    },
    widths,
    theme,
  );
}

function actionRows(said: MessageFacts, sign: string, look: Look): string[] {
  const {theme, widths} = look;
  const isMention = isForReader(said, look);
  return lineRows(
    {
      time: timeOf(said.sentAtMs),
      // The style without a name column has the name in the text.
      nick: widths.style === 'compact' ? plainOf(sign) : '',
      paintNick: () => sign,
      gutter: theme.accent('*'),
      gutterBelow: barOf(isMention, look),
      rows: [...textRows(said, isMention, nameBefore(said.sender, look), look), ...(said.below ?? [])],
    },
    widths,
    theme,
  );
}

/** Rows of an own message that is not in the log yet. */
export function pendingRows(message: PendingMessage, look: Look, isGrouped: boolean): string[] {
  const {theme, widths, me} = look;
  const isFailed = message.status === 'failed';
  const said = {sender: me, sentAtMs: message.writtenAtMs, text: message.text, isGrouped};
  const sign = isFailed ? theme.bad('✗') : theme.dim('◌');
  const rows = message.kind === 'action' ? actionRows(said, sign, look) : messageRows(said, sign, look);
  if (!isFailed) return rows;
  const reason =
    message.error === undefined ? 'It was not sent.' : sentenceOf(message.error.code, message.error.detail);
  const text = `${display(reason, 'line')} /retry or /discard`;
  return [...rows, ...systemRows({atMs: '', sign: '└', text, paint: theme.bad}, widths, theme)];
}
