/** An outbox in a store of its own, as a running program has it. */
import {newId} from '../../../src/cli/shell.ts';
import {openAccountStore} from '../../../src/client/local/accountStore.ts';
import {openOutbox, type OpenedOutbox, type OutboxOptions} from '../../../src/client/sending/keptOutbox.ts';

interface Choices extends Partial<Pick<OutboxOptions, 'adopts' | 'oldDir'>> {
  sizeBytesMax?: number;
}

const now = () => 1_000;

export async function outboxIn(dir: string, {sizeBytesMax, ...choices}: Choices = {}): Promise<OpenedOutbox> {
  const store = await openAccountStore({dir, now, newId, ...(sizeBytesMax !== undefined && {sizeBytesMax})});
  return openOutbox({store, adopts: true, now, ...choices});
}
