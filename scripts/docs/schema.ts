/** Writes a zod schema as one line of readable types, the way the protocol's documentation shows shapes. */
import {toJSONSchema, type $ZodType} from 'zod/v4/core';

interface Shape {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  oneOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

const bounds = (low: number | undefined, high: number | undefined): string => {
  const top = high === undefined || high >= Number.MAX_SAFE_INTEGER ? '' : String(high);
  const bottom = low === undefined || low <= -Number.MAX_SAFE_INTEGER ? '' : String(low);
  return top === '' && bottom === '' ? '' : ` ${bottom}..${top}`;
};

function write(shape: Shape): string {
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum) return shape.enum.map(value => JSON.stringify(value)).join(' | ');
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices) return choices.map(write).join(' | ');
  switch (shape.type) {
    case 'object':
      return writeObject(shape);
    case 'array':
      return `[${write(shape.items ?? {})}, …]${bounds(shape.minItems, shape.maxItems)}`;
    case 'integer':
      return `integer${bounds(shape.minimum, shape.maximum)}`;
    case 'string':
      return shape.pattern ? `string /${shape.pattern}/` : `string${bounds(shape.minLength, shape.maxLength)}`;
    default:
      return shape.type ?? 'any';
  }
}

function writeObject(shape: Shape): string {
  const fields = Object.entries(shape.properties ?? {}).map(
    ([name, field]) => `${name}${shape.required?.includes(name) ? '' : '?'}: ${write(field)}`,
  );
  return fields.length === 0 ? '{}' : `{${fields.join(', ')}}`;
}

/** Named schemas are shown by name where they occur whole. */
export interface Named {
  name: string;
  schema: $ZodType;
}

/** One line; `?` marks what may be absent; numbers after a type are its bounds. */
export function describeSchema(schema: $ZodType, named: readonly Named[] = []): string {
  let text = write(toJSONSchema(schema, {unrepresentable: 'any'}) as Shape);
  for (const one of named) {
    if (one.schema === schema) continue;
    text = text.replaceAll(write(toJSONSchema(one.schema, {unrepresentable: 'any'}) as Shape), one.name);
  }
  return text;
}
