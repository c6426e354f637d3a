/** State, events and effects of the start machine as plain data. */
import type {NearbyPlace} from '../../client/wording/rows/nearbyWords.ts';
import type {ErrorCode} from '../../shared/errors.ts';
import type {FactorAnswer, FactorEffect, SetUp} from '../factor/setUp.ts';
import type {Key} from '../terminal/input/key.ts';
import type {Connected, StartResult, StoreChoice} from './startPorts.ts';

export type Start =
  Menu | NearbyList | AddressForm | Connecting | TrustQuestion | AccountForm | FactorForm | StoreQuestion | Ended;

export interface Menu {
  screen: 'menu';
  chosen: number;
  sentence: string;
}

/** Servers found on the networks of this machine. */
export interface NearbyList {
  screen: 'nearby';
  /** Number of this search; late results of another are ignored. */
  ticket: number;
  /** Absent while searching. */
  places?: readonly NearbyPlace[] | undefined;
  chosen: number;
}

export interface AddressForm {
  screen: 'address';
  address: string;
  sentence: string;
}

export interface Connecting {
  screen: 'connecting';
  /** The address as typed; absent while the server of this machine is starting. */
  address?: string;
  /** Number of this attempt; late answers to another are ignored. */
  ticket: number;
  /** Sentence to be shown on the next form. */
  sentence: string;
}

/** Asks whether to trust an unknown server key that no certificate authority vouches for. */
export interface TrustQuestion {
  screen: 'trust';
  /** The address as typed. */
  address: string;
  /** `host:port`. */
  place: string;
  fingerprint: string;
  chosen: number;
}

export type AccountField = 'name' | 'password' | 'again' | 'passphrase' | 'code';

export interface AccountForm {
  screen: 'account';
  mode: 'login' | 'register' | 'ssh';
  connected: Connected;
  name: string;
  /** `--user`: the name cannot be changed. */
  isNameFixed: boolean;
  password: string;
  again: string;
  /** Passphrase of the SSH key, and whether the key has one. */
  passphrase: string;
  needsPassphrase: boolean;
  /** Code of the second factor. */
  code: string;
  /** The server has asked for a code. */
  needsCode: boolean;
  focused: AccountField;
  sentence: string;
  isWaiting: boolean;
}

/** The server requires a second factor, and none is set up. */
export interface FactorForm {
  screen: 'factor';
  /** The account form from which the setup started, and to which it returns. */
  form: AccountForm;
  setUp: SetUp;
}

/** Asks, if there is no keychain, whether the login may be stored. */
export interface StoreQuestion {
  screen: 'store';
  connected: Connected;
  chosen: number;
  sentence: string;
  isWaiting: boolean;
}

export interface Ended {
  screen: 'ended';
}

export type StartEvent =
  | {type: 'key'; chord: string}
  | {type: 'factorKey'; key: Key}
  | {type: 'factorAnswered'; answer: FactorAnswer}
  | {type: 'typed'; field: 'address' | AccountField; value: string}
  | {type: 'hosted'; ticket: number; serverUrl: string}
  | {type: 'looked'; ticket: number; places: readonly NearbyPlace[]}
  | {type: 'connected'; ticket: number; connected: Connected}
  | {type: 'connectFailed'; ticket: number; sentence: string}
  | {type: 'keyShown'; ticket: number; place: string; fingerprint: string}
  | {type: 'signedIn'}
  | {type: 'signInFailed'; code: ErrorCode; sentence: string}
  | {type: 'saved'; outcome: 'saved' | 'needs-choice'}
  | {type: 'saveFailed'; sentence: string};

export type StartEffect =
  | {type: 'host' | 'look'; ticket: number}
  | {type: 'connect'; address: string; ticket: number; fingerprint?: string}
  | {type: 'register' | 'login'; connected: Connected; name: string; password: string; code?: string}
  | {type: 'ssh'; connected: Connected; name: string; passphrase?: string; password?: string; code?: string}
  | {type: 'factor'; connected: Connected; name: string; effect: Exclude<FactorEffect, {type: 'done'}>}
  | {type: 'save'; connected: Connected; choice?: StoreChoice}
  | {type: 'discard'; connected: Connected}
  | {type: 'end'; result: StartResult};

export interface StartStep {
  start: Start;
  effects?: readonly StartEffect[];
}

/** Constant while the start screen is open. */
export interface StartFacts {
  suggestedName: string;
  fixedUser?: string | undefined;
  /** Source of the SSH keys for display; absent if there are none. */
  sshKeys?: string | undefined;
}

export const MENU = [
  {name: 'host', label: 'Host a chat here', note: 'start a server on this machine and join it'},
  {name: 'join', label: 'Join a chat', note: 'with an address or a join link'},
  {name: 'nearby', label: 'Look nearby', note: 'servers on the same network'},
  {name: 'quit', label: 'Quit', note: ''},
] as const;

export const TRUSTS: readonly {isTrusted: boolean; label: string; note: string}[] = [
  {isTrusted: false, label: 'No, go back', note: 'ask the operator for the fingerprint, or for the join link'},
  {
    isTrusted: true,
    label: 'Yes, it is the same',
    note: 'as the server printed it at its start; remembered from now on',
  },
];

export const STORES: readonly {choice: StoreChoice; label: string; note: string}[] = [
  {choice: 'memory', label: 'Do not keep it', note: 'log in again next time'},
  {choice: 'file', label: 'Keep it in a file', note: 'readable by your system user alone (0600)'},
];

/** Removes control characters, line breaks and lone surrogates. */
export const cleanField = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '');

/** Trims a paste and keeps its first line. */
export const cleanPaste = (text: string): string => cleanField(text.trim().split(/[\r\n]/, 1)[0] ?? '');
