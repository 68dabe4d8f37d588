// The file of the local DynamoDB: what is in it when it is opened again, and whose files it does not touch.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { createDynamoDb } from '../../bin/local/dynamodb/dynamodb.ts';
import {
  ForeignDatabase,
  openSqliteStorage,
  StorageFailed,
} from '../../bin/local/dynamodb/sqlite-storage.ts';
import { removeDirectory, temporaryDirectory } from '../support/host.ts';

const TableName = 'table';
const directory = temporaryDirectory();
afterAll(() => removeDirectory(directory));
let files = 0;
const newFile = () => join(directory, `${files++}.sqlite`);

function open(file: string) {
  const storage = openSqliteStorage(file);
  const { execute } = createDynamoDb({ storage });
  const put = (pk: string) => execute('PutItem', { TableName, Item: { pk: { S: pk }, b: { B: BYTES } } });
  const read = (pk: string) => execute('GetItem', { TableName, Key: { pk: { S: pk } } }).Item;
  return { storage, execute, put, read };
}

const BYTES = new Uint8Array([0, 128, 255]);

function openNew(file = newFile()) {
  const opened = open(file);
  opened.execute('CreateTable', {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  return { ...opened, file };
}

describe('a file that is opened again', () => {
  it('has what was committed', () => {
    const first = openNew();
    first.put('a');
    first.put('b');
    first.execute('DeleteItem', { TableName, Key: { pk: { S: 'b' } } });
    expect(first.storage.isOpen).toBe(true);
    first.storage.commit();
    expect(first.storage.isOpen).toBe(false);
    first.storage.close();

    const second = open(first.file);
    expect(second.read('a')).toEqual({ pk: { S: 'a' }, b: { B: BYTES } });
    expect(second.read('b')).toBeUndefined();
    const { Table } = second.execute('DescribeTable', { TableName });
    expect([Table?.ItemCount, Table?.KeySchema]).toEqual([1, [{ AttributeName: 'pk', KeyType: 'HASH' }]]);
    second.storage.close();
  });

  it('has nothing of what was not committed when it was left', () => {
    const first = openNew();
    first.put('a');
    first.storage.commit();
    first.put('b');
    first.put('a');
    // As the disk has it when the process is killed here.
    const left = newFile();
    for (const suffix of ['', '-wal']) copyFileSync(`${first.file}${suffix}`, `${left}${suffix}`);
    first.storage.close();

    const second = open(left);
    expect([second.read('a')?.pk?.S, second.read('b')]).toEqual(['a', undefined]);
    expect(second.execute('DescribeTable', { TableName }).Table?.ItemCount).toBe(1);
    second.storage.close();
  });

  it('flushes each commit to the disk, and nobody else writes to it meanwhile', () => {
    const { storage, file } = openNew();
    storage.commit();
    expect(() => openSqliteStorage(file)).toThrow(StorageFailed);
    storage.close();
  });
});

describe('a file of somebody else', () => {
  it('is refused with what to do, and stays as it was', () => {
    const file = newFile();
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE theirs (id INTEGER)');
    other.close();
    const before = readFileSync(file);
    expect(() => openSqliteStorage(file)).toThrow(ForeignDatabase);
    expect(() => openSqliteStorage(file)).toThrow(/\.sqlite was not written by .*npm start -- --fresh/);
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused where it is of another version', () => {
    const { storage, file } = openNew();
    storage.close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => openSqliteStorage(file)).toThrow(ForeignDatabase);
  });

  it('is refused by its name where it is no database', () => {
    const file = newFile();
    writeFileSync(file, 'no database at all, but long enough to be looked at as one'.repeat(20));
    expect(() => openSqliteStorage(file)).toThrow(
      `${file} cannot be read or written: file is not a database`,
    );
  });
});
