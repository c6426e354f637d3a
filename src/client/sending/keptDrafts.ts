/** Saves drafts shortly after each change, so that a crash loses only the last words. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import type {AccountOutbox} from './accountOutbox.ts';
import type {Draft} from './outboxRows.ts';

export interface KeptDrafts {
  keep(draft: Draft): void;
  /** Everything is on disk when the outbox has done what it was asked before. */
  flush(): void;
}

/** From the first change on; one that is written costs 0.02 ms. */
const GATHER_MS = 100;
/** Longer ones cost up to 5 ms each time. */
const LONG_GATHER_MS = 300;
const LONG_LENGTH = 50_000;

export function keptDrafts(outbox: Pick<AccountOutbox, 'later'>): KeptDrafts {
  const changed = new Map<number, Draft>();
  const flush = () => {
    flushing.cancel();
    const drafts = [...changed.values()];
    changed.clear();
    if (drafts.length > 0) outbox.later(open => drafts.forEach(draft => open.putDraft(draft)));
  };
  const flushing = coalesce(flush);
  return {
    keep(draft) {
      changed.set(draft.roomId, draft);
      // What was sent must not come back as a draft.
      if (draft.text === '') flush();
      else flushing.plan(draft.text.length > LONG_LENGTH ? LONG_GATHER_MS : GATHER_MS);
    },
    flush,
  };
}
