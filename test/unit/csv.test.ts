// Tables as CSV: dialects, and what a spreadsheet must not take for a formula.
import { describe, expect, it } from 'vitest';
import { csv, SEMICOLON } from '../../functions/domain/csv.ts';

const one = (value: string): string => csv([[value]]).slice(0, -2);

describe('a table', () => {
  it('is written with commas and points', () => {
    expect(csv([['a', 1.5, null, 'x;y']])).toBe('a,1.5,,"x;y"\r\n');
  });

  it('is written with semicolons and decimal commas where that is asked for', () => {
    expect(csv([['a', -1.5, null, 'x,y', '1.5']], SEMICOLON)).toBe('a;-1,5;;"x,y";1.5\r\n');
  });
});

describe('a text that a spreadsheet takes for a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['\uff1d1+1', "'\uff1d1+1"],
    ['\uff0b1', "'\uff0b1"],
    ['\uff20SUM(A1)', "'\uff20SUM(A1)"],
    ['\u200b=1', "'\u200b=1"],
    [' \u00a0=1', "' \u00a0=1"],
    // Where the file is opened with another separator than it was written with.
    [';=1+1', `";'=1+1"`],
    ['a;=1+1;b', `"a;'=1+1;b"`],
    ['a,\u200b@x', `"a,'\u200b@x"`],
    ['a\n=1', `"a\n'=1"`],
    ['\t=1', `"'\t'=1"`],
  ])('%j is written %j', (value, expected) => {
    expect(one(value)).toBe(expected);
  });

  it.each(['a=1', 'e-mail', '1 + 1', 'two\nlines', '{"a":-1}', 'Anna, Bea'])('%j is none', (value) => {
    expect(one(value)).not.toContain("'");
  });

  it('is found in one pass, however long and full of separators it is', () => {
    const hostile = `${'\n'.repeat(100_000)}${', '.repeat(100_000)}${' '.repeat(100_000)}=1`;
    expect(one(hostile)).toContain("'");
  });
});
