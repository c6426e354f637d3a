/**
 * Pure state machine that sets up a second factor or ends it: password, secret and first code, recovery codes, and one of them
 * typed to confirm that they were written down.
 */
import {kindOf, type ErrorCode} from '../../shared/errors.ts';
import {emptyField, typeInto, type Field} from '../writing/field.ts';
import type {Key} from '../terminal/input/key.ts';

export type SetUp = (Asked | Secret | Codes | Check) & {sentence: string; isWaiting: boolean};

/** Asks for the password, and for a code of the existing second factor if there is one. */
interface Asked {
  step: 'asked';
  ends: boolean;
  password: Field;
  code: Field;
  asksCode: boolean;
  focused: 'password' | 'code';
}
interface Secret {
  step: 'secret';
  /** Base32; untrusted text, like the link. */
  secret: string;
  uri: string;
  /** Rows of the QR code, each two modules high; empty if there is none. */
  qr: readonly string[];
  showsQr: boolean;
  code: Field;
}
interface Codes {
  step: 'codes';
  codes: readonly string[];
}
interface Check {
  step: 'check';
  codes: readonly string[];
  /** Index of the recovery code that is asked for. */
  which: number;
  typed: Field;
}

export type FactorEffect =
  | {type: 'begin' | 'end'; password: string; code?: string}
  | {type: 'confirm'; code: string}
  /** The second factor is set up, and the user has confirmed a written-down recovery code. */
  | {type: 'done'};

export type FactorAnswer =
  | {type: 'begun'; secret: string; uri: string; qr: readonly string[]}
  | {type: 'confirmed'; codes: readonly string[]}
  | {type: 'ended'}
  | {type: 'failed'; code: ErrorCode; sentence: string};

export interface FactorStep {
  /** Absent: the steps are over. */
  setUp?: SetUp;
  effect?: FactorEffect;
}

/** During setup there are no recovery codes yet, so the sentence does not offer them. */
const WRONG = 'This code is not good. Type the one that it shows now; if you did, look at the clock of that device.';

const IDLE = {sentence: '', isWaiting: false};

export const askPassword = (ends: boolean): SetUp => ({
  step: 'asked',
  ends,
  password: emptyField,
  code: emptyField,
  asksCode: false,
  focused: 'password',
  ...IDLE,
});

export function onFactorKey(setUp: SetUp, key: Key): FactorStep {
  const isLeaving = key.chord === 'escape' || key.chord === 'ctrl+c';
  if (isLeaving && setUp.step === 'codes')
    return {setUp: {...setUp, sentence: 'They are shown this once. Write them down, then press Enter.'}};
  if (isLeaving && setUp.step === 'check') return {setUp: {step: 'codes', codes: setUp.codes, ...IDLE}};
  if (isLeaving) return {};
  if (setUp.isWaiting) return {setUp};
  switch (setUp.step) {
    case 'asked':
      return onAskedKey(setUp, key);
    case 'secret':
      return onSecretKey(setUp, key);
    case 'codes':
      if (key.chord !== 'enter') return {setUp};
      return {setUp: {step: 'check', codes: setUp.codes, which: whichOf(setUp.codes), typed: emptyField, ...IDLE}};
    case 'check':
      return onCheckKey(setUp, key);
  }
}

/** Picks one of the codes to ask for; random, because the codes are. */
const whichOf = (codes: readonly string[]): number => (codes[0]?.charCodeAt(0) ?? 0) % Math.max(1, codes.length);

function onAskedKey(setUp: Asked & SetUp, key: Key): FactorStep {
  const {focused, asksCode, ends} = setUp;
  if (asksCode && ['tab', 'shift+tab', 'up', 'down'].includes(key.chord))
    return {setUp: {...setUp, focused: focused === 'code' ? 'password' : 'code'}};
  if (key.chord !== 'enter') return {setUp: {...setUp, [focused]: typeInto(setUp[focused], key), sentence: ''}};
  const [password, code] = [setUp.password.text, setUp.code.text.trim()];
  if (password === '') return {setUp: {...setUp, focused: 'password', sentence: 'Type your password.'}};
  if (asksCode && code === '') return {setUp: {...setUp, focused: 'code'}};
  return {
    setUp: {...setUp, sentence: '', isWaiting: true},
    effect: {type: ends ? 'end' : 'begin', password, ...(asksCode && {code})},
  };
}

function onSecretKey(setUp: Secret & SetUp, key: Key): FactorStep {
  if (key.chord === 'tab') return {setUp: {...setUp, showsQr: !setUp.showsQr}};
  if (key.chord !== 'enter') return {setUp: {...setUp, code: typeInto(setUp.code, key), sentence: ''}};
  const code = setUp.code.text.trim();
  if (code === '') return {setUp: {...setUp, sentence: 'Type the six digits that your authenticator shows.'}};
  return {setUp: {...setUp, sentence: '', isWaiting: true}, effect: {type: 'confirm', code}};
}

const bare = (code: string): string => code.toLowerCase().replaceAll(/[^a-z2-7]/g, '');

function onCheckKey(setUp: Check & SetUp, key: Key): FactorStep {
  if (key.chord !== 'enter') return {setUp: {...setUp, typed: typeInto(setUp.typed, key), sentence: ''}};
  if (bare(setUp.typed.text) === bare(setUp.codes[setUp.which] ?? '')) return {effect: {type: 'done'}};
  return {
    setUp: {...setUp, typed: emptyField, sentence: `This is not code ${setUp.which + 1}. Esc shows them once more.`},
  };
}

export function onFactorAnswer(setUp: SetUp, answer: FactorAnswer): FactorStep {
  // A late answer is ignored: the user has gone on meanwhile.
  if (!setUp.isWaiting) return {setUp};
  switch (answer.type) {
    case 'begun': {
      const {secret, uri, qr} = answer;
      return {setUp: {step: 'secret', secret, uri, qr, showsQr: qr.length > 0, code: emptyField, ...IDLE}};
    }
    case 'confirmed':
      return {setUp: {step: 'codes', codes: answer.codes, ...IDLE}};
    case 'ended':
      return {};
    case 'failed':
      return {setUp: refused({...setUp, isWaiting: false, sentence: answer.sentence}, answer.code)};
  }
}

function refused(setUp: SetUp, code: ErrorCode): SetUp {
  if (setUp.step === 'secret')
    return {...setUp, code: emptyField, sentence: code === 'second-factor-wrong' ? WRONG : setUp.sentence};
  if (setUp.step !== 'asked') return setUp;
  if (kindOf(code).field === 'code') return {...setUp, asksCode: true, focused: 'code', code: emptyField};
  return {...setUp, focused: 'password', password: emptyField};
}
