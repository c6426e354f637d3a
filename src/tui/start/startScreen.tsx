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

/** The keyboard as the start screen needs it. */
export interface StartKeyboard {
  /** Every key, until the returned function is called. */
  listen(onKey: (key: Key) => void): () => void;
  /** Hands characters on to Ink's own input, where the fields of `ink-text-input` read them. */
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
  /** For what no person can meet. */
  onBug: (error: unknown) => void;
}

/** Keys that fields understand; everything else is for the machine, or for nobody. */
const FIELD_CHORDS: ReadonlySet<string> = new Set(['left', 'right', 'backspace', 'delete']);
const COLUMNS_MAX = 64;
const ROWS_FOR_FORM = 12;

export function StartScreen({ports, keyboard, theme, columns, rows, isPasteOverdue, onEnd, onBug}: Props): ReactNode {
  const [runner] = useState(() => runStart(ports, {onEnd, onBug}));
  const start = useSyncExternalStore(runner.subscribe, runner.get);
  const [queue] = useState(() => createKeyQueue(key => onKey(key, runner, keyboard)));
  const turn = useSyncExternalStore(queue.subscribe, queue.turn);
  useEffect(() => keyboard.listen(queue.push), [keyboard, queue]);
  // Effects of the fields inside have run before this one.
  useEffect(() => queue.drawn(), [queue, turn]);
  const width = Math.max(10, Math.min(COLUMNS_MAX, columns - 2));
  // On a screen that is too small for a form its start matters more than its middle.
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
  // A paste is text, whatever is in it: it can neither press Enter nor leave the field.
  const characters = key.chord === 'paste' ? cleanPaste(key.text) : key.text || key.sequence;
  if (characters !== '') keyboard.pass(characters);
}
