/** Runs the contract of stores of files against each of them. */
import {openDisk} from '../../src/server/files/disk.ts';
import {openMemoryFiles} from '../support/stored/memoryFileStore.ts';
import {fileStoreContract} from './fileStore.contract.ts';

fileStoreContract('a folder', openDisk);
fileStoreContract('memory', () => openMemoryFiles(64 * 1024 ** 2));
