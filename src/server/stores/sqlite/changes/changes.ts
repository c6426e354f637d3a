/** All changes to existing entries: edits, deletions, reactions, threads, pins. */
import type {Store} from '../../../storeContract/store.ts';
import {openThreads} from './answers.ts';
import {openDeeds, type DeedParts} from './deeds.ts';
import {openEdits, type EditParts} from './editsAndDeletions.ts';
import {openFollows, type Follows} from './follows.ts';
import {openPins} from './pins.ts';
import {openReactions} from './reactions.ts';
import type {Targets} from './targets.ts';

type Changes = Pick<
  Store,
  | 'messageEdit'
  | 'messageDelete'
  | 'versionList'
  | 'reactionSet'
  | 'reactionList'
  | 'threadList'
  | 'followSet'
  | 'followList'
  | 'followShow'
  | 'threadRead'
  | 'pinSet'
  | 'pinList'
  | 'starSet'
  | 'starList'
>;

export interface OpenedChanges {
  changes: Changes;
  targets: Targets;
  follows: Follows;
}

export function openChanges(sqlite: DeedParts & EditParts): OpenedChanges {
  const deeds = openDeeds(sqlite);
  const follows = openFollows(sqlite, deeds.targets);
  const changes = {
    ...openEdits(sqlite, deeds),
    ...openReactions(sqlite, deeds),
    ...openPins(sqlite, deeds),
    ...openThreads(sqlite, deeds),
    ...follows.store,
  };
  return {changes, targets: deeds.targets, follows};
}
