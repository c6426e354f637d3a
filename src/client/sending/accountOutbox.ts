/** The outbox of whoever is logged in: opened when it is needed, closed when somebody else comes. */
import {join} from 'node:path';
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import {addressOf} from '../../shared/address.ts';
import {folderOf, storeDirOf} from '../local/store.ts';
import {openOutbox, type Outbox, type OutboxOptions} from './outbox.ts';
import type {Draft, OutboxMessage} from './outboxFile.ts';

export interface AccountOutbox {
  /** The same one for the same account. @throws outbox-full, not-signed-in */
  open(): Promise<Outbox>;
  isOpen(): boolean;
  /** For what may be lost without harm: the next run repeats it. */
  later(step: (outbox: Outbox) => void): void;
  close(): Promise<void>;
}

export function accountOutbox(
  client: Core,
  onLeftovers: (messages: readonly OutboxMessage[], drafts: readonly Draft[]) => void,
): AccountOutbox {
  let opened: {account: string; outbox: Promise<Outbox>} | undefined;

  const load = async (account: string): Promise<Outbox> => {
    const {now, newId, dataDir, isHeadless} = client.options;
    const dir = storeDirOf(dataDir, account);
    if (isHeadless) return openIfPossible({dir, adopts: false, now, newId});
    const oldDir = join(dataDir, 'outbox', folderOf(account));
    const {outbox, leftovers, drafts, damagedPaths} = await openOutbox({dir, oldDir, adopts: true, now, newId});
    for (const path of damagedPaths) {
      client.notify('warning', `Unsent messages of an earlier run could not be read. The file was kept as ${path}`);
    }
    onLeftovers(leftovers, drafts);
    return outbox;
  };
  const close = async () => {
    const before = opened;
    opened = undefined;
    await before?.outbox.then(
      outbox => outbox.close(),
      // It was never open; whoever wanted it was told.
      () => undefined,
    );
  };
  return {
    close,
    isOpen: () => opened !== undefined,
    open() {
      const name = client.getState().me?.name;
      if (name === undefined) return Promise.reject(new ChatError('not-signed-in'));
      const account = `${name}@${addressOf(client.options.serverUrl)}`;
      if (opened?.account === account) return opened.outbox;
      const outbox = close().then(() => load(account));
      opened = {account, outbox};
      outbox.catch(() => {
        if (opened?.outbox === outbox) opened = undefined;
      });
      return outbox;
    },
    later(step) {
      void opened?.outbox.then(step).catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
      });
    },
  };
}

/**
 * A shell verb waits until the server has its message and tells when it has not: on a disk that is full or read-only it goes without. What such
 * a disk does not take is never missed, because it is only read when the verb was killed.
 */
async function openIfPossible(options: OutboxOptions): Promise<Outbox> {
  try {
    const {outbox} = await openOutbox(options);
    return {...outbox, put: message => ignoreRefusal(() => outbox.put(message))};
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return {put: () => undefined, remove: () => undefined, putDraft: () => undefined, close: () => Promise.resolve()};
  }
}

function ignoreRefusal(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
  }
}
