/** Opens the store of a folder and closes it again: `FOLDER`; `CHAT_TUI_FAULT` names the point where this process is killed. */
import {openSqliteStore} from '../../src/server/stores/sqlite.ts';
import {armFaultPoint} from '../../src/shared/machine/faultPoint.ts';

armFaultPoint(process.env.CHAT_TUI_FAULT, () => process.kill(process.pid, 'SIGKILL'));
const [dataDir = ''] = process.argv.slice(2);
const store = await openSqliteStore({dataDir, now: Date.now, newId: () => 'x'.repeat(22)});
await store.close();
