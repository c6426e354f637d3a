/**
 * After a reconnect, verifies missed entries of encrypted conversations and counts unread messages, which the server cannot
 * count.
 */
import {DAY_MS} from '../../shared/limits.ts';
import {isFormerMember} from '../../shared/access/loginName.ts';
import {ChatError, endsTrust} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {recount} from './reading/counts.ts';
import {memberOf} from '../../shared/sealed/membership.ts';
import {othersIn} from './locks.ts';
import {KEYCHAIN, PASSPHRASE_ADVICE} from '../wording/sealedWords.ts';
import type {KeySession} from './session.ts';

interface Parts {
  session: () => Promise<KeySession>;
  /** `undefined` where there can be no keys. */
  possibleSession: () => Promise<KeySession | undefined>;
  isSealed: (roomId: number) => boolean;
  show: (roomId: number) => void;
  /** Asks the person's other devices for keys that this one lacks. */
  wantKeys: () => Promise<void>;
}

const UNAPPROVED =
  'This device cannot read encrypted conversations yet. Another one of yours approves it: /keys ask. Or ' +
  'use: chat-tui recovery restore, or, without any device and phrase: chat-tui recovery restart';
const UNWRITTEN =
  'Write down your recovery phrase (/recovery): who loses all devices loses what was said encrypted, without it.';

/** Name of the stored time of the last reminder to write down the recovery phrase. */
const REMINDED = 'reminded';
const REMIND_MS = DAY_MS;
/**
 * Name of the stored time of the last warning that the keys are not protected on disk, so that it is not repeated at each
 * start.
 */
const TOLD_OPEN = 'toldOpen';
const TELL_OPEN_MS = 30 * REMIND_MS;

export function openCatchingUp(client: Core, {session, possibleSession, isSealed, show, wantKeys}: Parts) {
  const roomOf = (roomId: number) => client.getState().roomById[roomId]?.room;

  const lacksKeys =
    ({conversations, name}: KeySession) =>
    (roomId: number) =>
      // Epochs from before this person joined have keys that are not meant for them.
      conversations
        .known(roomId)
        ?.epochs.some(({key, statement}) => key === undefined && memberOf(statement, name) !== undefined) === true;

  /** Reminds the person at intervals to write down the recovery phrase, only if this is the account's only device. */
  const remind = ({store, accounts, name}: KeySession) => {
    const isAlone = accounts.known(name).at(-1)?.devices.length === 1;
    if (!isAlone || store.secret('phrase') === undefined) return;
    tellAgain(store, REMINDED, REMIND_MS, UNWRITTEN);
  };

  /** Shows a warning unless it was shown within `afterMs`, also by an earlier run of the program. */
  const tellAgain = (store: KeySession['store'], what: string, afterMs: number, sentence: string) => {
    const nowMs = client.options.now();
    const toldMs = Number(store.secret(what)?.toString() ?? 0);
    if (Math.abs(nowMs - toldMs) < afterMs) return;
    store.putSecret(what, Buffer.from(String(nowMs)));
    client.notify('warning', sentence);
  };

  /**
   * Refreshes the device chains that may have caused the problem of a conversation: those of its members and of the person
   * named in the error. Only when there is a problem, because the server limits these requests.
   */
  const lookAtCauses = async ({conversations, accounts, problemOf}: KeySession, roomId: number): Promise<void> => {
    const problem = problemOf(roomId);
    if (problem === undefined || !isMendedByServer(problem.code)) return;
    const members = conversations.known(roomId)?.epochs.at(-1)?.statement.members ?? [];
    const [, named] = /^@(\S+)$/.exec(problem.detail) ?? [];
    for (const name of new Set([...members.map(one => one.name), ...(named === undefined ? [] : [named])])) {
      await accounts.refresh(name).catch((error: unknown) => {
        // A deleted account has no chain that could cause the problem.
        if (!(error instanceof ChatError) || error.code !== 'user-not-found') throw error;
      });
    }
  };

  return {
    remind,
    async catchUp(): Promise<void> {
      const one = await session();
      const {reading, accounts, name, store} = one;
      if (!one.isApproved()) await accounts.refresh(name);
      const roomIds = Object.values(client.getState().roomById).map(({room}) => room.roomId);
      const sealed = roomIds.filter(roomId => isSealed(roomId));
      if (sealed.length === 0) return;
      if (!one.isApproved()) return client.notify('warning', UNAPPROVED);
      // Refreshing sends links to the server that it has lost; a trust error is reported later, when a message is sent.
      await accounts.refresh(name).catch((error: unknown) => {
        if (!(error instanceof ChatError) || !endsTrust(error.code)) throw error;
      });
      remind(one);
      if (one.placeLabel !== KEYCHAIN && !store.isBehindPassphrase())
        tellAgain(
          store,
          TOLD_OPEN,
          TELL_OPEN_MS,
          `The key of your keys lies in ${one.placeLabel}. ${PASSPHRASE_ADVICE}`,
        );
      for (const roomId of sealed) {
        try {
          if (lacksKeys(one)(roomId)) await one.conversations.refresh(roomId);
          await reading.walk(roomId);
          if ((roomOf(roomId)?.unread ?? 0) > 0) await recount(client, roomId);
        } catch (error) {
          // A conversation that does not verify, or was just left, does not hold up the others.
          if (!(error instanceof ChatError) || error.canRetry) throw error;
          if (endsTrust(error.code)) one.setProblem(roomId, error);
        }
        show(roomId);
      }
      if (sealed.some(lacksKeys(one))) await wantKeys();
    },
    /** Updates the encryption state shown in the heading of a conversation. */
    async look(roomId: number): Promise<void> {
      if (roomOf(roomId) === undefined) return;
      const others = othersIn(roomOf(roomId));
      // Neither encrypted nor to be encrypted: no need to open the keys.
      if (others.length === 0 && !isSealed(roomId) && client.options.encryptsNew !== true) return show(roomId);
      const one = await possibleSession();
      if (one === undefined) return show(roomId);
      try {
        if (isSealed(roomId)) await one.conversations.refresh(roomId);
        for (const name of others) if (!isFormerMember(name)) await one.accounts.refresh(name);
        await lookAtCauses(one, roomId);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        if (endsTrust(error.code) && isSealed(roomId)) one.setProblem(roomId, error);
        else if (!endsTrust(error.code)) throw error;
        return show(roomId);
      }
      const before = one.problemOf(roomId)?.code;
      // The problem is solved: what the server shows now verifies.
      if (before !== undefined && isMendedByServer(before)) {
        one.setProblem(roomId, undefined);
        if (one.problemOf(roomId) === undefined)
          client.notify('info', 'What the server shows is right again: what you write is sent.', roomId);
      }
      if (lacksKeys(one)(roomId)) await wantKeys();
      show(roomId);
    },
  };
}

/**
 * Whether the problem can disappear when the server shows the right data again; `history-differs` needs a decision of the
 * person.
 */
const isMendedByServer = (code: string): boolean => endsTrust(code) && code !== 'history-differs';
