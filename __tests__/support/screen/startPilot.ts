/** The start screen in a terminal emulator, over ports that a test plays. */
import xterm from '@xterm/headless';
import {EventEmitter} from 'node:events';
import {afterEach} from '@jest/globals';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Client} from '../../../src/client/client.ts';
import {ChatError} from '../../../src/shared/errors.ts';
import {openStart} from '../../../src/tui/start/openStart.tsx';
import type {Connected, ServerFacts, StartPorts, StartResult} from '../../../src/tui/start/startPorts.ts';
import {qrRows} from '../../../src/tui/factor/setUpRows.ts';
import {openTerminal} from '../../../src/tui/terminal/terminal.ts';
import {within} from '../suite/deadline.ts';

export interface StartPilot {
  press(...keys: readonly string[]): Promise<void>;
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  until(wanted: string | RegExp): Promise<void>;
  text(): string;
  /** What the ports were asked for, in order. */
  readonly asked: readonly string[];
  readonly escapes: readonly string[];
  droppedCount(): number;
  isAlternate(): boolean;
  readonly whenClosed: Promise<StartResult>;
}

export interface StartWorld extends Partial<StartPorts> {
  columns?: number;
  rows?: number;
  facts?: Partial<ServerFacts>;
  inviteCode?: string;
  ownerCode?: string;
  hasKeychain?: boolean;
}

export const RECOVERY_CODES = Array.from({length: 10}, (_, at) => `${'abcdefghij'[at]}aaa-bbbb-cccc-2222`);

/** `anna` with the password `correct horse` has an account; the port 1 answers nobody. */
function portsOf(world: StartWorld, asked: string[]): StartPorts {
  const {facts, inviteCode, ownerCode, hasKeychain = true, columns: _columns, rows: _rows, ...rest} = world;
  const accounts = new Map([['anna', 'correct horse']]);
  return {
    async startEmbedded() {
      asked.push('host');
      return 'http://127.0.0.1:7420';
    },
    async lookNearby() {
      asked.push('look');
      return [];
    },
    async connect(address) {
      asked.push(`connect ${address}`);
      if (address.endsWith(':1')) throw new ChatError('no-server', address);
      const told = {
        programVersion: '1',
        registration: 'open',
        hasOwner: true,
        isEmbedded: true,
        ...facts,
      } as ServerFacts;
      const codes = {...(inviteCode !== undefined && {inviteCode}), ...(ownerCode !== undefined && {ownerCode})};
      return {client: {} as Client, facts: told, serverUrl: 'http://127.0.0.1:7420', ...codes};
    },
    async register(_connected: Connected, {name, password}) {
      asked.push(`register ${name} ${password}`);
      if (accounts.has(name)) throw new ChatError('name-taken', name);
      accounts.set(name, password);
    },
    async login(_connected: Connected, {name, password}) {
      asked.push(`login ${name} ${password}`);
      if (accounts.get(name) !== password) throw new ChatError('login-failed');
    },
    async loginBySsh(_connected, {name, passphrase}) {
      asked.push(`ssh ${name} ${passphrase ?? ''}`.trim());
      if (passphrase === undefined) throw new ChatError('ssh-passphrase-needed', '/home/anna/.ssh/id_ed25519');
      if (passphrase !== 'open sesame') throw new ChatError('ssh-passphrase-wrong', '/home/anna/.ssh/id_ed25519');
    },
    async factor(_connected, name, effect) {
      asked.push(`factor ${name} ${effect.type}`);
      if (effect.type === 'confirm' && effect.code !== '123456')
        return {type: 'failed', code: 'second-factor-wrong', sentence: 'This code is not good.'};
      if (effect.type === 'confirm') return {type: 'confirmed', codes: RECOVERY_CODES};
      const qr = await qrRows('otpauth://totp/chat-tui%3Aanna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=chat-tui');
      return {type: 'begun', secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', uri: 'otpauth://totp/x', qr};
    },
    async saveToken(_connected, choice) {
      asked.push(`save ${choice ?? ''}`.trim());
      return hasKeychain || choice !== undefined ? 'saved' : 'needs-choice';
    },
    async discard() {
      asked.push('discard');
    },
    suggestedName: 'anna',
    ...rest,
  };
}

const cleanUps: (() => void)[] = [];
afterEach(() => cleanUps.splice(0).forEach(cleanUp => cleanUp()));

export async function startPilot(world: StartWorld = {}): Promise<StartPilot> {
  const {columns = 80, rows = 24} = world;
  const asked: string[] = [];
  const emulator = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
  const escapes: string[] = [];
  emulator.onTitleChange(title => escapes.push(`title ${title}`));
  emulator.onBell(() => escapes.push('bell'));
  const watchers = new Set<() => void>();
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: () => stdin,
    setEncoding: () => stdin,
    resume: () => stdin,
    pause: () => stdin,
  });
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write(written: string) {
      // As the pseudo-terminal does.
      emulator.write(written.replaceAll('\n', '\r\n'), () => watchers.forEach(look => look()));
      return true;
    },
  });
  const terminal = openTerminal({stdin, stdout});
  const opened = openStart({terminal, ports: portsOf(world, asked), look: {depth: '256'}});
  cleanUps.push(() => opened.close());
  const lineAt = (y: number) => emulator.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? '';
  const text = () => Array.from({length: emulator.rows}, (_, y) => lineAt(y)).join('\n');
  const settle = async () => {
    // Fields read their characters from a stream of their own, which hands them on in a later turn.
    await nextTurn();
    await within('a frame', opened.flush());
    await new Promise<void>(resolve => emulator.write('', resolve));
  };
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      stdin.emit('data', key);
      await settle();
    }
  };
  await settle();
  return {
    asked,
    escapes,
    text,
    press,
    paste: pasted => press(`\u001B[200~${pasted}\u001B[201~`),
    async resize(nextColumns, nextRows) {
      emulator.resize(nextColumns, nextRows);
      Object.assign(stdout, {columns: nextColumns, rows: nextRows});
      stdout.emit('resize');
      await settle();
    },
    async until(wanted) {
      const isShown = () => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
      const shown = Promise.withResolvers<void>();
      const look = () => isShown() && shown.resolve();
      watchers.add(look);
      look();
      await within(`${String(wanted)} on\n${text()}`, shown.promise);
      watchers.delete(look);
    },
    droppedCount: () => terminal.egress.droppedCount(),
    isAlternate: () => emulator.buffer.active.type === 'alternate',
    whenClosed: opened.whenClosed,
  };
}
