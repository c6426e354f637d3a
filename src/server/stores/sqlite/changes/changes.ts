/** All changes to existing entries: edits, deletions, reactions, threads, pins. */
import type {Store} from '../../../storeContract/store.ts';
import {openThreads} from './answers.ts';
import {openMessageChanges, type MessageChangeParts} from './messageChanges.ts';
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

export function openChanges(sqlite: MessageChangeParts & EditParts): OpenedChanges {
  const messageChanges = openMessageChanges(sqlite);
  const follows = openFollows(sqlite, messageChanges.targets);
  const changes = {
    ...openEdits(sqlite, messageChanges),
    ...openReactions(sqlite, messageChanges),
    ...openPins(sqlite, messageChanges),
    ...openThreads(sqlite, messageChanges),
    ...follows.store,
  };
  return {changes, targets: messageChanges.targets, follows};
}
