// Opens CSV files by LibreOffice as it would in some locale, and reads the cells of the sheets that it makes of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SheetCell = {
  /** As LibreOffice took it: `string`, `float`, `date`, `percentage`, `boolean`, …; empty where there is nothing. */
  readonly type: string;
  readonly text: string;
  /** Of a number or a date. */
  readonly value?: string;
  readonly formula?: string;
};
export type Sheet = readonly (readonly SheetCell[])[];

export type OpenedIn = {
  readonly separator: ',' | ';';
  /** A language of Windows: 1040 is Italian. */
  readonly language: number;
};

const PATIENCE_MS = 300_000;

export function hasLibreOffice(): boolean {
  return spawnSync('soffice', ['--version']).status === 0;
}

/** @param files contents by name, without ending */
export function openedAsSheets(
  files: ReadonlyMap<string, string>,
  { separator, language }: OpenedIn,
): ReadonlyMap<string, Sheet> {
  const directory = mkdtempSync(join(tmpdir(), 'imbuto-csv-'));
  for (const [name, contents] of files) writeFileSync(join(directory, `${name}.csv`), contents);
  // https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html: what is special is detected, and formulas are run.
  const options = `CSV:${separator.charCodeAt(0)},34,76,1,,${language},false,true,false,false,false,1,true`;
  const { status, stderr } = spawnSync(
    'soffice',
    [
      `-env:UserInstallation=file://${directory}/profile`,
      '--headless',
      `--infilter=${options}`,
      ...['--convert-to', 'fods', '--outdir', join(directory, 'sheets')],
      ...[...files.keys()].map((name) => join(directory, `${name}.csv`)),
    ],
    { timeout: PATIENCE_MS, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`LibreOffice ended with ${status}: ${stderr.slice(0, 500)}`);
  return new Map(
    [...files.keys()].map((name) => [
      name,
      cellsIn(readFileSync(join(directory, 'sheets', `${name}.fods`), 'utf8')),
    ]),
  );
}

/** The rows of the only table in flat OpenDocument. */
function cellsIn(xml: string): Sheet {
  const [, table = ''] = /<table:table [^>]*>([\s\S]*?)<\/table:table>/.exec(xml) ?? [];
  return [...table.matchAll(/<table:table-row\b([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-row>)/g)].map(
    ([, , row = '']) =>
      [...row.matchAll(/<table:table-cell\b([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)].flatMap(
        ([, attributes = '', contents = '']) => {
          const attribute = (name: string): string | undefined =>
            new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
          const value = attribute('office:value') ?? attribute('office:date-value');
          const formula = attribute('table:formula');
          const cell: SheetCell = {
            type: attribute('office:value-type') ?? '',
            text: [...contents.matchAll(/<text:p\b[^>]*?(?:\/>|>([\s\S]*?)<\/text:p>)/g)]
              .map(([, text = '']) => plain(text))
              .join('\n'),
            ...(value === undefined ? {} : { value }),
            ...(formula === undefined ? {} : { formula }),
          };
          return Array.from({ length: Number(attribute('table:number-columns-repeated') ?? 1) }, () => cell);
        },
      ),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(xml: string): string {
  return xml
    .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, n = '1') => ' '.repeat(Number(n)))
    .replace(/<text:tab\/>/g, '\t')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) =>
      hex
        ? String.fromCodePoint(Number.parseInt(hex, 16))
        : decimal
          ? String.fromCodePoint(Number(decimal))
          : (ENTITIES[name] ?? all),
    );
}
