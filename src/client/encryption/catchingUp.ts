/**
 * After a reconnect: looks through what was missed in encrypted conversations, and counts unread messages, which the server
 * cannot.
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
  isSealed: (roomId: number) => boolean;
  isPossible: () => boolean;
  show: (roomId: number) => void;
  /** Other devices of the same person may have what this one lacks. */
  wantKeys: () => Promise<void>;
}

const UNAPPROVED =
  'This device cannot read encrypted conversations yet. Another one of yours approves it: /keys ask. Or ' +
  'use: chat-tui recovery restore, or, without any device and phrase: chat-tui recovery restart';
const UNWRITTEN =
  'Write down your recovery phrase (/recovery): who loses all devices loses what was said encrypted, without it.';

/** When it was said last that the phrase is not written down yet. */
const REMINDED = 'reminded';
const REMIND_MS = DAY_MS;
/** When the person was told last that the keys are not protected on disk, so that it is not repeated at each start. */
const TOLD_OPEN = 'toldOpen';
const TELL_OPEN_MS = 30 * REMIND_MS;

export function openCatchingUp(client: Core, {session, isSealed, isPossible, show, wantKeys}: Parts) {
  const roomOf = (roomId: number) => client.getState().roomById[roomId]?.room;

  const lacksKeys =
    ({conversations, name}: KeySession) =>
    (roomId: number) =>
      // What was said before one was let in has keys that are not for oneself.
      conversations
        .known(roomId)
        ?.epochs.some(({key, statement}) => key === undefined && memberOf(statement, name) !== undefined) === true;

  /** Reminds now and then to write down the phrase: only when there are messages to lose, and no other device. */
  const remind = ({store, accounts, name}: KeySession) => {
    const isAlone = accounts.known(name).at(-1)?.devices.length === 1;
    if (!isAlone || store.secret('phrase') === undefined) return;
    tellAgain(store, REMINDED, REMIND_MS, UNWRITTEN);
  };

  /** Tells it again if it was not told for so long, in any run of the program. */
  const tellAgain = (store: KeySession['store'], what: string, afterMs: number, sentence: string) => {
    const nowMs = client.options.now();
    const toldMs = Number(store.secret(what)?.toString() ?? 0);
    if (Math.abs(nowMs - toldMs) < afterMs) return;
    store.putSecret(what, Buffer.from(String(nowMs)));
    client.notify('warning', sentence);
  };

  /**
   * Looks at the chains that may be the cause of what stops a conversation: of all in it, oneself among them, and of whom it
   * names. Only then, because the server counts these requests.
   */
  const lookAtCauses = async ({conversations, accounts, problemOf}: KeySession, roomId: number): Promise<void> => {
    const problem = problemOf(roomId);
    if (problem === undefined || !isMendedByServer(problem.code)) return;
    const members = conversations.known(roomId)?.epochs.at(-1)?.statement.members ?? [];
    const [, named] = /^@(\S+)$/.exec(problem.detail) ?? [];
    for (const name of new Set([...members.map(one => one.name), ...(named === undefined ? [] : [named])])) {
      await accounts.refresh(name).catch((error: unknown) => {
        // Whoever is no more shows nothing that could be wrong.
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
      // Gives the server again what it has lost of one's own; that it lies about them is told where something is sent.
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
          // One that does not verify, or was left a moment ago, keeps none of the others.
          if (!(error instanceof ChatError) || error.canRetry) throw error;
          if (endsTrust(error.code)) one.setProblem(roomId, error);
        }
        show(roomId);
      }
      if (sealed.some(lacksKeys(one))) await wantKeys();
    },
    /** What the heading of a conversation says of it. */
    async look(roomId: number): Promise<void> {
      if (roomOf(roomId) === undefined || !isPossible()) return;
      const others = othersIn(roomOf(roomId));
      // Where nothing can be encrypted nothing is said of it; what is encrypted can be stopped.
      if (others.length === 0 && !isSealed(roomId) && client.options.encryptsNew !== true) return show(roomId);
      const one = await session();
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
      // What the server shows verifies now.
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

/** It may verify again; only what was once seen otherwise stays for a person to decide. */
const isMendedByServer = (code: string): boolean => endsTrust(code) && code !== 'history-differs';
