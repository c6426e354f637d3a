/** What is being written in each room, on disk: soon after each change, so that a crash loses no more than the last words. */
import type {AccountOutbox} from './accountOutbox.ts';
import type {Draft} from './outboxFile.ts';

export interface KeptDrafts {
  keep(draft: Draft): void;
  /** Everything is on disk when the outbox has done what it was asked before. */
  flush(): void;
}

/** Longer than between two keys of somebody who types. */
const GATHER_MS = 300;

export function keptDrafts(outbox: Pick<AccountOutbox, 'later'>): KeptDrafts {
  const changed = new Map<number, Draft>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const drafts = [...changed.values()];
    changed.clear();
    if (drafts.length > 0) outbox.later(open => drafts.forEach(draft => open.putDraft(draft)));
  };
  return {
    keep(draft) {
      changed.set(draft.roomId, draft);
      // What was sent must not come back as a draft.
      if (draft.text === '') flush();
      else timer ??= setTimeout(flush, GATHER_MS).unref();
    },
    flush,
  };
}
