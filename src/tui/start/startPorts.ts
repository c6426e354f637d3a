/** Ports of the start screen: a server, an account, a place to keep the login. */
import type {NearbyPlace} from '../../client/wording/rows/nearbyWords.ts';
import type {Client} from '../../client/client.ts';
import type {FactorAnswer, FactorEffect} from '../factor/setUp.ts';
import type {Result} from '../../shared/protocol.ts';

export type ServerFacts = Result<'serverShow'>;

export interface StartPorts {
  /** Finds the running server of this machine, or starts one; answers its URL. @throws ChatError, Error */
  startEmbedded(): Promise<string>;
  /** Servers announced on the networks of this machine. @throws nearby-none, nearby-unusable */
  lookNearby(): Promise<readonly NearbyPlace[]>;
  /**
   * `address` as typed: an address or a join link; `fingerprint` of the key that the person found right. The client is anonymous.
   * @throws UnknownServer where the person is to be asked, ChatError
   */
  connect(address: string, fingerprint?: string): Promise<Connected>;
  /** The client is logged in (`online`) afterwards. @throws ChatError */
  register(connected: Connected, account: {name: string; password: string; code?: string}): Promise<void>;
  /** @throws ChatError */
  login(connected: Connected, account: {name: string; password: string; code?: string}): Promise<void>;
  /** With a password the first key is added before. @throws ssh-…, second-factor-…, login-failed */
  loginBySsh(
    connected: Connected,
    account: {name: string; passphrase?: string; password?: string; code?: string},
  ): Promise<void>;
  /** Sets up a second factor, step by step. @throws ChatError */
  factor(connected: Connected, name: string, effect: Exclude<FactorEffect, {type: 'done'}>): Promise<FactorAnswer>;
  /**
   * Keeps the login for the next start. `needs-choice` when there is no keychain and nothing was decided yet: the person is
   * asked, and it is called again with the answer.
   */
  saveToken(connected: Connected, choice?: StoreChoice): Promise<'saved' | 'needs-choice'>;
  /** Ends a client that is not needed after all. */
  discard(connected: Connected): Promise<void>;
  /** Login name made of the system's user; may be empty. */
  suggestedName: string;
  /** `--server`: goes there at once. */
  fixedServer?: string;
  /** Which SSH keys there are to log in with: `the SSH agent`, or a file. */
  sshKeys?: string;
  /** `--user`: the name cannot be changed. */
  fixedUser?: string;
  /** Somebody comes from the screen, and goes back there: it begins with the address, and there is no menu to go back to. */
  isStep?: boolean;
  /** What to say on the first screen or in the first form, e.g. that the login is no longer valid. */
  firstSentence?: string;
}

/** `memory`: log in again next time; `file`: readable by the system's user alone. */
export type StoreChoice = 'memory' | 'file';

export interface Connected {
  client: Client;
  facts: ServerFacts;
  /** Without scheme, as a person knows it. */
  serverUrl: string;
  /** From a join link, as long as it is good. */
  inviteCode?: string;
  /** What it brings; absent where the server does not tell. */
  invitation?: Result<'invitationShow'>;
  /** From a link that sets a forgotten password, and whose it is. */
  reset?: {resetCode: string; name: string};
  /** Why the join link brings nothing. */
  whyNoInvitation?: string;
  /** From an owner link, or found beside the data of one's own server; only while that has no owner. */
  ownerCode?: string;
}

/** How the start screen ended. */
export type StartResult = {kind: 'loggedIn'; client: Client} | {kind: 'quit'};
