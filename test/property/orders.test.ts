import { expect, it } from 'vitest';
import { eventsInAnyOrder, linksInAnyOrder } from '../orders/orders.ts';

it("gives one state for a lead's events in any order, repeated and batched", () => {
  expect(eventsInAnyOrder(1_000, 7).sets).toBe(20);
});

it('gives one state for what is said of three people and three browsers in any order', () => {
  expect(linksInAnyOrder(500, 7).sets).toBe(10);
});
