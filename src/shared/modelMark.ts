/** A hash of a schema; equal hashes mean equal shapes, so that stored data need not be validated again. */
import {createHash} from 'node:crypto';
import type * as z from 'zod/mini';

/** The parts of a schema's definition that determine its shape; bounds of numbers and lengths are ignored. */
interface Definition {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  innerType?: z.core.$ZodType;
  element?: z.core.$ZodType;
  in?: z.core.$ZodType;
  out?: z.core.$ZodType;
  entries?: Record<string, string | number>;
}

export const markOf = (schema: z.core.$ZodType): string =>
  createHash('sha256')
    .update(JSON.stringify(outlineOf(schema)))
    .digest('base64url')
    .slice(0, 12);

function outlineOf(schema: z.core.$ZodType): unknown {
  const {type, shape = {}, entries = {}, ...definition} = schema._zod.def as Definition;
  const inner = [definition.innerType, definition.element, definition.in, definition.out];
  return [
    type,
    Object.keys(entries),
    Object.entries(shape).map(([name, field]) => [name, outlineOf(field)]),
    inner.map(one => one && outlineOf(one)),
  ];
}
