/** Warns owner and admins in their notes a month, a week and a day before the certificate expires, and when it has expired. */
import {idNamed} from '../../shared/entries/entryId.ts';
import {mayOnServer} from '../../shared/access/roles.ts';
import type {ServerContext} from '../context.ts';
import {DAY_MS, FIXED_LIMITS} from '../../shared/limits.ts';

const STAGES_DAYS = [0, 1, 7, 30];

/** Derived from certificate, stage and person, so that a warning is sent only once, even after a restart. */
const idOf = (validToMs: number, stage: number, userId: number): string =>
  idNamed(`certificate:${validToMs}:${stage}:${userId}`);

export async function warnOfCertificate({store, now}: ServerContext, validToMs: number): Promise<void> {
  const leftMs = validToMs - now();
  const stage = STAGES_DAYS.find(days => leftMs <= days * DAY_MS);
  if (stage === undefined) return;
  const date = new Date(validToMs).toISOString().slice(0, 10);
  const text =
    leftMs <= 0
      ? `The certificate of the server has expired on ${date}: nobody can come in. Put a new one in its place; ` +
        'it is read by itself.'
      : `The certificate of the server expires on ${date}. Put a new one in its place before; it is read by itself.`;
  for (let afterName = ''; ;) {
    const accounts = await store.accountList({afterName, limit: FIXED_LIMITS.pageSizeMax});
    for (const {userId, role} of accounts) {
      if (!mayOnServer(role, 'statsRead')) continue;
      await store.notesTell({userId, entryId: idOf(validToMs, stage, userId), text, atMs: now()});
    }
    const last = accounts.at(-1)?.name;
    if (last === undefined || accounts.length < FIXED_LIMITS.pageSizeMax) break;
    afterName = last;
  }
}
