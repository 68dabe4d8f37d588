// Waiting before another try: exponential, with full jitter, so that writers who met do not meet again.
import { setTimeout } from 'node:timers/promises';

const BASE_MS = 20;
const MOST_MS = 1_000;

/** @param attempt 0 for the first wait */
export async function pause(attempt: number): Promise<void> {
  await setTimeout(Math.random() * Math.min(MOST_MS, BASE_MS * 2 ** attempt));
}
