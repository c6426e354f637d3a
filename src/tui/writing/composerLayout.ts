/** Lays out the composer as rows: notices, candidates, text and cursor. */
import type {Command} from '../../client/input/command.ts';
import {lockForms} from '../../client/wording/sealedWords.ts';
import {commandLineIn} from '../../client/input/commandLine.ts';
import {COMMANDS} from '../../client/input/commandTable.ts';
import type {Limits} from '../../shared/limits.ts';
import {clipColumns, columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import type {EditorState} from './editor/editorState.ts';
import {commonStart, ghostOf} from './editor/tabKey.ts';
import {kibibytes, lengthCount, messageLength} from '../../shared/text/messageLength.ts';
import {isBig, sizeOf} from './editor/submit.ts';
import {isLongPaste} from './longText.ts';
import {plural} from '../../shared/text/figures.ts';
import type {Paint, Theme} from '../theme.ts';
import {commandHint} from './hint.ts';
import {placeInRow} from './editor/moves.ts';
import {misspeltIn, type TextSpan} from './spelling.ts';
import {rowsAround, type TextRow} from './editor/rows.ts';

interface ComposerFacts {
  editor: EditorState;
  /** Width of the composer. */
  columns: number;
  /** Height of the whole screen, of which the composer uses at most a third. */
  screenRows: number;
  /** Where the text will be sent: `#lobby`, `@ann`. Untrusted text. */
  target: string;
  /** The text will be sent to a thread of that room. */
  isInThread?: boolean;
  /** Words about encryption, preceded by a space; empty if there is nothing to say. */
  lock?: string;
  limits: Limits;
  commands: readonly Pick<Command, 'name' | 'aliases' | 'usage' | 'summary'>[];
  theme: Theme;
  /** Misspelt words to be marked. */
  misspelt?: ReadonlySet<string>;
  /** Display name of an action's key. */
  bindings: {keyOf: (name: 'send' | 'undo' | 'interrupt' | 'openPaste') => string};
}

export interface ComposerLayout {
  /** At least one line; none wider than the composer. */
  lines: readonly string[];
  /** Relative to the composer. */
  cursor: {column: number; row: number};
  /** Width of the text, which `edit` needs for Up and Down. */
  textColumns: number;
  /** Index in the text of this cell of the composer; absent outside the text. */
  placeAt: (at: {column: number; row: number}) => number | undefined;
}

/** Enough for `#release-planning not encrypted >`; a narrow terminal gives the prompt a third of its columns. */
const PROMPT_COLUMNS_MAX = 36;
/** Minimum columns of the name: its sign and `…`; the heading shows the whole name. */
const NAME_COLUMNS_MIN = 2;
/** Columns of the prompt's end: `>`, or an arrow if text is scrolled out. */
const SIGN_COLUMNS = 2;

export function layOutComposer(facts: ComposerFacts): ComposerLayout {
  const {editor, theme} = facts;
  const rowsMax = Math.max(1, Math.floor(facts.screenRows / 3));
  const prompt = promptFor(facts);
  const promptColumns = columnsOf(prompt);
  // One column after the text stays free for the cursor.
  const textColumns = Math.max(1, facts.columns - promptColumns - 1);
  const notices = noticesOf(facts).slice(0, rowsMax - 1);
  const {rows, cursorRow, cursorColumn, hasMore} = rowsAround(editor.text, editor.cursor, textColumns, editor.chips);
  const shownMax = rowsMax - notices.length;
  const first = Math.max(0, Math.min(cursorRow - Math.floor(shownMax / 2), rows.length - shownMax));
  const shown = rows.slice(first, first + shownMax);
  const isCutAbove = first > 0 || (hasMore && (rows[0]?.start ?? 0) > 0);
  const isCutBelow = first + shown.length < rows.length || (hasMore && (rows.at(-1)?.end ?? 0) < editor.text.length);
  const marks = misspeltIn(editor, facts.misspelt ?? NONE);
  const lines = shown.map((row, index) => {
    const isLast = index === shown.length - 1;
    const sign = index === 0 && isCutAbove ? '↑ ' : isLast && isCutBelow ? '↓ ' : index === 0 ? '> ' : '  ';
    const margin = index === 0 ? prompt.slice(0, -SIGN_COLUMNS) : ' '.repeat(promptColumns - SIGN_COLUMNS);
    const ghost = first + index === cursorRow ? ghostFor(facts, textColumns - cursorColumn) : '';
    return theme.accent(margin + sign) + textOf(row, marks, theme) + ghost;
  });
  return {
    lines: [...notices, ...lines],
    // A trailing space may hang over the edge, where there is no cell for the cursor.
    cursor: {column: promptColumns + Math.min(cursorColumn, textColumns), row: notices.length + cursorRow - first},
    textColumns,
    placeAt({column, row}) {
      const at = shown[row - notices.length];
      return at && placeInRow(at, Math.max(0, column - promptColumns), shown[row - notices.length + 1]);
    },
  };
}

/** The name is clipped to make space for the words about encryption; those are shortened before the name gets too short. */
function promptFor({columns, target, isInThread = false, lock = ''}: ComposerFacts): string {
  const room = Math.max(1, Math.min(PROMPT_COLUMNS_MAX, Math.floor(columns / 3)) - SIGN_COLUMNS - 1);
  const name = display(target, 'line');
  const least = Math.min(NAME_COLUMNS_MIN, columnsOf(name));
  const sign = isInThread ? ' ⤷' : '';
  const all = [...lockForms(lock), ''].map(said => sign + said);
  const behind = all.find(said => columnsOf(said) + least <= room) ?? '';
  return `${clipColumns(name, room - columnsOf(behind))}${behind} > `;
}

const NONE: ReadonlySet<string> = new Set();

/** Splits the row into pieces of the same style. */
function textOf({start, cells}: TextRow, marks: readonly TextSpan[], theme: Theme): string {
  const parts: string[] = [];
  let piece = '';
  let look: Paint | undefined;
  let at = start;
  const finish = (next?: Paint) => {
    parts.push(look === undefined ? piece : look(piece));
    piece = '';
    look = next;
  };
  for (const {shown, isChip, length} of cells) {
    const place = at;
    const isMarked = marks.some(({from, to}) => from <= place && place < to);
    const wanted = isChip === true ? theme.accent : isMarked ? theme.underline : undefined;
    if (wanted !== look) finish(wanted);
    piece += shown;
    at += length;
  }
  finish();
  return parts.join('');
}

/** The suggestion, dimmed after the text; in brackets without colours, so that it is not taken for typed text. */
function ghostFor({editor, theme}: ComposerFacts, room: number): string {
  const ghost = ghostOf(editor);
  if (ghost === undefined) return '';
  const words = display(ghost, 'line');
  const shown = theme.hasColor ? words : `[${words}]`;
  return columnsOf(shown) > room ? '' : theme.dim(shown);
}

/** Notices about the text, most urgent first. */
function noticesOf(facts: ComposerFacts): string[] {
  const {editor, columns, theme} = facts;
  const said = [refusalLines(facts), pasteLines(facts), candidatesLine(facts), lengthLine(facts)].flat();
  if (said.length > 0) return said;
  const hint = commandHint(editor.text, facts.commands);
  return hint === undefined ? [] : [theme.dim(clipColumns(display(hint, 'line'), columns))];
}

/** A sentence is always shown in full, because it says what to do. */
const sentence = (text: string, columns: number, paint: Paint): string[] => wrapColumns(text, columns).map(paint);

function refusalLines({editor, columns, theme}: ComposerFacts): string[] {
  return editor.refusal === '' ? [] : sentence(`✗ ${display(editor.refusal, 'line')}`, columns, theme.bad);
}

function pasteLines({editor, columns, limits, theme, bindings: {keyOf}}: ComposerFacts): string[] {
  const opens = editor.chips.length === 0 ? '' : `${keyOf('openPaste')} shows it.`;
  if (editor.paste === 'none' || !isBig(editor.text))
    return opens === '' ? [] : [theme.dim(clipColumns(`Pasted: ${opens}`, columns))];
  const {lines, bytes} = sizeOf(editor.text);
  const size = `${plural(lines, 'line')}, ${bytes < 1024 ? plural(bytes, 'byte') : `${kibibytes(bytes)} KiB`}`;
  const text = isLongPaste(editor, limits)
    ? `Pasted: ${size}. ${keyOf('send')} asks how it is sent: as text, as code, or as a file. ${keyOf('undo')} takes it back.`
    : editor.paste === 'asked'
      ? `Really send ${size}? ${keyOf('send')} sends, ${keyOf('interrupt')} throws it away.`
      : `Pasted: ${size}. Nothing is sent yet: ${keyOf('send')} asks, ${keyOf('undo')} takes it back.`;
  return sentence(opens === '' ? text : `${text} ${opens}`, columns, theme.warning);
}

function lengthLine({editor, columns, limits, theme}: ComposerFacts): string[] {
  if (editor.refusal !== '' || editor.text === '') return [];
  const length = messageLength(editor.text, limits);
  if (!length.isNear || commandLineIn(editor.text, COMMANDS) !== undefined) return [];
  const detail = lengthCount(length, limits);
  const isOver = length.isOver;
  return [isOver ? theme.bad(clipColumns(`${detail} is too long to send`, columns)) : theme.dim(detail)];
}

/** Of paths, only the part after their common folder. */
function namesOf(words: readonly string[]): readonly string[] {
  const folder = commonStart(words).lastIndexOf('/') + 1;
  return folder > 1 ? words.map(word => word.slice(folder)) : words;
}

/** One row of candidates around the chosen one. */
function candidatesLine({editor, columns, theme}: ComposerFacts): string[] {
  const {completion} = editor;
  if (completion === undefined) return [];
  const words = namesOf(completion.words).map(word => display(word, 'line'));
  const chosen = completion.index;
  let first = Math.max(0, chosen);
  let width = columnsOf(words[first] ?? '');
  while (first > 0 && width + columnsOf(words[first - 1] ?? '') + 2 <= columns / 2) {
    first--;
    width += columnsOf(words[first] ?? '') + 2;
  }
  const parts = first > 0 ? [theme.dim('…')] : [];
  let room = columns - (first > 0 ? 3 : 0);
  for (const [index, word] of words.entries()) {
    if (index < first) continue;
    const isLast = index === words.length - 1;
    const shown = clipColumns(word, Math.max(1, room - (isLast ? 0 : 3)));
    const needed = columnsOf(shown) + (isLast ? 0 : 3);
    if (needed > room || shown === '' || (shown !== word && parts.length > 0)) {
      parts.push(theme.dim('…'));
      break;
    }
    parts.push(index === chosen ? theme.selected(shown) : shown);
    room -= columnsOf(shown) + 2;
  }
  return [parts.join('  ')];
}
