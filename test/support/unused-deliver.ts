// What telling needs and a test does not expect it to ask for: to be spread before what the test gives.
import type { DeliverDeps } from '../../functions/outbound/deliver.ts';

const unused = async (): Promise<never> => {
  throw new Error('it is not to be asked for');
};

export const UNUSED_DELIVER = {
  post: unused,
  send: unused,
  readFigure: unused,
  hasMarker: unused,
  writeMarker: unused,
  readDecision: unused,
  decide: unused,
  countInHour: unused,
  leaveToDigest: unused,
  countLeft: unused,
  readHour: unused,
  noteArmed: unused,
  noteMailed: unused,
  sendDigest: unused,
} satisfies Partial<DeliverDeps>;
