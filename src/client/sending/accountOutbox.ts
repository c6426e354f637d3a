/** The outbox of the logged-in account: opened when needed, closed when the account changes. */
import {ChatError} from '../../shared/errors.ts';
import type {Core} from '../core/core.ts';
import type {AccountStore} from '../local/accountStore.ts';
import {openOutbox, toOutboxFull, type Outbox} from './keptOutbox.ts';
import type {Draft, OutboxMessage} from './outboxRows.ts';

export interface AccountOutbox {
  /** Opens the outbox once per account. @throws outbox-full, not-signed-in */
  open(): Promise<Outbox>;
  isOpen(): boolean;
  /** Queues a step that may be lost in a crash, because the next run repeats it. */
  later(step: (outbox: Outbox) => void): void;
  close(): Promise<void>;
}

export function accountOutbox(
  client: Core,
  onLeftovers: (messages: readonly OutboxMessage[], drafts: readonly Draft[]) => void,
): AccountOutbox {
  let opened: {name: string; outbox: Promise<Outbox>} | undefined;

  const load = async (name: string): Promise<Outbox> => {
    const {now, isHeadless} = client.options;
    if (isHeadless) return openIfPossible(client, name);
    const store = await openStore(client, name);
    const oldDir = client.local.oldOutboxDirOf(name);
    const {outbox, leftovers, drafts, ...files} = await openOutbox({store, oldDir, adopts: true, now});
    for (const path of files.unreadPaths) {
      client.notify('warning', `Unsent messages of an earlier run could not be read. The file was kept as ${path}`);
    }
    for (const path of files.damagedPaths) {
      client.notify(
        'warning',
        `What is kept of this account here was damaged: what could be read of it is still there. The file was kept as ${path}`,
      );
    }
    onLeftovers(leftovers, drafts);
    return outbox;
  };
  const close = async () => {
    const before = opened;
    opened = undefined;
    await before?.outbox.then(
      outbox => outbox.close(),
      // Opening has failed: the caller of `open` got the error.
      () => undefined,
    );
  };
  return {
    close,
    isOpen: () => opened !== undefined,
    open() {
      const name = client.getState().me?.name;
      if (name === undefined) return Promise.reject(new ChatError('not-signed-in'));
      if (opened?.name === name) return opened.outbox;
      const outbox = close().then(() => load(name));
      opened = {name, outbox};
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

/** @throws outbox-full */
async function openStore(client: Core, name: string): Promise<AccountStore> {
  try {
    return await client.local.open(name);
  } catch (error) {
    throw toOutboxFull(error);
  }
}

/**
 * A shell verb waits for the server's acknowledgement, so on a full or read-only disk it sends without storing the message:
 * the outbox would only matter if the verb was killed.
 */
async function openIfPossible(client: Core, name: string): Promise<Outbox> {
  try {
    const store = await openStore(client, name);
    const {outbox} = await openOutbox({store, adopts: false, now: client.options.now});
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
