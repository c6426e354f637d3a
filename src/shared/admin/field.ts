/** A parameter or column of an admin command: one description for the wire, the help, completion and parsing. */

/**
 * `person` is a login name and `room` a room's name, both without the leading sign; `text` is any text; `flag` is present or
 * absent.
 */
export type FieldKind = 'person' | 'room' | 'text' | 'choice' | 'count' | 'time' | 'flag';

export interface Field {
  kind: FieldKind;
  /** `word`: one word; `words`: one or more; `rest`: the rest of the line; `option`: given by its flag. */
  place: 'word' | 'words' | 'rest' | 'option';
  isRequired: boolean;
  /** The field in the usage: `@NAME`; for an option its flags and value, as in `-f, --for <time>`. */
  label: string;
  /** The meaning of an option, for the shell's help. */
  meaning: string;
  /** Values of the kind `choice`. */
  choices?: readonly string[];
  /** For an option: in a typed line, a word that parses as its value counts as the option, as in `kick @ann 2h`. */
  isLoose?: boolean;
  /** Limits of the kinds `count` and `time`. */
  min?: number;
  max?: number;
}

type Made<Kind extends FieldKind, Place extends Field['place'], Required extends boolean> = Field & {
  kind: Kind;
  place: Place;
  isRequired: Required;
};

export const word = <const Kind extends FieldKind>(kind: Kind, label: string, choices: readonly string[] = []) =>
  ({kind, place: 'word', isRequired: true, label, meaning: '', choices}) as Made<Kind, 'word', true>;

export const maybeWord = <const Kind extends FieldKind>(kind: Kind, label: string, choices: readonly string[] = []) =>
  ({kind, place: 'word', isRequired: false, label: `[${label}]`, meaning: '', choices}) as Made<Kind, 'word', false>;

export const words = (label: string) =>
  ({kind: 'text', place: 'words', isRequired: true, label, meaning: ''}) as Made<'text', 'words', true>;

export const maybeWords = (label: string) =>
  ({kind: 'room', place: 'words', isRequired: false, label: `[${label}]`, meaning: ''}) as Made<'room', 'words', false>;

export const rest = (label: string) =>
  ({kind: 'text', place: 'rest', isRequired: true, label, meaning: ''}) as Made<'text', 'rest', true>;

export const maybeRest = (label: string) =>
  ({kind: 'text', place: 'rest', isRequired: false, label: `[${label}]`, meaning: ''}) as Made<'text', 'rest', false>;

export const option = <const Kind extends FieldKind>(
  kind: Kind,
  label: string,
  meaning: string,
  more: Pick<Field, 'choices' | 'isLoose' | 'min' | 'max'> = {},
) => ({kind, place: 'option', isRequired: false, label, meaning, ...more}) as Made<Kind, 'option', false>;

type ValueOf<F extends Field> = F['place'] extends 'words'
  ? readonly string[]
  : F['kind'] extends 'count' | 'time'
    ? number
    : F['kind'] extends 'flag'
      ? boolean
      : string;

export type Fields = Readonly<Record<string, Field>>;

/** The values of the fields, by name. */
export type ArgsOf<All extends Fields> = {
  readonly [Name in keyof All as All[Name]['isRequired'] extends true ? Name : never]: ValueOf<All[Name]>;
} & {
  readonly [Name in keyof All as All[Name]['isRequired'] extends true ? never : Name]?: ValueOf<All[Name]> | undefined;
};

export type AdminValue = string | number | boolean | readonly string[];
export type AdminArgs = Record<string, string | number | boolean | string[]>;

/** `atMs` is a time in milliseconds since 1970, `bytes` a size; a kind that ends with `?` is optional. */
export type ColumnKind = 'text' | 'count' | 'bytes' | 'atMs' | 'flag' | 'list';
export type Columns = Readonly<Record<string, ColumnKind | `${ColumnKind}?`>>;

interface ColumnTypes {
  text: string;
  count: number;
  bytes: number;
  atMs: number;
  flag: boolean;
  list: readonly string[];
}

/** A row of an answer: values by column name. */
export type RowOf<All extends Columns> = {
  readonly [Name in keyof All as All[Name] extends ColumnKind ? Name : never]: ColumnTypes[All[Name] & ColumnKind];
} & {
  readonly [Name in keyof All as All[Name] extends ColumnKind ? never : Name]?:
    (All[Name] extends `${infer Kind extends ColumnKind}?` ? ColumnTypes[Kind] : never) | undefined;
};

export type AdminRow = Readonly<Record<string, AdminValue | undefined>>;
