/** Which document is made by what. */
import {commandsDoc, errorsDoc, keysDoc, settingsDoc, verbsDoc} from './lists.ts';
import {exportDoc} from './export.ts';
import {hostileDoc} from './hostile.ts';
import {jsonDoc} from './json.ts';
import {manPage} from './man.ts';
import {rolesDoc} from './roles.ts';
import {protocolDoc} from './protocol.ts';

export const GENERATED: Readonly<Record<string, () => string>> = {
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
