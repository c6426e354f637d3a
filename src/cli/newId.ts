/** Makes ids with the clock and the chance of this machine. */
import {randomBytes} from 'node:crypto';
import {newEntryId} from '../shared/entries/entryId.ts';

export const newId = (): string => newEntryId(Date.now(), randomBytes);
