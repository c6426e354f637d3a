/** The store as one SQLite file, with the SQLite of the runtime; every acknowledged write is fsynced. */
import type {Committed, Store, StoreOptions} from '../storeContract/store.ts';
import {openAccounts} from './sqlite/accounts.ts';
import {openAudit} from './sqlite/oversight/audit.ts';
import {openAuditLog} from './sqlite/oversight/auditLog.ts';
import {openFriends} from './sqlite/people/friends.ts';
import {openHighlightWords} from './sqlite/inbox/highlights.ts';
import {openPlans} from './sqlite/people/planned.ts';
import {openGroupRooms} from './sqlite/rooms/conversations/groups.ts';
import {openPreferences} from './sqlite/people/preferences.ts';
import {openSharers} from './sqlite/people/sharers.ts';
import {openTyping} from './sqlite/people/typing.ts';
import {openChanges} from './sqlite/changes/changes.ts';
import {openCommits} from './sqlite/engine/commits.ts';
import {inDataDir, openDatabase, type Database} from './sqlite/engine/database.ts';
import {openImporting} from './sqlite/changes/importing.ts';
import {openSweeping} from './sqlite/changes/sweeping.ts';
import {openRetention} from './sqlite/changes/retention.ts';
import {openEntries} from './sqlite/entries.ts';
import {openFileQueries} from './sqlite/files/files.ts';
import {openOffers} from './sqlite/files/offers.ts';
import {openInbox} from './sqlite/inbox/inbox.ts';
import {openInboxWriter} from './sqlite/inbox/inboxWriter.ts';
import {openHeads} from './sqlite/heads.ts';
import {openSshKeys} from './sqlite/access/sshKeys.ts';
import {openSecondFactors} from './sqlite/access/secondFactors.ts';
import {openPasswordResets} from './sqlite/access/passwordResets.ts';
import {openInvitations} from './sqlite/access/invitations.ts';
import {openInvites} from './sqlite/rooms/invites.ts';
import {openLogPlaces} from './sqlite/logPlaces.ts';
import {openLifecycle} from './sqlite/lifecycle/lifecycle.ts';
import {openRoomLog} from './sqlite/appendEntry.ts';
import {openLogins} from './sqlite/oversight/logins.ts';
import {openMark} from './sqlite/engine/mark.ts';
import {openMembers} from './sqlite/rooms/members.ts';
import {openMemberships} from './sqlite/rooms/memberships.ts';
import {openMentions} from './sqlite/inbox/mentions.ts';
import {openOverview} from './sqlite/oversight/overview.ts';
import {openNames} from './sqlite/names.ts';
import {openReports} from './sqlite/oversight/reports.ts';
import {openSanctions} from './sqlite/sanctions.ts';
import {openRights} from './sqlite/access/rights.ts';
import {openRoles} from './sqlite/roles.ts';
import {makeLobby} from './sqlite/rooms/lobby.ts';
import {openRooms} from './sqlite/rooms/rooms.ts';
import {openIndexer} from './sqlite/search/indexer.ts';
import {openSealed} from './sqlite/sealed/sealedLog.ts';
import {openSearchIndex} from './sqlite/search/searchIndex.ts';
import {openMentionAll} from './sqlite/changes/mentionAll.ts';
import {openMessageSearch} from './sqlite/search/messageSearch.ts';
import {openSessions} from './sqlite/access/sessions.ts';
import {openWritePermission} from './sqlite/rooms/writePermission.ts';
import {openUsage} from './sqlite/usage.ts';

/** @throws settings-invalid when the folder is in use, cannot be written, is damaged, or belongs to a newer program */
export async function openSqliteStore(options: StoreOptions): Promise<Store> {
  const database = openDatabase(options.dataDir, options.onUpgrade);
  try {
    return inDataDir(options.dataDir, () => toStore(options, database));
  } catch (error) {
    database.close();
    throw error;
  }
}

function toStore(options: StoreOptions, database: Database): Store {
  const names = openNames(database);
  const heads = openHeads(database);
  const usage = openUsage(database);
  const rights = openRights(database);
  const writePermission = openWritePermission(database, rights);
  const highlightWords = openHighlightWords(database, names);
  const commits = openCommits(database, {
    onSave() {
      heads.save();
      usage.save();
    },
    onRollback() {
      names.forget();
      heads.forget();
      usage.forget();
      writePermission.forget();
      highlightWords.forget();
      forgetSealed();
    },
    onSynced(entries) {
      usage.committed();
      mark.advance(entries);
    },
    onTimed: (jobs, tookMs, syncMs) => options.onTimed?.(jobs, tookMs, syncMs),
    onFull: () => options.onFull?.() ?? false,
    onStopped: cause => options.onStopped?.(cause),
    hasRoom: () => options.hasRoom?.() ?? true,
  });
  let forgetSealed: () => void = () => {};
  const search = openSearchIndex(database, names);
  const indexer = openIndexer(database, commits, search, options.onIndexed);
  let tell: (committed: readonly Committed[]) => void = () => {};
  commits.onCommitted(committed => {
    tell(committed);
    indexer.committed(committed);
  });
  const mentions = openMentions(database, highlightWords);
  const inbox = openInboxWriter(database);
  const mentionAll = openMentionAll({...options, database, rights});
  const roomLog = openRoomLog({
    database,
    commits,
    names,
    heads,
    mentions,
    mentionAll,
    inbox,
    usage,
    writePermission,
    options,
  });
  const sqlite = {
    ...options,
    database,
    commits,
    names,
    heads,
    roomLog,
    rights,
    writePermission,
    highlightWords,
    mentions,
    inbox,
    mentionAll,
    usage,
    search,
    audit: openAuditLog(database),
  };
  const opened = openChanges(sqlite);
  const {invitationUse, ...invitations} = openInvitations(sqlite, openMembers(sqlite));
  const {sealed, appendSealed, forget} = openSealed(sqlite, heads);
  forgetSealed = forget;
  makeLobby(sqlite);
  const mark = openMark(database, options.dataDir);
  return {
    ...openAccounts(sqlite, invitationUse),
    ...invitations,
    ...openPasswordResets(sqlite),
    ...openSecondFactors(sqlite),
    ...openSshKeys(sqlite),
    ...openRoles(sqlite),
    ...openSanctions(sqlite),
    ...openReports(sqlite),
    ...openSessions(sqlite),
    ...openFriends(sqlite),
    ...openPlans(sqlite),
    ...openGroupRooms(sqlite),
    ...openPreferences(sqlite),
    ...openSharers(sqlite),
    ...openTyping(sqlite),
    ...openRooms(sqlite),
    ...openLifecycle(sqlite),
    ...openInvites(sqlite),
    ...openInbox(sqlite),
    ...openLogPlaces(sqlite),
    ...openMessageSearch(sqlite, indexer),
    ...openMemberships(sqlite),
    ...openEntries(sqlite, opened),
    ...opened.changes,
    ...openRetention(sqlite),
    ...sealed,
    ...openSweeping(sqlite, opened.targets),
    ...openImporting(sqlite, opened.targets),
    ...openFileQueries(sqlite),
    ...openOffers(sqlite, appendSealed),
    ...openLogins(sqlite),
    ...openOverview(sqlite),
    ...openAudit(sqlite),
    condition: () => commits.condition(),
    onCommitted: listener => (tell = listener),
    async close() {
      indexer.close();
      // Only saves counts, so a full disk must not prevent closing.
      await commits.write(() => usage.saveAll()).catch(() => undefined);
      commits.close();
      mark.close();
      database.close();
    },
  };
}
