/** Erases the content of deleted rooms in steps that let other work run in between. */
import {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';

/** Runs steps in separate turns until one returns false or the server closes. */
export type Steps = (step: () => Promise<boolean>) => Promise<void>;

/** Erases deleted rooms; after a stop or a crash, the upkeep continues this. */
export const eraseRooms = (
  {store, files}: Pick<ServerContext, 'store' | 'files'>,
  whileThereIs: Steps,
): Promise<void> =>
  whileThereIs(async () => {
    const step = await store.roomErase();
    for (const fileId of step?.fileIds ?? []) await files.remove(fileId);
    return step !== undefined;
  });

/** Stores whose rooms are being erased; `isAgain`: another room was deleted meanwhile. */
const erasing = new WeakMap<ServerContext['store'], {isAgain: boolean}>();

/** Starts erasing in the background, one run for all rooms. It ends when the server closes, as the next step then fails. */
export function eraseSoon(server: Pick<ServerContext, 'store' | 'files' | 'log'>): void {
  const {store} = server;
  const running = erasing.get(store);
  if (running !== undefined) {
    running.isAgain = true;
    return;
  }
  const state = {isAgain: true};
  erasing.set(store, state);
  const whileThereIs: Steps = async step => {
    while (state.isAgain) {
      state.isAgain = false;
      while (await step()) await new Promise(resolve => setImmediate(resolve));
    }
    erasing.delete(store);
  };
  eraseRooms(server, whileThereIs).catch((error: unknown) => {
    erasing.delete(store);
    const isClosing = error instanceof ChatError && error.code === 'server-closing';
    if (!isClosing)
      server.log.warn({error}, 'a deleted room is not gone from the disk yet; it is tried again in an hour');
  });
}
