/** The list of the sections, in the order of the table. */
import type {Section} from './section.ts';
import {beside} from './sections/beside.ts';
import {idle, joins, returns} from './sections/crowd.ts';
import {durable, lines} from './sections/durable.ts';
import {fanOut10, fanOut100, fanOut1000} from './sections/fanOut.ts';
import {tls, tlsScreen} from './sections/encrypted.ts';
import {indexing} from './sections/indexing.ts';
import {kept} from './sections/kept.ts';
import {latency} from './sections/latency.ts';
import {markup} from './sections/markup.ts';
import {migration} from './sections/migration.ts';
import {firstUnread} from './sections/reading.ts';
import {keys, memory100k, memory1M, start} from './sections/screens.ts';
import {sealed} from './sections/sealed.ts';
import {sealedFlood} from './sections/sealedFlood.ts';
import {sealedLog} from './sections/sealedLog.ts';
import {search100k, search1M} from './sections/search.ts';
import {smallFiles, treeOfFiles} from './sections/small.ts';
import {bigFile} from './sections/transfers.ts';
import {direct} from './sections/direct.ts';

export const SECTIONS: readonly Section[] = [
  fanOut100,
  fanOut1000,
  fanOut10,
  latency,
  durable,
  lines,
  indexing,
  idle,
  joins,
  returns,
  start,
  kept,
  keys,
  markup,
  memory100k,
  memory1M,
  firstUnread,
  search100k,
  search1M,
  migration,
  bigFile,
  direct,
  smallFiles,
  treeOfFiles,
  beside,
  tls,
  tlsScreen,
  sealed,
  sealedLog,
  sealedFlood,
];
