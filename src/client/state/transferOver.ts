/** Transfers that are over: nothing comes of them any more; one that failed can be tried again. */
import type {Transfer} from './state.ts';

const OVER: ReadonlySet<Transfer['status']> = new Set(['done', 'cancelled', 'declined']);

export const isTransferOver = ({status}: Pick<Transfer, 'status'>): boolean => OVER.has(status);
