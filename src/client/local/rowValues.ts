/** What stands in rows of the local store, as the program has it. */
export type Row = Record<string, unknown>;
export type Value = string | number | Buffer;

export const bytes = (value: unknown): Buffer => Buffer.from(value as Uint8Array);
export const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const bytesOr = (value: unknown = null): Buffer | undefined => (value === null ? undefined : bytes(value));
