// The pass of a recount over a segment, and what is said of its progress.
import { describe, expect, it } from 'vitest';
import { firstSegment, moved, type Page, progressOf, waitBefore } from '../../functions/domain/recount.ts';

const SETTLE = 60_000;
const run = { id: 7, at: 1_000_000, segments: 2 };
const page = (more: Partial<Page> = {}): Page => ({ leads: 10, items: 30, erased: {}, ...more });
const next = { pk: 'L#x', sk: 'h' };
const begun = firstSegment(run, 0, 300, run.at);

describe('the pass over a segment', () => {
  it('begins when every worker that began before the run has stopped, counted from when the run was seen', () => {
    const late = firstSegment(run, 0, 300, run.at + 10 * SETTLE);
    expect(waitBefore(begun, SETTLE, run.at)).toBe(SETTLE);
    expect(waitBefore(begun, SETTLE, run.at + SETTLE - 1)).toBe(1);
    expect(waitBefore(begun, SETTLE, run.at + SETTLE)).toBe(0);
    expect(waitBefore(late, SETTLE, run.at + 10 * SETTLE)).toBe(SETTLE);
  });

  it('goes from page to page without waiting again, and adds up what it saw', () => {
    const one = moved(begun, page({ next, erased: { 'trial.b': 1 } }), run.at + SETTLE);
    expect(one).toMatchObject({ step: 2, cursor: next, leads: 10, isDone: false });
    expect(waitBefore(one, SETTLE, run.at)).toBe(0);
    const two = moved(one, page({ next, erased: { 'trial.b': 2 } }), run.at + SETTLE);
    expect(two).toMatchObject({ step: 3, leads: 20, items: 60, erased: { 'trial.b': 3 } });
  });

  it('is done at the end of the segment, and tells who was erased', () => {
    const done = moved(begun, page({ erased: { 'trial.b': 2 } }), run.at + SETTLE);
    expect(done).toMatchObject({ isDone: true, leads: 10, erased: { 'trial.b': 2 } });
    expect(done).not.toHaveProperty('cursor');
  });
});

describe('the progress of a recount', () => {
  const other = { ...firstSegment(run, 1, 300, run.at), leads: 5, items: 15 };

  it('is estimated from the size of the table, then from the segments that are through', () => {
    expect(progressOf(run, [], 40)).toEqual({ done: 0, total: 40 });
    expect(progressOf(run, [], undefined)).toEqual({ done: 0, total: 0 });
    const half = moved(begun, page({ next }), run.at);
    expect(progressOf(run, [half, other], undefined)).toEqual({ done: 15, total: 100 });
    const through = moved(half, page({ leads: 12 }), run.at);
    expect(progressOf(run, [through, other], 1_000)).toEqual({ done: 27, total: 44 });
  });

  it('is of all leads once every segment is done', () => {
    const ended = [begun, { ...begun, segment: 1 }].map((one) => moved(one, page(), run.at));
    expect(progressOf(run, ended, undefined)).toEqual({ done: 20, total: 20 });
  });

  it('is never of more leads than there are said to be', () => {
    expect(progressOf(run, [{ ...other, leads: 50, size: 0 }], 10)).toEqual({ done: 50, total: 50 });
  });
});
