/** Ports of the start screen: a server, an account, a place to keep the login. */
import type {NearbyPlace} from '../../client/wording/rows/nearbyWords.ts';
import type {Client} from '../../client/client.ts';
import type {FactorAnswer, FactorEffect} from '../factor/setUp.ts';
import type {Result} from '../../shared/protocol.ts';

export type ServerFacts = Result<'serverShow'>;

export interface StartPorts {
  /** Finds the running server of this machine, or starts one; resolves to its URL. @throws ChatError, Error */
  startEmbedded(): Promise<string>;
  /** Servers announced on the networks of this machine. @throws nearby-none, nearby-unusable */
  lookNearby(): Promise<readonly NearbyPlace[]>;
  /**
   * Connects without a login. @param address as typed: an address or a join link
   * @param fingerprint of the key that the user has confirmed
   * @throws UnknownServer if the user has to confirm the key, ChatError
   */
  connect(address: string, fingerprint?: string): Promise<Connected>;
  /** Registers; the client is logged in (`online`) afterwards. @throws ChatError */
  register(connected: Connected, account: {name: string; password: string; code?: string}): Promise<void>;
  /** Logs in by password. @throws ChatError */
  login(connected: Connected, account: {name: string; password: string; code?: string}): Promise<void>;
  /** Logs in by SSH key; with a password, first adds the account's first key. @throws ssh-…, second-factor-…, login-failed */
  loginBySsh(
    connected: Connected,
    account: {name: string; passphrase?: string; password?: string; code?: string},
  ): Promise<void>;
  /** Runs one step of setting up a second factor. @throws ChatError */
  factor(connected: Connected, name: string, effect: Exclude<FactorEffect, {type: 'done'}>): Promise<FactorAnswer>;
  /**
   * Stores the login for the next start. `needs-choice`: there is no keychain and no earlier decision, so the user is asked and
   * this is called again with the answer.
   */
  saveToken(connected: Connected, choice?: StoreChoice): Promise<'saved' | 'needs-choice'>;
  /** Closes a client that is not needed after all. */
  discard(connected: Connected): Promise<void>;
  /** Login name derived from the system's user name; may be empty. */
  suggestedName: string;
  /** `--server`: connects to it at once. */
  fixedServer?: string;
  /** Source of the SSH keys for display: `the SSH agent`, or a file. */
  sshKeys?: string;
  /** `--user`: the name cannot be changed. */
  fixedUser?: string;
  /** The forms were opened from the screen and return to it: they start with the address and have no menu. */
  isStep?: boolean;
  /** Sentence on the first form, e.g. that the login is no longer valid. */
  firstSentence?: string;
}

/** `memory`: not stored; `file`: a file that only the system's user can read. */
export type StoreChoice = 'memory' | 'file';

export interface Connected {
  client: Client;
  facts: ServerFacts;
  /** Address without scheme, for display. */
  serverUrl: string;
  /** From a join link, while it is valid. */
  inviteCode?: string;
  /** What the invitation grants; absent if the server does not say. */
  invitation?: Result<'invitationShow'>;
  /** From a password reset link, with the account's name. */
  reset?: {resetCode: string; name: string};
  /** Why the join link is not valid. */
  whyNoInvitation?: string;
  /** From an owner link, or found next to the data of one's own server; only while the server has no owner. */
  ownerCode?: string;
}

/** How the start screen ended. */
export type StartResult = {kind: 'loggedIn'; client: Client} | {kind: 'quit'};
