/** Saves drafts shortly after each change, so that a crash loses only the last words. */
import {coalesce} from '../../shared/bounds/coalesce.ts';
import type {AccountOutbox} from './accountOutbox.ts';
import type {Draft} from './outboxRows.ts';

export interface KeptDrafts {
  keep(draft: Draft): void;
  /** Queues all changed drafts; they are on disk when the outbox has run its queued steps. */
  flush(): void;
}

/** Milliseconds from the first change until drafts are written; writing one takes 0.02 ms. */
const COALESCE_MS = 100;
/** The same for long drafts, which take up to 5 ms each. */
const LONG_COALESCE_MS = 300;
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
      // Written at once, so that sent text does not return as a draft after a crash.
      if (draft.text === '') flush();
      else flushing.plan(draft.text.length > LONG_LENGTH ? LONG_COALESCE_MS : COALESCE_MS);
    },
    flush,
  };
}
