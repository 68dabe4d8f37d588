// Which events a rule of EventBridge takes, as the local host reads its pattern.
import { expect, it } from 'vitest';
import { matches, parsePattern, UnknownPattern } from '../../bin/local/event-pattern.ts';

const event = {
  source: 'aws.cloudformation',
  resources: ['arn:a', 'arn:b'],
  detail: { status: 'UPDATE_COMPLETE', tries: 2, last: false },
};

it.each([
  [{}, true],
  [{ source: ['aws.s3', 'aws.cloudformation'] }, true],
  [{ source: ['aws.s3'] }, false],
  [{ source: [] }, false],
  [{ region: ['eu-west-1'] }, false],
  [{ source: ['aws.cloudformation'], detail: { status: ['UPDATE_COMPLETE'] } }, true],
  [{ source: ['aws.cloudformation'], detail: { status: ['CREATE_COMPLETE'] } }, false],
  [{ source: ['aws.s3'], detail: { status: ['UPDATE_COMPLETE'] } }, false],
  [{ detail: { tries: [2], last: [false] } }, true],
  [{ detail: { tries: ['2'] } }, false],
  [{ resources: ['arn:b'] }, true],
  [{ resources: ['arn:c'] }, false],
  [{ source: { name: ['aws.cloudformation'] } }, false],
])('%j takes it: %s', (pattern, takes) => {
  expect(matches(parsePattern(pattern), event)).toBe(takes);
});

it.each([
  [{ source: [{ prefix: 'aws.' }] }, 'EventPattern.source'],
  [{ detail: { status: [{ 'anything-but': ['DELETE_COMPLETE'] }] } }, 'EventPattern.detail.status'],
  [{ source: 'aws.s3' }, 'EventPattern.source'],
])('%j is refused, by its place', (pattern, place) => {
  expect(() => parsePattern(pattern)).toThrow(UnknownPattern);
  expect(() => parsePattern(pattern)).toThrow(place);
});
