// The mutants of referrals: one counts twice, or is told by halves.
import type { Mutant } from './mutant.ts';

export const MUTANTS_OF_REFERRALS: readonly Mutant[] = [
  {
    name: 'referral told anew',
    breaks: 'the events of a referral have the moment in their ids at which they are told',
    referrals: (deps, now) => ({ ...deps, shareKey: async () => `${await deps.shareKey()} ${now}` }),
  },
  {
    name: 'who came is not told',
    breaks: 'of a referral only who shared the link is told, so that one lead can bring itself',
    referrals: (deps) => ({
      ...deps,
      queue: { send: async (submissions) => await deps.queue.send(submissions.slice(0, 1)) },
    }),
  },
];
