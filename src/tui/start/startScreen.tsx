/** Root component of the start screens. */
import {Box} from 'ink';
import {useEffect, useState, useSyncExternalStore, type ReactNode} from 'react';
import type {Key} from '../terminal/input/key.ts';
import type {Theme} from '../theme.ts';
import {AccountScreen} from './accountScreen.tsx';
import {
  AddressScreen,
  ConnectingScreen,
  MenuScreen,
  NearbyScreen,
  StoreScreen,
  TrustScreen,
  FactorScreen,
} from './plainScreens.tsx';
import {createKeyQueue} from './keyQueue.ts';
import {cleanPaste} from './startState.ts';
import type {StartPorts, StartResult} from './startPorts.ts';
import {runStart, type StartRunner} from './startRunner.ts';

/** Keyboard of the start screens. */
export interface StartKeyboard {
  /** Calls `onKey` for every key, until the returned function is called. */
  listen(onKey: (key: Key) => void): () => void;
  /** Passes characters on to Ink's input, which the fields of `ink-text-input` read. */
  pass(characters: string): void;
}

interface Props {
  ports: StartPorts;
  keyboard: StartKeyboard;
  theme: Theme;
  columns: number;
  rows: number;
  isPasteOverdue: boolean;
  onEnd: (result: StartResult) => void;
  /** Called for an error that is a bug. */
  onBug: (error: unknown) => void;
}

/** Keys that input fields handle; the state machine handles all others. */
const FIELD_CHORDS: ReadonlySet<string> = new Set(['left', 'right', 'backspace', 'delete']);
const COLUMNS_MAX = 64;
const ROWS_FOR_FORM = 12;

export function StartScreen({ports, keyboard, theme, columns, rows, isPasteOverdue, onEnd, onBug}: Props): ReactNode {
  const [runner] = useState(() => runStart(ports, {onEnd, onBug}));
  const start = useSyncExternalStore(runner.subscribe, runner.get);
  const [queue] = useState(() => createKeyQueue(key => onKey(key, runner, keyboard)));
  const turn = useSyncExternalStore(queue.subscribe, queue.turn);
  useEffect(() => keyboard.listen(queue.push), [keyboard, queue]);
  // Runs after the effects of the fields inside, which have seen the key by then.
  useEffect(() => queue.drawn(), [queue, turn]);
  const width = Math.max(10, Math.min(COLUMNS_MAX, columns - 2));
  // If the screen is too small for a form, its start is shown rather than its middle.
  const place = rows < ROWS_FOR_FORM ? 'flex-start' : 'center';
  const look = {theme, columns: width, rows, isPasteOverdue, onTyped: runner.send};
  return (
    <Box width={columns} height={rows} justifyContent="center" alignItems={place} overflow="hidden">
      <Box width={width} flexDirection="column">
        {start.screen === 'menu' && <MenuScreen start={start} look={look} />}
        {start.screen === 'nearby' && <NearbyScreen start={start} look={look} />}
        {start.screen === 'address' && <AddressScreen start={start} look={look} />}
        {start.screen === 'connecting' && <ConnectingScreen start={start} look={look} />}
        {start.screen === 'trust' && <TrustScreen start={start} look={look} />}
        {start.screen === 'account' && <AccountScreen form={start} look={look} sshKeys={ports.sshKeys} />}
        {start.screen === 'factor' && <FactorScreen start={start} look={look} />}
        {start.screen === 'store' && <StoreScreen start={start} look={look} />}
      </Box>
    </Box>
  );
}

function onKey(key: Key, runner: StartRunner, keyboard: StartKeyboard): void {
  const start = runner.get();
  if (start.screen === 'factor' && key.chord !== 'ctrl+c') return runner.send({type: 'factorKey', key});
  const isField = start.screen === 'address' || (start.screen === 'account' && !start.isWaiting);
  if (!isField || (key.text === '' && !FIELD_CHORDS.has(key.chord))) {
    runner.send({type: 'key', chord: key.chord});
    return;
  }
  // A paste is only text: it cannot press Enter or leave the field.
  const characters = key.chord === 'paste' ? cleanPaste(key.text) : key.text || key.sequence;
  if (characters !== '') keyboard.pass(characters);
}
