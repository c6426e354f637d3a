/** Erases the content of deleted rooms in steps that let other work run in between. */
import {ChatError} from '../../shared/errors.ts';
import type {ServerContext} from '../context.ts';

/** Runs steps in separate turns until one returns false or the server closes. */
export type Steps = (step: () => Promise<boolean>) => Promise<void>;

/** Continued by the upkeep after a stop or a crash. */
export const eraseRooms = (
  {store, files}: Pick<ServerContext, 'store' | 'files'>,
  whileThereIs: Steps,
): Promise<void> =>
  whileThereIs(async () => {
    const step = await store.roomErase();
    for (const fileId of step?.fileIds ?? []) await files.remove(fileId);
    return step !== undefined;
  });

/** Runs in the background; the next step fails when the server closes. */
export function eraseSoon(server: ServerContext): void {
  const whileThereIs: Steps = async step => {
    while (await step()) await new Promise(resolve => setImmediate(resolve));
  };
  eraseRooms(server, whileThereIs).catch((error: unknown) => {
    const isClosing = error instanceof ChatError && error.code === 'server-closing';
    if (!isClosing)
      server.log.warn({error}, 'a deleted room is not gone from the disk yet; it is tried again in an hour');
  });
}
