/** Opens the keys of the login when they are first needed, and closes them with it. */
import {ChatError, kindOf} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {serverCan} from '../core/serverCan.ts';
import {openKeySession, type KeySession, type KeySessionHooks} from './session.ts';

export interface SessionOnDemand {
  /** Whether this server and this login can have keys. */
  isPossible: () => boolean;
  /** @throws keys-unkept, keys-locked, server-too-old, and errors of disk and server */
  session: () => Promise<KeySession>;
  /** `undefined` where there can be no keys; throws as `session` otherwise. */
  possibleSession: () => Promise<KeySession | undefined>;
  /** The keys, if they are open. */
  now: () => KeySession | undefined;
  /** Whether this login has no keys and gets none. */
  hasNone: () => boolean;
  /** Closes the keys. With `isForGood` they are not opened again. */
  stop: (options?: {isForGood: boolean}) => Promise<void>;
}

interface Hooks extends KeySessionHooks {
  /** What still waits for these keys waits no longer. */
  onStop: () => void;
}

/** @param hooks called when keys are opened or closed */
export function sessionOnDemand(client: Core, hooks: () => Hooks): SessionOnDemand {
  let opened: {name: string; session: Promise<KeySession>; now?: KeySession} | undefined;
  let isEnded = false;
  let areUnkept = false;

  const isPossible = () => client.options.secretPlace !== undefined && serverCan(client.getState(), 'sealed');
  const session = async (): Promise<KeySession> => {
    if (isEnded) throw new ChatError('disconnected');
    const name = client.getState().me?.name;
    if (name === undefined) throw new ChatError('not-signed-in');
    if (!isPossible()) throw new ChatError(client.options.secretPlace === undefined ? 'keys-unkept' : 'server-too-old');
    if (opened?.name === name) return opened.session;
    // What arrived meanwhile waits for these keys: only the keys of another account are closed.
    const ended = opened === undefined ? Promise.resolve() : stop();
    const one: NonNullable<typeof opened> = {
      name,
      session: ended.then(() => openKeySession(client, name, hooks())),
    };
    opened = one;
    one.session.then(
      now => {
        one.now = now;
        areUnkept = false;
      },
      (error: unknown) => {
        if (opened !== one) return;
        // Opening is tried again when keys are needed next.
        opened = undefined;
        areUnkept = isUnkept(error);
      },
    );
    return one.session;
  };
  const stop = async ({isForGood} = {isForGood: false}): Promise<void> => {
    isEnded ||= isForGood;
    const before = opened;
    opened = undefined;
    areUnkept = false;
    hooks().onStop();
    await before?.session.then(
      ({close}) => close(),
      () => undefined,
    );
  };
  return {
    isPossible,
    session,
    async possibleSession() {
      if (!isPossible()) return undefined;
      return session().catch((error: unknown) => {
        if (isUnkept(error)) return undefined;
        throw error;
      });
    },
    now: () => opened?.now,
    hasNone: () => !isPossible() || areUnkept,
    stop,
  };
}

/** When no keys can be stored, conversations stay unencrypted. */
const isUnkept = (error: unknown): boolean => error instanceof ChatError && kindOf(error.code).isKeysAbsent === true;
