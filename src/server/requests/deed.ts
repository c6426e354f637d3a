/** The answer to whoever has done something to an entry. */
import type {Committed} from '../storeContract/store.ts';

/** Where the log has the entry that says so. */
export const placedOf = ({entry: {seq, sentAtMs}}: Committed): {seq: number; sentAtMs: number} => ({seq, sentAtMs});
