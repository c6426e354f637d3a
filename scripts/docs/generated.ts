/** The generated documents, each with its renderer. */
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {commandsDoc, errorsDoc, keysDoc, settingsDoc, verbsDoc} from './lists.ts';
import {exportDoc} from './export.ts';
import {hostileDoc} from './hostile.ts';
import {jsonDoc} from './json.ts';
import {manPage} from './man.ts';
import {rolesDoc} from './roles.ts';
import {protocolDoc} from './protocol.ts';
import {wrapped} from './wrap.ts';

const RENDERED: Readonly<Record<string, () => string>> = {
  'docs/protocol.md': protocolDoc,
  'docs/commands.md': commandsDoc,
  'docs/keys.md': keysDoc,
  'docs/roles.md': rolesDoc,
  'docs/errors.md': errorsDoc,
  'docs/settings.md': settingsDoc,
  'docs/verbs.md': verbsDoc,
  'docs/chat-tui.1': manPage,
  'docs/json.md': jsonDoc,
  'docs/export.md': exportDoc,
  'docs/hostile-input.md': hostileDoc,
};

export const GENERATED: Readonly<Record<string, () => string>> = Object.fromEntries(
  Object.entries(RENDERED).map(([path, render]) => [path, path.endsWith('.md') ? () => wrapped(render()) : render]),
);

/** Written by hand; only their long lines are broken. */
export const BY_HAND: readonly string[] = ['.', 'docs', 'docs/adr']
  .flatMap(folder => readdirSync(folder).map(file => join(folder, file)))
  .filter(path => path.endsWith('.md') && !(path in GENERATED));
