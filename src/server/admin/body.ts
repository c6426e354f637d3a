/** The server side of an admin command; its name and parameters stand in `shared/admin/table.ts`. */
import type {ArgsFor, RowFor, AdminName} from '../../shared/admin/table.ts';
import type {ServerContext} from '../context.ts';
import type {Doer} from '../audit/audit.ts';
import type {Role} from '../../shared/model.ts';

/** Who runs the command. The console and the local socket act as the server itself, which may do everything. */
export interface AdminActor extends Doer {
  role: Role | 'server';
  /** The caller is on the server's machine, so paths of that machine make sense. */
  isLocal: boolean;
}

export interface AdminAsked<Name extends AdminName> {
  by: AdminActor;
  args: ArgsFor<Name>;
  /** `next` of the previous page. */
  after: string | undefined;
  /** Maximum number of rows. */
  limit: number;
}

export interface AdminDone<Name extends AdminName> {
  rows?: readonly RowFor<Name>[];
  /** Sentences to show to the caller; they may contain untrusted text. */
  told?: readonly string[];
  /** Where the next page continues; absent on the last page. */
  next?: string | undefined;
}

/** @throws ChatError */
export type AdminBody<Name extends AdminName> = (
  server: ServerContext,
  asked: AdminAsked<Name>,
) => Promise<AdminDone<Name>>;

/** Makes a page of rows; one more row was read than is shown, to know whether there are more. */
export function pageOf<Name extends AdminName, Found>(
  found: readonly Found[],
  {limit}: Pick<AdminAsked<Name>, 'limit'>,
  toRow: (one: Found) => RowFor<Name>,
  markOf: (last: Found) => string,
): AdminDone<Name> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {rows: shown.map(toRow), next: found.length > limit && last !== undefined ? markOf(last) : undefined};
}
