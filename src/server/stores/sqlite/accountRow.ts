/** The row of an account, and its mapping to an account. */
import type {Role} from '../../../shared/model.ts';
import type {Account} from '../../storeContract/store.ts';

export interface AccountRow {
  user_id: number;
  name: string;
  display_name: string;
  role: string;
  password_hash: string;
  created_at_ms: number;
  last_seen_at_ms: number | null;
  kicked_until_ms: number | null;
  kick_words: string;
  banned_until_ms: number | null;
  ban_words: string;
  muted_until_ms: number | null;
  mute_words: string;
  disabled_words: string | null;
}

export const ACCOUNT_COLUMNS =
  'accounts.user_id, accounts.name, accounts.display_name, accounts.role, accounts.password_hash, ' +
  'accounts.created_at_ms, accounts.last_seen_at_ms, ' +
  'accounts.kicked_until_ms, accounts.kick_words, accounts.banned_until_ms, accounts.ban_words, ' +
  'accounts.muted_until_ms, accounts.mute_words, ' +
  'accounts.disabled_words';

export const toAccount = (row: AccountRow): Account => ({
  userId: row.user_id,
  name: row.name,
  displayName: row.display_name,
  role: row.role as Role,
  passwordHash: row.password_hash,
  createdAtMs: row.created_at_ms,
  ...(row.last_seen_at_ms === null ? {} : {lastSeenAtMs: row.last_seen_at_ms}),
  ...(row.banned_until_ms !== null && {ban: {untilMs: row.banned_until_ms, words: row.ban_words}}),
  ...(row.muted_until_ms !== null && {mute: {untilMs: row.muted_until_ms, words: row.mute_words}}),
  ...(row.disabled_words !== null && {disabledWords: row.disabled_words}),
  ...(row.kicked_until_ms === null ? {} : {kick: {untilMs: row.kicked_until_ms, words: row.kick_words}}),
});
