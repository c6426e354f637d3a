/** What all parts of the store share: options, database, commits, names, heads of the logs. */
import type {StoreOptions} from '../../storeContract/store.ts';
import type {Commits} from './engine/commits.ts';
import type {Database} from './engine/database.ts';
import type {Heads} from './heads.ts';
import type {Names} from './names.ts';

export interface Sqlite extends StoreOptions {
  database: Database;
  commits: Commits;
  names: Names;
  heads: Heads;
}
