/** Everything that is done to entries that are in the log already. */
import type {Store} from '../../../store.ts';
import type {Sqlite} from '../sqlite.ts';
import {openDeeds} from './deeds.ts';
import {openEdits} from './edits.ts';
import {openPins} from './pins.ts';
import {openReactions} from './reactions.ts';
import {openThreads} from './threads.ts';
import type {Targets} from './targets.ts';

type Changes = Pick<
  Store,
  | 'messageEdit'
  | 'messageDelete'
  | 'versionList'
  | 'reactionSet'
  | 'reactionList'
  | 'threadList'
  | 'pinSet'
  | 'pinList'
  | 'starSet'
  | 'starList'
>;

export interface OpenedChanges {
  changes: Changes;
  targets: Targets;
}

export function openChanges(sqlite: Sqlite): OpenedChanges {
  const deeds = openDeeds(sqlite);
  const changes = {
    ...openEdits(sqlite, deeds),
    ...openReactions(sqlite, deeds),
    ...openPins(sqlite, deeds),
    ...openThreads(sqlite, deeds),
  };
  return {changes, targets: deeds.targets};
}
