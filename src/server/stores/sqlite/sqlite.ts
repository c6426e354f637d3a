/** What the parts of the store share: the database, its commits, names, and the one way an entry gets into a log. */
import type {StoreOptions} from '../../storeContract/store.ts';
import type {MentionAll} from './changes/mentionAll.ts';
import type {AuditLog} from './oversight/auditLog.ts';
import type {Commits} from './engine/commits.ts';
import type {Database} from './engine/database.ts';
import type {Heads} from './heads.ts';
import type {RoomLog} from './log.ts';
import type {InboxWriter} from './inbox/inboxWriter.ts';
import type {Mentions} from './inbox/mentions.ts';
import type {Names} from './names.ts';
import type {HighlightWords} from './people/highlights.ts';
import type {Voice} from './rooms/writePermission.ts';
import type {Rights} from './access/rights.ts';
import type {SearchIndex} from './search/searchIndex.ts';
import type {Usage} from './usage.ts';

export interface Sqlite extends StoreOptions {
  database: Database;
  commits: Commits;
  names: Names;
  heads: Heads;
  log: RoomLog;
  rights: Rights;
  voice: Voice;
  highlightWords: HighlightWords;
  mentions: Mentions;
  inbox: InboxWriter;
  mentionAll: MentionAll;
  usage: Usage;
  search: SearchIndex;
  audit: AuditLog;
}
