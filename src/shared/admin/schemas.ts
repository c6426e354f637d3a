/** Schemas of admin commands on the wire and on the local socket, derived from the table. */
import * as z from 'zod/mini';
import {FIXED_LIMITS} from '../limits.ts';
import type {AdminRow, ColumnKind, Columns, Field, Fields} from './field.ts';
import {adminCommandOf, type AdminName} from './table.ts';

const TEXT_MAX = 4_000;
const WORDS_MAX = 100;

const text = z.string().check(z.maxLength(TEXT_MAX));
const value = z.union([text, z.number(), z.boolean(), z.array(text).check(z.maxLength(WORDS_MAX))]);

/** Parameters of all commands; each command validates its own arguments more strictly. */
export const AdminParams = z.strictObject({
  name: z.string().check(z.maxLength(32)),
  args: z.record(z.string().check(z.maxLength(32)), value),
  /** `next` of the previous page. */
  after: z.optional(z.string().check(z.maxLength(256))),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(FIXED_LIMITS.pageSizeMax))),
});
export type AdminParams = z.infer<typeof AdminParams>;

export const AdminAnswer = z.object({
  rows: z.array(z.record(z.string().check(z.maxLength(64)), value)).check(z.maxLength(FIXED_LIMITS.pageSizeMax)),
  /** The result in sentences, which may contain text from others. */
  told: z.array(text).check(z.maxLength(WORDS_MAX)),
  /** Continues the list on the next page; absent at its end. */
  next: z.optional(z.string().check(z.maxLength(256))),
});
export type AdminAnswer = z.infer<typeof AdminAnswer>;

function schemaOf({kind, place, choices, min = 0, max = Number.MAX_SAFE_INTEGER}: Field): z.ZodMiniType {
  if (place === 'words') return z.array(text).check(z.minLength(1), z.maxLength(WORDS_MAX));
  if (kind === 'count' || kind === 'time') return z.int().check(z.minimum(min), z.maximum(max));
  if (kind === 'flag') return z.boolean();
  if (kind === 'choice') return z.enum(choices as readonly [string, ...string[]]);
  return z.string().check(z.maxLength(kind === 'text' ? TEXT_MAX : 64));
}

/** Strict: unknown arguments are refused. */
export const argsSchema = (fields: Fields) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        field.isRequired ? schemaOf(field) : z.optional(schemaOf(field)),
      ]),
    ),
  );

const COLUMN_SCHEMAS: Readonly<Record<ColumnKind, z.ZodMiniType>> = {
  text,
  count: z.int(),
  bytes: z.int(),
  atMs: z.int(),
  flag: z.boolean(),
  list: z.array(text),
};

/** Lenient: keys that a later server adds are ignored. */
const rowSchema = (columns: Columns) =>
  z.object(
    Object.fromEntries(
      Object.entries(columns).map(([name, kind]) => {
        const schema = COLUMN_SCHEMAS[kind.replace('?', '') as ColumnKind];
        return [name, kind.endsWith('?') ? z.optional(schema) : schema];
      }),
    ),
  );

const rowSchemas = new Map<AdminName, ReturnType<typeof rowSchema>>();

/** The rows that are valid for the command; others are dropped. */
export function readRows(name: AdminName, rows: AdminAnswer['rows']): AdminRow[] {
  let schema = rowSchemas.get(name);
  if (schema === undefined) rowSchemas.set(name, (schema = rowSchema(adminCommandOf(name).columns)));
  return rows.flatMap(row => {
    const read = schema.safeParse(row);
    return read.success ? [read.data as AdminRow] : [];
  });
}
