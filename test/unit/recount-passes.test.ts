// The passes of a recount over a segment, and what is said of its progress.
import { describe, expect, it } from 'vitest';
import {
  firstSegment,
  moved,
  type Page,
  progressOf,
  type Segment,
  waitBefore,
} from '../../functions/domain/recount.ts';

const SETTLE = 60_000;
const run = { id: 7, at: 1_000_000, segments: 2 };
const page = (more: Partial<Page> = {}): Page => ({ leads: 10, items: 30, behind: 0, erased: {}, ...more });
const next = { pk: 'L#x', sk: 'h' };
const begun = firstSegment(run, 0, 300, run.at);
const move = (from: Segment, what: Page, at: number) => moved(from, what, SETTLE, at);

describe('a pass', () => {
  it('goes from page to page and remembers when it began', () => {
    const one = move(begun, page({ next, behind: 4 }), run.at);
    expect(one).toMatchObject({ step: 1, pass: 1, passAt: run.at, cursor: next, leads: 10, behind: 4 });
    const two = move(one, page({ next }), run.at + 500);
    expect(two).toMatchObject({ step: 2, passAt: run.at, leads: 20, items: 60, behind: 4 });
  });

  it('waits from when the run was seen, as a claim takes effect later than it is made', () => {
    const late = firstSegment(run, 0, 300, run.at + 10 * SETTLE);
    const ended = move(late, page(), run.at + 10 * SETTLE);
    expect(ended).toMatchObject({ isDone: false, pass: 2 });
    expect(waitBefore(ended, SETTLE, run.at + 10 * SETTLE)).toBe(SETTLE);
  });

  it('that began before every older worker has stopped is followed by another, even if nobody was behind', () => {
    const ended = move(begun, page(), run.at + SETTLE - 1);
    expect(ended).toMatchObject({ isDone: false, pass: 2, leads: 0, known: 10 });
    expect(ended).not.toHaveProperty('cursor');
    expect(waitBefore(ended, SETTLE, run.at + SETTLE - 1)).toBe(1);
    expect(waitBefore(begun, SETTLE, run.at)).toBe(0);
    expect(waitBefore(move(ended, page({ next }), run.at), SETTLE, run.at)).toBe(0);
  });

  it('that found somebody behind is followed by another, whenever it began', () => {
    expect(move(begun, page({ behind: 1 }), run.at + 2 * SETTLE)).toMatchObject({ isDone: false, pass: 2 });
    const late = move(begun, page({ behind: 1, next }), run.at + 2 * SETTLE);
    expect(move(late, page(), run.at + 3 * SETTLE)).toMatchObject({ isDone: false, pass: 2, behind: 0 });
  });

  it('that began late enough and found nobody behind is the last, and tells who was erased', () => {
    const done = move(begun, page({ erased: { 'trial.b': 2 } }), run.at + SETTLE);
    expect(done).toMatchObject({ isDone: true, known: 10, erased: { 'trial.b': 2 } });
  });
});

describe('the progress of a recount', () => {
  const other = { ...firstSegment(run, 1, 300, run.at), leads: 5, items: 15 };

  it('is estimated from the size of the table, then from the segments that are through', () => {
    expect(progressOf(run, [], 40)).toEqual({ done: 0, total: 40 });
    expect(progressOf(run, [], undefined)).toEqual({ done: 0, total: 0 });
    const half = move(begun, page({ next }), run.at);
    expect(progressOf(run, [half, other], undefined)).toEqual({ done: 15, total: 100 });
    const through = move(half, page({ leads: 12 }), run.at);
    expect(progressOf(run, [through, other], 1_000)).toEqual({ done: 27, total: 44 });
  });

  it('is of all leads once every segment was looked at, however many passes follow', () => {
    const ended = [begun, { ...begun, segment: 1 }].map((one) => move(one, page(), run.at));
    expect(progressOf(run, ended, undefined)).toEqual({ done: 20, total: 20 });
    const again = ended.map((one) => move(one, page({ next, leads: 3 }), run.at + SETTLE));
    expect(progressOf(run, again, undefined)).toEqual({ done: 20, total: 20 });
  });

  it('is never of more leads than there are said to be', () => {
    expect(progressOf(run, [{ ...other, leads: 50, size: 0 }], 10)).toEqual({ done: 50, total: 50 });
  });
});
