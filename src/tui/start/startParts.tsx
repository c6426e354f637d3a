/** Components of the start screens: frame with title and hint, list of choices, labelled field. */
import {Box, Text} from 'ink';
import TextInput from 'ink-text-input';
import {useState, type ReactNode} from 'react';
import {clipColumns, columnsOf, wrapColumns} from '../../shared/text/columns.ts';
import {display} from '../../shared/text/safeText.ts';
import {PASTE_OVERDUE} from '../terminal/input/keyboard.ts';
import type {Theme} from '../theme.ts';
import type {AccountField, StartEvent} from './startState.ts';

export interface StartLook {
  theme: Theme;
  columns: number;
  /** Height of the whole screen. */
  rows: number;
  /** A paste was started, but its end mark is overdue. */
  isPasteOverdue: boolean;
  onTyped: (event: Extract<StartEvent, {type: 'typed'}>) => void;
}

interface FrameProps {
  look: StartLook;
  title: string;
  /** Safe to draw. */
  subtitle: string;
  /** An error; its untrusted parts have not passed `display()`. */
  sentence: string;
  /** Key hints; each is kept on one line. */
  hint: readonly string[];
  /** Leaves out empty lines, because the content needs every row. */
  isTight?: boolean;
  children: ReactNode;
}

/** Minimum number of rows for empty lines. */
const ROWS_FOR_AIR = 14;

export function Frame({look, title, subtitle, sentence, hint, isTight = false, children}: FrameProps): ReactNode {
  const {theme, columns, rows, isPasteOverdue} = look;
  const keys = isPasteOverdue
    ? wrapColumns(PASTE_OVERDUE, columns).map(theme.warning)
    : hintLines(hint, columns).map(theme.dim);
  const air = rows >= ROWS_FOR_AIR && !isTight ? 1 : 0;
  const shown = display(sentence, 'line');
  return (
    <>
      <Text wrap="truncate">{theme.accent(clipColumns(title, columns))}</Text>
      {subtitle !== '' && <StartLines lines={wrapColumns(subtitle, columns).map(theme.dim)} />}
      <Box flexDirection="column" marginTop={isTight ? 0 : 1} marginBottom={isTight ? 0 : 1}>
        {children}
      </Box>
      {!isTight && <StartLines lines={shown === '' ? [''] : wrapColumns(shown, columns).map(theme.bad)} />}
      <Box marginTop={air}>
        <StartLines lines={keys} />
      </Box>
    </>
  );
}

function hintLines(hint: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of hint) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last} · ${part}`;
    if (last !== undefined && columnsOf(joined) <= columns) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

export function StartLines({lines}: {lines: readonly string[]}): ReactNode {
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

interface ChoicesProps {
  look: StartLook;
  choices: readonly {label: string; note: string}[];
  chosen: number;
}

export function Choices({look, choices, chosen}: ChoicesProps): ReactNode {
  const {theme, columns} = look;
  const widest = Math.max(...choices.map(({label}) => label.length));
  const room = columns - widest - 5;
  // If the notes do not fit next to the choices, only that of the selected choice is shown, below them.
  const isBeside = choices.every(({note}) => columnsOf(note) <= room);
  const lines = choices.map(({label, note}, index) => {
    const name = label.padEnd(widest);
    const start = index === chosen ? theme.accent(`> ${name}`) : `  ${name}`;
    return isBeside ? `${start}   ${theme.dim(note)}` : start;
  });
  const below = isBeside ? [] : ['', ...wrapColumns(choices[chosen]?.note ?? '', columns).map(theme.dim)];
  return <StartLines lines={[...lines, ...below]} />;
}

interface FieldRowProps {
  look: StartLook;
  label: string;
  value: string;
  field: 'address' | AccountField;
  isFocused: boolean;
  isMasked?: boolean;
  isFixed?: boolean;
}

const LABEL_COLUMNS = 16;

export function FieldRow({look, label, value, field, isFocused, isMasked, isFixed}: FieldRowProps): ReactNode {
  const {theme} = look;
  const name = label.padEnd(LABEL_COLUMNS - 1);
  const typed = (typedValue: string) => look.onTyped({type: 'typed', field, value: typedValue});
  return (
    <Box>
      <Box width={LABEL_COLUMNS} flexShrink={0}>
        <Text wrap="truncate">{isFocused ? theme.accent(name) : theme.dim(name)}</Text>
      </Box>
      {isFixed === true ? (
        <Text>{display(value, 'line')}</Text>
      ) : (
        <Field value={value} isFocused={isFocused} onTyped={typed} {...(isMasked === true && {mask: '•'})} />
      )}
    </Box>
  );
}

interface FieldProps {
  value: string;
  isFocused: boolean;
  mask?: string;
  onTyped: (value: string) => void;
}

/**
 * If the text was changed from outside, a new input component is mounted, because an existing one would move its cursor too late
 * for characters that follow at once.
 */
function Field({value, isFocused, mask, onTyped}: FieldProps): ReactNode {
  const [known, setKnown] = useState({value, age: 0});
  if (known.value !== value) setKnown({value, age: known.age + 1});
  const onChange = (typed: string) => {
    setKnown({value: typed, age: known.age});
    onTyped(typed);
  };
  const look = mask === undefined ? {} : {mask};
  return <TextInput key={known.age} value={value} focus={isFocused} onChange={onChange} {...look} />;
}
