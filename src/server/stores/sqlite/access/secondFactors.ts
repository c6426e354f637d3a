/** Second factors and recovery codes; each code is accepted once, even if it arrives twice at the same time. */
import {isSameFactor, type SignInStore} from '../../../storeContract/signIn.ts';
import {SERVER_SENDER} from '../../../storeContract/store.ts';
import {query} from '../engine/database.ts';
import type {Rights} from './rights.ts';
import type {Sqlite} from '../sqlite.ts';

type SecondFactors = Pick<
  SignInStore<unknown>,
  | 'secondFactorFind'
  | 'secondFactorShow'
  | 'secondFactorSet'
  | 'secondFactorTake'
  | 'recoveryTake'
  | 'secondFactorEnd'
  | 'secondFactorDrop'
>;

export function openSecondFactors({database, commits, rights}: Sqlite & {rights: Rights}): SecondFactors {
  const find = query<{secret: Uint8Array; last_step: number; since_ms: number}, [number]>(
    database,
    'SELECT secret, last_step, since_ms FROM second_factors WHERE user_id = ?',
  );
  const since = query<{since_ms: number; codes: number}, [number]>(
    database,
    `SELECT since_ms, (SELECT count(*) FROM recovery_codes AS code WHERE code.user_id = factor.user_id) AS codes
      FROM second_factors AS factor WHERE user_id = ?`,
  );
  const put = database.statement(
    'INSERT OR REPLACE INTO second_factors (user_id, secret, last_step, since_ms) VALUES (?, ?, ?, ?)',
  );
  const take = database.statement('UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?');
  const drop = database.statement('DELETE FROM second_factors WHERE user_id = ?');
  const addCode = database.statement('INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)');
  const takeCode = database.statement('DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?');
  const dropCodes = database.statement('DELETE FROM recovery_codes WHERE user_id = ?');

  /** Whether the account still has the factor with this secret; without a secret, whether it has none. */
  const isStill = (userId: number, secret: Uint8Array | undefined): boolean =>
    isSameFactor(find.one(userId)?.secret, secret);
  function dropAll(userId: number): void {
    drop.run(userId);
    dropCodes.run(userId);
  }

  return {
    async secondFactorFind(userId) {
      const row = find.one(userId);
      return row && {secret: row.secret, lastStep: row.last_step, sinceMs: row.since_ms};
    },
    async secondFactorShow(userId) {
      const row = since.one(userId);
      return row === undefined ? {} : {sinceMs: row.since_ms, recoveryCodesLeft: row.codes};
    },
    secondFactorSet: ({userId, secret, before, lastStep, codeHashes, atMs}) =>
      commits.write(() => {
        if (!isStill(userId, before)) return false;
        put.run(userId, secret, lastStep, atMs);
        dropCodes.run(userId);
        for (const codeHash of codeHashes) addCode.run(userId, codeHash);
        return true;
      }),
    secondFactorTake: (userId, step) => commits.write(() => take.run(step, userId, step).changes > 0),
    recoveryTake: (userId, codeHash) => commits.write(() => takeCode.run(userId, codeHash).changes > 0),
    secondFactorEnd: (userId, secret) =>
      commits.write(() => {
        const isIt = isStill(userId, secret);
        if (isIt) dropAll(userId);
        return isIt;
      }),
    secondFactorDrop: ({userId, byUserId}) =>
      commits.write(() => {
        if (byUserId !== SERVER_SENDER.userId) rights.requireOver(byUserId, userId, 'accountManage');
        dropAll(userId);
      }),
  };
}
